// The functions of the SDK that return something else than a code.
#pragma once

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "zego/values.h"

namespace klieg::zego {

class Handle;

namespace calls {

struct PixelSize {
    int width = 0;
    int height = 0;
};

std::vector<ScreenCaptureSourceInfo> get_screen_capture_sources(Handle& handle, PixelSize thumbnail,
                                                                PixelSize icon);

// Nothing when the SDK returns what cannot be a rectangle.
std::optional<Rect> screen_capture_get_capture_source_rect(Handle& handle, int instance_index);

int screen_capture_set_exclude_window_list(Handle& handle,
                                           const std::vector<std::uintptr_t>& windows,
                                           int instance_index);

// The code and `length` bytes. Throws DoesNotFit for a length that cannot be meant.
std::tuple<int, std::string> fetch_custom_audio_render_pcm_data(Handle& handle, int length,
                                                                const AudioFrameParam& param);

}  // namespace calls

}  // namespace klieg::zego
