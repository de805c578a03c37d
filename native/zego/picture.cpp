#include "zego/picture.h"

#include <cstddef>

#ifdef _WIN32
#include <windows.h>
#endif
#ifdef __APPLE__
#include <CoreGraphics/CoreGraphics.h>
#endif

namespace klieg::zego {

#if defined(_WIN32) || defined(__APPLE__)

namespace {

constexpr std::size_t kMostPixels = 16'384;

std::optional<Picture> empty_picture(std::size_t width, std::size_t height) {
    if (width == 0 || height == 0 || width > kMostPixels || height > kMostPixels) {
        return std::nullopt;
    }
    return Picture{static_cast<int>(width), static_cast<int>(height),
                   std::string(width * height * 4, '\0')};
}

}  // namespace

#endif

#ifdef _WIN32

std::optional<Picture> picture_of(void* image) {
    BITMAP facts{};
    if (image == nullptr || GetObjectW(image, sizeof facts, &facts) == 0 || facts.bmWidth < 0) {
        return std::nullopt;
    }
    const auto height = facts.bmHeight < 0 ? -facts.bmHeight : facts.bmHeight;
    auto picture =
        empty_picture(static_cast<std::size_t>(facts.bmWidth), static_cast<std::size_t>(height));
    if (!picture.has_value()) {
        return std::nullopt;
    }
    BITMAPINFO wanted{};
    wanted.bmiHeader.biSize = sizeof wanted.bmiHeader;
    wanted.bmiHeader.biWidth = picture->width_px;
    wanted.bmiHeader.biHeight = -picture->height_px;  // from the top
    wanted.bmiHeader.biPlanes = 1;
    wanted.bmiHeader.biBitCount = 32;
    wanted.bmiHeader.biCompression = BI_RGB;
    HDC device = CreateCompatibleDC(nullptr);
    const int rows =
        GetDIBits(device, static_cast<HBITMAP>(image), 0, static_cast<UINT>(picture->height_px),
                  picture->data.data(), &wanted, DIB_RGB_COLORS);
    DeleteDC(device);
    return rows == picture->height_px ? picture : std::nullopt;
}

#elif defined(__APPLE__)

std::optional<Picture> picture_of(void* image) {
    const auto source = static_cast<CGImageRef>(image);
    if (source == nullptr) {
        return std::nullopt;
    }
    const std::size_t width = CGImageGetWidth(source);
    const std::size_t height = CGImageGetHeight(source);
    auto picture = empty_picture(width, height);
    if (!picture.has_value()) {
        return std::nullopt;
    }
    CGColorSpaceRef colours = CGColorSpaceCreateDeviceRGB();
    CGContextRef canvas = CGBitmapContextCreate(
        picture->data.data(), width, height, 8, width * 4, colours,
        static_cast<uint32_t>(kCGImageAlphaPremultipliedFirst) | kCGBitmapByteOrder32Little);
    CGColorSpaceRelease(colours);
    if (canvas == nullptr) {
        return std::nullopt;
    }
    CGContextDrawImage(canvas,
                       CGRectMake(0, 0, static_cast<CGFloat>(width), static_cast<CGFloat>(height)),
                       source);
    CGContextRelease(canvas);
    return picture;
}

#else

std::optional<Picture> picture_of(void* /*image*/) {
    return std::nullopt;
}

#endif

}  // namespace klieg::zego
