// One call of a function of the SDK, in the variant that is loaded.
#pragma once

#include <string>

#include "zego/errors.h"
#include "zego/handle.h"

namespace klieg::zego {

class Call {
public:
    // Throws MissingFunction or Closed.
    Call(Handle& handle, Symbol symbol) : handle_(handle) {
        address_ = handle.library().address_of(symbol);
        if (address_ == nullptr) {
            const char* name = kSymbols.at(static_cast<std::size_t>(symbol)).name;
            throw MissingFunction(std::string("cannot call ") + name +
                                  ": this ZEGO Express SDK does not have it");
        }
        if (handle_.calls_.fetch_add(1) < 0) {
            handle_.calls_.fetch_sub(1);
            throw Closed("cannot call the ZEGO Express SDK: the engine was destroyed");
        }
    }
    ~Call() { handle_.calls_.fetch_sub(1); }

    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    Call(Call&&) = delete;
    Call& operator=(Call&&) = delete;

    [[nodiscard]] bool has_handle() const noexcept {
        return handle_.library().variant() == AbiVariant::kV2;
    }

    // Calls with arguments of exactly the SDK's types.
    template <class Abi, class Result, class... Arguments>
    [[nodiscard]] Result make(Arguments... arguments) const {
        return make_at<Abi, Result, Arguments...>(address_, arguments...);
    }

    // Gives memory of the SDK back, together with `more` arguments that belong to it.
    template <class Abi, class Found, class... More>
    void free(Symbol symbol, Found* found, More... more) const {
        void* const address = handle_.library().address_of(symbol);
        if (address != nullptr && found != nullptr) {
            make_at<Abi, int, Found*, More...>(address, found, more...);
        }
    }

private:
    template <class Abi, class Result, class... Arguments>
    Result make_at(void* address, Arguments... arguments) const {
        if constexpr (Abi::kHasHandle) {
            return reinterpret_cast<Result (*)(void*, Arguments...)>(address)(handle_.raw_,
                                                                              arguments...);
        } else {
            return reinterpret_cast<Result (*)(Arguments...)>(address)(arguments...);
        }
    }

    Handle& handle_;
    void* address_ = nullptr;
};

}  // namespace klieg::zego
