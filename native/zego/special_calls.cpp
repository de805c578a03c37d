#include "zego/special_calls.h"

#include <string>

#include "zego/call.h"
#include "zego/convert.h"

namespace klieg::zego::calls {

namespace {

constexpr int kMostSound = 1'048'576;  // bytes

template <class Abi>
std::vector<ScreenCaptureSourceInfo> sources_as(const Call& call, PixelSize thumbnail,
                                                PixelSize icon) {
    int count = 0;
    auto* const found =
        call.make<Abi, typename Abi::zego_screen_capture_source_info*, int, int, int, int, int*>(
            thumbnail.width, thumbnail.height, icon.width, icon.height, &count);
    auto sources = Get<Abi>::get_list(found, count);
    call.free<Abi>(Symbol::kExpressFreeScreenCaptureSourceList, found, count);
    return sources;
}

template <class Abi>
std::tuple<int, std::string> sound_as(const Call& call, int length, const AudioFrameParam& param) {
    std::string sound(static_cast<std::size_t>(length), '\0');
    Arena arena;
    typename Abi::zego_audio_frame_param given{};
    Put<Abi>::put(given, param, arena);
    const int code =
        call.make<Abi, int, unsigned char*, unsigned int, typename Abi::zego_audio_frame_param>(
            reinterpret_cast<unsigned char*>(sound.data()), static_cast<unsigned int>(length),
            given);
    return {code, sound};
}

}  // namespace

std::vector<ScreenCaptureSourceInfo> get_screen_capture_sources(Handle& handle, PixelSize thumbnail,
                                                                PixelSize icon) {
    const Call call(handle, Symbol::kExpressGetScreenCaptureSources);
    return call.has_handle() ? sources_as<V325>(call, thumbnail, icon)
                             : sources_as<V1>(call, thumbnail, icon);
}

std::optional<Rect> screen_capture_get_capture_source_rect(Handle& handle, int instance_index) {
    const Call call(handle, Symbol::kExpressScreenCaptureGetCaptureSourceRect);
    const Rect rect = call.has_handle()
                          ? Get<V325>::get(call.make<V325, V325::zego_rect, int>(instance_index))
                          : Get<V1>::get(call.make<V1, V1::zego_rect, int>(instance_index));
    const bool is_empty = rect.left == rect.right || rect.top == rect.bottom;
    return is_empty ? std::nullopt : std::optional<Rect>(rect);
}

int screen_capture_set_exclude_window_list(Handle& handle,
                                           const std::vector<std::uintptr_t>& windows,
                                           int instance_index) {
    const Call call(handle, Symbol::kExpressScreenCaptureSetExcludeWindowList);
    std::vector<void*> list;
    list.reserve(windows.size());
    for (const std::uintptr_t window : windows) {
        list.push_back(pointer_argument(window));
    }
    const int count = count_of<int>(list.size(), "window_list");
    return call.has_handle()
               ? call.make<V325, int, void**, int, int>(list.data(), count, instance_index)
               : call.make<V1, int, void**, int, int>(list.data(), count, instance_index);
}

std::tuple<int, std::string> fetch_custom_audio_render_pcm_data(Handle& handle, int length,
                                                                const AudioFrameParam& param) {
    if (length < 0 || length > kMostSound) {
        throw DoesNotFit("cannot fetch sound: the length must be 0 to 1048576 bytes");
    }
    const Call call(handle, Symbol::kExpressFetchCustomAudioRenderPcmData);
    return call.has_handle() ? sound_as<V325>(call, length, param)
                             : sound_as<V1>(call, length, param);
}

}  // namespace klieg::zego::calls
