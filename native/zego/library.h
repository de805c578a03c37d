// A loaded ZEGO Express SDK: its functions one by one, its version, its handles.
#pragma once

#include <array>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "zego/inside.h"
#include "zego/probe.h"
#include "zego/shared_library.h"
#include "zego/symbols.h"

namespace klieg::zego {

class Handle;

// The newest SDK this was tested with.
constexpr std::array<int, 3> kTestedVersion = {3, 25, 0};

class Library : public std::enable_shared_from_this<Library> {
public:
    // Loads the library, makes the first handle and asks for the version with it.
    // Throws LibraryError.
    static std::shared_ptr<Library> load(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] AbiVariant variant() const noexcept { return variant_; }
    [[nodiscard]] const std::string& version() const noexcept { return version_; }
    [[nodiscard]] bool is_newer_than_tested() const;
    [[nodiscard]] std::vector<std::string> missing() const;

    // Address of a function, or null.
    [[nodiscard]] void* address_of(Symbol symbol) const noexcept {
        return addresses_[static_cast<std::size_t>(symbol)];
    }

    // Throws Closed when the library serves one handle at a time and that one lives.
    std::shared_ptr<Handle> create_handle(bool screen_frames);

private:
    friend class Handle;

    // Contexts are used again, but only when so many others came between: until then a
    // callback that comes late finds its own.
    static constexpr std::size_t kRestingContexts = 64;

    explicit Library(const std::filesystem::path& path);

    void resolve();
    void check_version();
    [[nodiscard]] void* make_raw_handle() const;
    void destroy_raw_handle(void* raw) const;
    void give_back(void* raw, std::unique_ptr<Context> context);
    std::unique_ptr<Context> context();

    std::filesystem::path path_;
    SharedLibrary library_;
    AbiVariant variant_;
    std::array<void*, kSymbols.size()> addresses_{};
    std::string version_;
    bool one_at_a_time_ = true;

    std::mutex lock_;
    std::optional<void*> spare_;
    int living_ = 0;
    std::deque<std::unique_ptr<Context>> contexts_;
};

}  // namespace klieg::zego
