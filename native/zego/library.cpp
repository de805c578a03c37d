#include "zego/library.h"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <utility>

#include "zego/convert_parts.h"
#include "zego/errors.h"
#include "zego/handle.h"

namespace klieg::zego {

namespace {

constexpr int kOldestMajor = 3;

// The leading numbers of a version such as 3.25.0.51516; 0 where there are none.
std::array<int, 3> numbers_of(const std::string& version) {
    std::array<int, 3> numbers{};
    std::istringstream text(version);
    for (int& number : numbers) {
        if (!(text >> number)) {
            number = 0;
            break;
        }
        text.ignore(1, '.');
    }
    return numbers;
}

}  // namespace

Library::Library(const std::filesystem::path& path)
    : path_(path), library_(path), variant_(variant_of(library_, path)) {
    resolve();
}

void Library::resolve() {
    for (std::size_t number = 0; number < kSymbols.size(); ++number) {
        const SymbolName& symbol = kSymbols.at(number);
        if (!symbol.only_v2 || variant_ == AbiVariant::kV2) {
            addresses_.at(number) = library_.address_of(symbol.name);
        }
    }
}

std::shared_ptr<Library> Library::load(const std::filesystem::path& path) {
    const std::shared_ptr<Library> library(new Library(path));
    void* const raw = library->make_raw_handle();
    library->spare_ = raw;
    library->one_at_a_time_ = raw == nullptr;
    library->check_version();
    return library;
}

void Library::check_version() {
    const char* words = nullptr;
    void* const address = address_of(Symbol::kExpressGetVersion);
    if (variant_ == AbiVariant::kV2) {
        reinterpret_cast<int (*)(void*, const char**)>(address)(spare_.value_or(nullptr), &words);
    } else {
        reinterpret_cast<int (*)(const char**)>(address)(&words);
    }
    version_ = text_of(words);
    const int major = numbers_of(version_)[0];
    if (major < kOldestMajor) {
        destroy_raw_handle(spare_.value_or(nullptr));
        throw LibraryError("cannot use " + shown(path_) + ": its ZEGO Express SDK is version " +
                           (version_.empty() ? "unknown" : version_) + ", not 3 or later");
    }
}

bool Library::is_newer_than_tested() const {
    return numbers_of(version_) > kTestedVersion;
}

std::vector<std::string> Library::missing() const {
    std::vector<std::string> names;
    for (std::size_t number = 0; number < kSymbols.size(); ++number) {
        if (addresses_.at(number) == nullptr) {
            names.emplace_back(kSymbols.at(number).name);
        }
    }
    return names;
}

void* Library::make_raw_handle() const {
    void* const address = address_of(Symbol::kExpressEngineCreateHandle);
    return address != nullptr ? reinterpret_cast<void* (*)()>(address)() : nullptr;
}

void Library::destroy_raw_handle(void* raw) const {
    void* const address = address_of(Symbol::kExpressEngineDestroyHandle);
    if (address != nullptr) {
        reinterpret_cast<void (*)(void*)>(address)(raw);
    }
}

std::shared_ptr<Handle> Library::create_handle(bool screen_frames) {
    std::optional<void*> raw;
    {
        const std::scoped_lock guard(lock_);
        if (one_at_a_time_ && living_ > 0) {
            throw Closed(
                "cannot create another engine: this ZEGO Express SDK has one at a time, and "
                "that one is not destroyed");
        }
        ++living_;
        raw.swap(spare_);
    }
    void* const used = raw.has_value() ? *raw : make_raw_handle();
    return std::make_shared<Handle>(shared_from_this(), used, context(), screen_frames);
}

std::unique_ptr<Context> Library::context() {
    const std::scoped_lock guard(lock_);
    if (contexts_.size() <= kRestingContexts) {
        return std::make_unique<Context>();
    }
    std::unique_ptr<Context> rested = std::move(contexts_.front());
    contexts_.pop_front();
    return rested;
}

void Library::give_back(void* raw, std::unique_ptr<Context> context) {
    destroy_raw_handle(raw);
    const std::scoped_lock guard(lock_);
    contexts_.push_back(std::move(context));
    --living_;
}

}  // namespace klieg::zego
