// What the SDK told us, in order, with the thread and the call they came in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace klieg::trial {

constexpr std::int64_t kAny = -1;

struct Event {
    std::string name;
    std::string subject;     // a room, a stream, a function or a file; may be empty
    std::int64_t value = 0;  // a state, a reason or a measure
    std::int64_t code = 0;   // an error, or a second measure
    bool on_main = false;    // came on the thread that makes the calls
    std::string call;        // the call of that thread which had not returned yet; may be empty
};

// Marks that the main thread is inside an SDK call; on other threads it marks nothing.
class CallMark {
public:
    explicit CallMark(const char* name);
    ~CallMark();

    CallMark(const CallMark&) = delete;
    CallMark& operator=(const CallMark&) = delete;
    CallMark(CallMark&&) = delete;
    CallMark& operator=(CallMark&&) = delete;
};

// Filled on any thread, read by the main one, which prints what it takes.
class Journal {
public:
    void add(const char* name, const char* subject, std::int64_t value, std::int64_t code) noexcept;

    // Prints what came since the last time.
    void print_new();

    // Tells whether an event `name` with `value` has come since number `from`.
    bool has(const char* name, std::int64_t value = kAny, std::size_t from = 0);

    std::size_t size();

private:
    std::mutex lock_;
    std::vector<Event> events_;
    std::size_t printed_ = 0;
};

}  // namespace klieg::trial
