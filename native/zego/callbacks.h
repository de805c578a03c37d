// The functions that the SDK calls.
#pragma once

#include <vector>

#include "zego/symbols.h"

namespace klieg::zego {

struct CallbackEntry {
    Symbol registration;
    void (*function)();  // its true type is that of the SDK's callback
};

const std::vector<CallbackEntry>& callbacks_of_v1();
const std::vector<CallbackEntry>& callbacks_of_v2();

// The older variant calls `Body` itself; the newer gives an internal handle first, which is
// of no use: the user context says whose callback it is.
template <auto Body>
struct WithHandle;

template <class... Arguments, void (*Body)(Arguments...) noexcept>
struct WithHandle<Body> {
    static void call(void* /*handle*/, Arguments... arguments) noexcept { Body(arguments...); }
};

template <class Abi, auto Body>
auto entry_of() -> void (*)() {
    if constexpr (Abi::kHasHandle) {
        return reinterpret_cast<void (*)()>(&WithHandle<Body>::call);
    } else {
        return reinterpret_cast<void (*)()>(Body);
    }
}

}  // namespace klieg::zego
