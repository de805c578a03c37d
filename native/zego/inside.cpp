#include "zego/inside.h"

#include <thread>

namespace klieg::zego {

void Context::close() noexcept {
    mailbox_.store(nullptr);
    while (inside_.load() != 0) {
        std::this_thread::yield();
    }
}

}  // namespace klieg::zego
