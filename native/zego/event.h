// What every event of the SDK has in common.
#pragma once

#include <chrono>
#include <cstdint>

namespace klieg::zego {

enum class EventKind : unsigned char;

// Unix time in microseconds.
inline std::int64_t now_us() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

struct Event {
    explicit Event(EventKind of) : kind(of), received_at_us(now_us()) {}
    virtual ~Event() = default;

    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    Event(Event&&) = delete;
    Event& operator=(Event&&) = delete;

    EventKind kind;
    std::int64_t received_at_us;
};

}  // namespace klieg::zego
