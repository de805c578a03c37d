#include "journal.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "facts.h"

namespace klieg::trial {

namespace {

// The thread that constructs this is the one that makes the calls.
const std::thread::id kMainThread = std::this_thread::get_id();
std::atomic<const char*> main_call = "";

bool is_main() {
    return std::this_thread::get_id() == kMainThread;
}

}  // namespace

CallMark::CallMark(const char* name) {
    if (is_main()) {
        main_call = name;
    }
}

CallMark::~CallMark() {
    if (is_main()) {
        main_call = "";
    }
}

void Journal::add(const char* name, const char* subject, std::int64_t value,
                  std::int64_t code) noexcept {
    const std::scoped_lock lock(lock_);
    events_.push_back(
        {name, subject != nullptr ? subject : "", value, code, is_main(), main_call.load()});
}

void Journal::print_new() {
    std::vector<Event> fresh;
    {
        const std::scoped_lock lock(lock_);
        fresh.assign(events_.begin() + static_cast<std::ptrdiff_t>(printed_), events_.end());
        printed_ = events_.size();
    }
    for (const Event& event : fresh) {
        Fact("event")
            .text("name", event.name)
            .text("subject", event.subject)
            .number("value", event.value)
            .number("code", event.code)
            .flag("on_main", event.on_main)
            .text("call", event.call)
            .tell();
    }
}

bool Journal::has(const char* name, std::int64_t value, std::size_t from) {
    const std::scoped_lock lock(lock_);
    return std::any_of(events_.begin() + static_cast<std::ptrdiff_t>(from), events_.end(),
                       [&](const Event& event) {
                           return event.name == name && (value == kAny || event.value == value);
                       });
}

std::size_t Journal::size() {
    const std::scoped_lock lock(lock_);
    return events_.size();
}

}  // namespace klieg::trial
