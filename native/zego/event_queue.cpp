#include "zego/event_queue.h"

#include <utility>

namespace klieg::zego {

void EventQueue::push(std::unique_ptr<Event> event) {
    {
        const std::scoped_lock guard(lock_);
        if (closed_) {
            return;
        }
        lasting_.push_back({added_++, std::move(event)});
    }
    come_.notify_one();
}

void EventQueue::push_periodic(std::unique_ptr<Event> event) {
    std::unique_ptr<Event> oldest;  // freed when the lock is open again
    {
        const std::scoped_lock guard(lock_);
        if (closed_) {
            return;
        }
        if (periodic_.size() == kMostPeriodic) {
            oldest = std::move(periodic_.front().event);
            periodic_.pop_front();
            ++dropped_;
        }
        periodic_.push_back({added_++, std::move(event)});
    }
    come_.notify_one();
}

void EventQueue::count_lost() {
    const std::scoped_lock guard(lock_);
    ++dropped_;
}

EventQueue::Events EventQueue::take(std::chrono::milliseconds timeout) {
    std::deque<Waiting> lasting;
    std::deque<Waiting> periodic;
    {
        std::unique_lock guard(lock_);
        come_.wait_for(guard, timeout, [this] {
            return woken_ || closed_ || !lasting_.empty() || !periodic_.empty();
        });
        woken_ = false;
        lasting.swap(lasting_);
        periodic.swap(periodic_);
    }
    Events taken;
    taken.reserve(lasting.size() + periodic.size());
    while (!lasting.empty() || !periodic.empty()) {
        const bool is_lasting =
            periodic.empty() ||
            (!lasting.empty() && lasting.front().ordinal < periodic.front().ordinal);
        std::deque<Waiting>& next = is_lasting ? lasting : periodic;
        taken.push_back(std::move(next.front().event));
        next.pop_front();
    }
    return taken;
}

void EventQueue::wake() {
    {
        const std::scoped_lock guard(lock_);
        woken_ = true;
    }
    come_.notify_all();
}

void EventQueue::close() {
    std::deque<Waiting> lasting;
    std::deque<Waiting> periodic;
    {
        const std::scoped_lock guard(lock_);
        closed_ = true;
        lasting.swap(lasting_);
        periodic.swap(periodic_);
    }
    come_.notify_all();
}

std::uint64_t EventQueue::dropped() const {
    const std::scoped_lock guard(lock_);
    return dropped_;
}

}  // namespace klieg::zego
