#include "zego/probe.h"

#include <algorithm>
#include <array>
#include <string>

#include "zego/shared_library.h"

namespace klieg::zego {

namespace {

// Without these there is no broadcast; both variants export all of them.
constexpr std::array kCore = {
    "zego_express_get_version",
    "zego_express_engine_init_with_profile",
    "zego_express_engine_uninit_async",
    "zego_express_login_room_with_callback",
    "zego_express_logout_room_with_callback",
    "zego_express_start_publishing_stream_with_config",
    "zego_express_stop_publishing_stream",
    "zego_express_start_playing_stream_with_config",
    "zego_express_stop_playing_stream",
    "zego_register_room_state_changed_callback",
    "zego_register_engine_uninit_callback",
};

// In no public header; its presence is the one sign of the variant with a handle.
constexpr const char* kMakesHandle = "zego_express_engine_create_handle";

}  // namespace

AbiVariant variant_of(SharedLibrary& library, const std::filesystem::path& path) {
    const auto is_missing = [&library](const char* symbol) { return !library.exports(symbol); };
    const auto* const missing = std::find_if(kCore.begin(), kCore.end(), is_missing);
    const std::string start = "cannot use " + shown(path) + ": ";
    if (std::all_of(kCore.begin(), kCore.end(), is_missing)) {
        throw LibraryError(start + "it is not the ZEGO Express SDK, or one older than version 3");
    }
    if (missing != kCore.end()) {
        throw LibraryError(start + "its ZEGO Express SDK lacks " + *missing);
    }
    library.keep();
    return library.exports(kMakesHandle) ? AbiVariant::kV2 : AbiVariant::kV1;
}

LibraryInfo probe(const std::filesystem::path& path) {
    SharedLibrary library(path);
    return {path, variant_of(library, path)};
}

}  // namespace klieg::zego
