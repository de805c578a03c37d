// Queues of which only the newest counts: a full one drops its oldest.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace klieg::zego {

// One short queue per key. The lock is held for a few instructions and never while anything
// outside is called.
template <class Key, class Item>
class Ring {
public:
    explicit Ring(std::size_t most) : most_(most) {}

    void push(const Key& key, Item item) {
        Item oldest{};  // let go when the lock is open again
        {
            const std::scoped_lock guard(lock_);
            if (closed_) {
                return;
            }
            auto& queue = queues_[key];
            if (queue.size() == most_) {
                oldest = std::move(queue.front().second);
                queue.pop_front();
                ++dropped_;
            }
            queue.emplace_back(added_++, std::move(item));
        }
        come_.notify_one();
    }

    void count_dropped() {
        const std::scoped_lock guard(lock_);
        ++dropped_;
    }

    // Waits until there are items, wake() or close(), at most `timeout`; returns all there
    // are in the order in which they were added.
    std::vector<Item> take(std::chrono::milliseconds timeout) {
        std::map<Key, Queue> queues;
        {
            std::unique_lock guard(lock_);
            come_.wait_for(guard, timeout,
                           [this] { return woken_ || closed_ || !queues_.empty(); });
            woken_ = false;
            queues.swap(queues_);
        }
        Queue all;
        for (auto& [key, queue] : queues) {
            std::move(queue.begin(), queue.end(), std::back_inserter(all));
        }
        std::sort(all.begin(), all.end(),
                  [](const auto& one, const auto& other) { return one.first < other.first; });
        std::vector<Item> taken;
        taken.reserve(all.size());
        for (auto& [ordinal, item] : all) {
            taken.push_back(std::move(item));
        }
        return taken;
    }

    void wake() {
        {
            const std::scoped_lock guard(lock_);
            woken_ = true;
        }
        come_.notify_all();
    }

    void close() {
        std::map<Key, Queue> queues;
        {
            const std::scoped_lock guard(lock_);
            closed_ = true;
            queues.swap(queues_);
        }
        come_.notify_all();
    }

    [[nodiscard]] std::uint64_t dropped() const {
        const std::scoped_lock guard(lock_);
        return dropped_;
    }

private:
    using Queue = std::deque<std::pair<std::uint64_t, Item>>;

    mutable std::mutex lock_;
    std::condition_variable come_;
    std::map<Key, Queue> queues_;
    std::size_t most_;
    std::uint64_t added_ = 0;
    std::uint64_t dropped_ = 0;
    bool woken_ = false;
    bool closed_ = false;
};

}  // namespace klieg::zego
