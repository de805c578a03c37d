#include "zego/handle.h"

#include <cstddef>
#include <stdexcept>
#include <utility>

#include "zego/callbacks.h"

namespace klieg::zego {

Handle::Handle(std::shared_ptr<Library> library, void* raw, std::unique_ptr<Context> context,
               bool screen_frames)
    : library_(std::move(library)), raw_(raw), context_(std::move(context)) {
    context_->open(mailbox_);
    register_callbacks(true, screen_frames);
}

// NOLINTNEXTLINE(bugprone-exception-escape): nobody has the handle, so no call is running
Handle::~Handle() {
    destroy();
}

void Handle::register_callbacks(bool registered, bool screen_frames) {
    const bool has_handle = library_->variant() == AbiVariant::kV2;
    for (const CallbackEntry& entry : has_handle ? callbacks_of_v2() : callbacks_of_v1()) {
        void* const address = library_->address_of(entry.registration);
        const bool unwanted =
            entry.registration == Symbol::kOnScreenCaptureSourceAvailableFrame && !screen_frames;
        if (address == nullptr || unwanted) {
            continue;
        }
        auto* const function = registered ? entry.function : nullptr;
        const void* const context = registered ? context_.get() : nullptr;
        if (has_handle) {
            reinterpret_cast<void (*)(void*, void (*)(), const void*)>(address)(raw_, function,
                                                                                context);
        } else {
            reinterpret_cast<void (*)(void (*)(), const void*)>(address)(function, context);
        }
    }
}

void Handle::destroy() {
    int running = 0;
    if (!calls_.compare_exchange_strong(running, kDestroyed)) {
        if (running < 0) {
            return;
        }
        throw std::logic_error("cannot destroy the engine: a call is still running");
    }
    register_callbacks(false, true);
    context_->close();
    mailbox_.events.close();
    mailbox_.frames.close();
    mailbox_.sounds.close();
    library_->give_back(raw_, std::move(context_));
}

}  // namespace klieg::zego
