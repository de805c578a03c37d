// The way from a callback of the SDK to the queues of its handle, safe against late callbacks.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "zego/event_queue.h"
#include "zego/frame.h"
#include "zego/ring.h"

namespace klieg::zego {

// Source, channel, stream.
using MediaKey = std::tuple<int, int, std::string>;

// All that waits for the user of one handle.
struct Mailbox {
    static constexpr std::size_t kMostFrames = 3;
    static constexpr std::size_t kMostSounds = 256;

    EventQueue events;
    Ring<MediaKey, std::shared_ptr<Frame>> frames{kMostFrames};
    Ring<int, std::shared_ptr<Sound>> sounds{kMostSounds};
    std::shared_ptr<FramePool> pool = std::make_shared<FramePool>();
};

// What the SDK gets as user context. It outlives its handle: a callback that comes late finds
// no mailbox and returns.
class Context {
public:
    void open(Mailbox& mailbox) noexcept { mailbox_.store(&mailbox); }

    // Returns when no callback is inside any more; they only copy, so that is soon.
    void close() noexcept;

private:
    friend class Inside;

    std::atomic<Mailbox*> mailbox_{nullptr};
    std::atomic<int> inside_{0};
};

// A callback at its work.
class Inside {
public:
    explicit Inside(void* user_context) noexcept : context_(static_cast<Context*>(user_context)) {
        if (context_ != nullptr) {
            // First say that somebody is inside, then look: close() does it the other way round.
            context_->inside_.fetch_add(1);
            mailbox_ = context_->mailbox_.load();
        }
    }
    ~Inside() {
        if (context_ != nullptr) {
            context_->inside_.fetch_sub(1);
        }
    }

    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    Inside(Inside&&) = delete;
    Inside& operator=(Inside&&) = delete;

    template <class Make>
    void post(Make make) noexcept {
        with_mailbox([&](Mailbox& mailbox) { mailbox.events.push(make()); });
    }

    template <class Make>
    void post_periodic(Make make) noexcept {
        with_mailbox([&](Mailbox& mailbox) { mailbox.events.push_periodic(make()); });
    }

    // Does `work` unless the handle is gone. Nothing is thrown into the SDK.
    template <class Work>
    void with_mailbox(Work work) noexcept {
        if (mailbox_ == nullptr) {
            return;
        }
        try {
            work(*mailbox_);
        } catch (const std::exception&) {  // no memory
            mailbox_->events.count_lost();
        }
    }

private:
    Context* context_;
    Mailbox* mailbox_ = nullptr;
};

}  // namespace klieg::zego
