// The loaded SDK: its functions by name, every call marked.
#pragma once

#include <windows.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "journal.h"
#include "vendor.h"

namespace klieg::trial {

class Sdk {
public:
    // The file must have passed probe() and be of variant v2.
    explicit Sdk(const std::filesystem::path& path)
        : module_(LoadLibraryW(std::filesystem::absolute(path).c_str())) {
        handle_ =
            reinterpret_cast<vendor::Handle (*)()>(find("zego_express_engine_create_handle"))();
    }

    [[nodiscard]] bool exports(const char* name) const {
        return GetProcAddress(module_, name) != nullptr;
    }

    // Calls `zego_express_<name>` with the handle and what is given, which must be of the very
    // types that the function takes.
    template <typename Result = int, typename... Arguments>
    Result call(const char* name, Arguments... arguments) const {
        using Function = Result (*)(vendor::Handle, Arguments...);
        const auto function =
            reinterpret_cast<Function>(find(("zego_express_" + std::string(name)).c_str()));
        const CallMark mark(name);
        return function(handle_, arguments...);
    }

    // Installs `callback` for `on_<name>`.
    template <typename Callback>
    void listen(const char* name, Callback callback, void* context) const {
        const std::string symbol = "zego_register_" + std::string(name) + "_callback";
        using Register = void (*)(vendor::Handle, Callback, void*);
        reinterpret_cast<Register>(find(symbol.c_str()))(handle_, callback, context);
    }

    void end() const {
        reinterpret_cast<void (*)(vendor::Handle)>(find("zego_express_engine_destroy_handle"))(
            handle_);
    }

private:
    [[nodiscard]] void* find(const char* name) const {
        auto* const found = GetProcAddress(module_, name);
        if (found == nullptr) {
            throw std::runtime_error(std::string("the SDK does not export ") + name);
        }
        return reinterpret_cast<void*>(found);
    }

    HMODULE module_;
    vendor::Handle handle_ = nullptr;
};

}  // namespace klieg::trial
