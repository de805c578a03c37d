// Events on their way from threads of the SDK to the one thread that takes them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "zego/event.h"

namespace klieg::zego {

// The lock is held for a few instructions and never while anything outside is called.
class EventQueue {
public:
    using Events = std::vector<std::unique_ptr<Event>>;

    // Of periodic events so many wait; when another comes the oldest is dropped.
    static constexpr std::size_t kMostPeriodic = 4096;

    // Adds an event that must arrive.
    void push(std::unique_ptr<Event> event);

    // Adds one of those whose newest counts.
    void push_periodic(std::unique_ptr<Event> event);

    // Counts an event for which there was no memory.
    void count_lost();

    // Waits until there are events, wake() or close(), at most `timeout`; returns all there
    // are in the order in which they were added.
    Events take(std::chrono::milliseconds timeout);

    void wake();
    void close();

    [[nodiscard]] std::uint64_t dropped() const;

private:
    struct Waiting {
        std::uint64_t ordinal;
        std::unique_ptr<Event> event;
    };

    mutable std::mutex lock_;
    std::condition_variable come_;
    std::deque<Waiting> lasting_;
    std::deque<Waiting> periodic_;
    std::uint64_t added_ = 0;
    std::uint64_t dropped_ = 0;
    bool woken_ = false;
    bool closed_ = false;
};

}  // namespace klieg::zego
