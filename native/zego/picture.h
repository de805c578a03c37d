// Snapshots, which the SDK hands over as an image of the system.
#pragma once

#include <optional>
#include <string>

namespace klieg::zego {

// Rows of BGRA without padding.
struct Picture {
    int width_px = 0;
    int height_px = 0;
    std::string data;
};

// Copies what is on Windows an HBITMAP, on macOS a CGImageRef. Elsewhere it belongs to a
// library that is not ours, and there is no picture.
std::optional<Picture> picture_of(void* image);

}  // namespace klieg::zego
