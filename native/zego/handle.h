// One engine of the SDK with its queues.
#pragma once

#include <atomic>
#include <memory>

#include "zego/inside.h"
#include "zego/library.h"

namespace klieg::zego {

class Handle {
public:
    // Registers all callbacks; those that the library lacks are left out.
    Handle(std::shared_ptr<Library> library, void* raw, std::unique_ptr<Context> context,
           bool screen_frames);
    ~Handle();

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle(Handle&&) = delete;
    Handle& operator=(Handle&&) = delete;

    // Unregisters all callbacks, gives the handle back and ends all who wait; idempotent.
    // Throws std::logic_error while a call is running.
    void destroy();

    [[nodiscard]] bool is_destroyed() const noexcept { return calls_.load() < 0; }
    [[nodiscard]] const Library& library() const noexcept { return *library_; }
    [[nodiscard]] Mailbox& mailbox() noexcept { return mailbox_; }

private:
    friend class Call;

    static constexpr int kDestroyed = -1'000'000;

    void register_callbacks(bool registered, bool screen_frames);

    std::shared_ptr<Library> library_;
    void* raw_;
    std::unique_ptr<Context> context_;
    Mailbox mailbox_;
    std::atomic<int> calls_{0};  // how many are running; negative when destroyed
};

}  // namespace klieg::zego
