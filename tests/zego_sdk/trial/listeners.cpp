#include "listeners.h"

#include "vendor.h"

namespace klieg::trial {

namespace {

using vendor::Handle;

Journal& journal_of(void* context) {
    return *static_cast<Journal*>(context);
}

void listen_to_engine(const Sdk& sdk, Journal& journal) {
    sdk.listen(
        "engine_uninit",
        +[](Handle, void* context) { journal_of(context).add("engine_uninit", "", 0, 0); },
        &journal);
    sdk.listen(
        "engine_state_update",
        +[](Handle, int state, void* context) {
            journal_of(context).add("engine_state_update", "", state, 0);
        },
        &journal);
    sdk.listen(
        "debug_error",
        +[](Handle, int code, const char* function, const char*, void* context) {
            journal_of(context).add("debug_error", function, 0, code);
        },
        &journal);
    sdk.listen(
        "api_called_result",
        +[](Handle, int code, const char* function, const char*, void* context) {
            journal_of(context).add("api_called_result", function, 0, code);
        },
        &journal);
}

void listen_to_room(const Sdk& sdk, Journal& journal) {
    sdk.listen(
        "room_state_changed",
        +[](Handle, const char* room, int reason, int code, const char*, void* context) {
            journal_of(context).add("room_state_changed", room, reason, code);
        },
        &journal);
    sdk.listen(
        "room_login_result",
        +[](Handle, int code, const char*, const char* room, int sequence, void* context) {
            journal_of(context).add("room_login_result", room, sequence, code);
        },
        &journal);
    sdk.listen(
        "room_logout_result",
        +[](Handle, int code, const char*, const char* room, int sequence, void* context) {
            journal_of(context).add("room_logout_result", room, sequence, code);
        },
        &journal);
    sdk.listen(
        "publisher_state_update",
        +[](Handle, const char* stream, int state, int code, const char*, void* context) {
            journal_of(context).add("publisher_state_update", stream, state, code);
        },
        &journal);
}

void listen_to_media(const Sdk& sdk, Journal& journal) {
    sdk.listen(
        "custom_video_capture_start",
        +[](Handle, int channel, void* context) {
            journal_of(context).add("custom_video_capture_start", "", channel, 0);
        },
        &journal);
    sdk.listen(
        "custom_video_capture_stop",
        +[](Handle, int channel, void* context) {
            journal_of(context).add("custom_video_capture_stop", "", channel, 0);
        },
        &journal);
}

}  // namespace

void listen_to_all(const Sdk& sdk, Journal& journal) {
    listen_to_engine(sdk, journal);
    listen_to_room(sdk, journal);
    listen_to_media(sdk, journal);
}

}  // namespace klieg::trial
