// Pictures: between the formats of the interface and the I420 that travels.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

size_t picture_size(int width, int height) {
    if (width <= 0 || height <= 0 || width > 16384 || height > 16384) {
        return 0;
    }
    const size_t half = (size_t)((width + 1) / 2) * (size_t)((height + 1) / 2);
    return (size_t)width * (size_t)height + 2 * half;
}

struct picture picture_make(int width, int height) {
    struct picture made = {.width = width, .height = height};
    made.data = malloc(picture_size(width, height) + 1);
    if (made.data == NULL) {
        abort();
    }
    return made;
}

/// Where red, green and blue lie in a pixel of `bytes` bytes; false for YUV.
static bool rgb_order(enum zego_video_frame_format format, int* bytes, int order[3]) {
    static const struct {
        enum zego_video_frame_format format;
        int bytes;
        int order[3];
    } known[] = {
        {zego_video_frame_format_bgra32, 4, {2, 1, 0}},
        {zego_video_frame_format_rgba32, 4, {0, 1, 2}},
        {zego_video_frame_format_argb32, 4, {1, 2, 3}},
        {zego_video_frame_format_abgr32, 4, {3, 2, 1}},
        {zego_video_frame_format_bgr24, 3, {2, 1, 0}},
        {zego_video_frame_format_rgb24, 3, {0, 1, 2}},
    };
    for (size_t at = 0; at < sizeof known / sizeof *known; ++at) {
        if (known[at].format == format) {
            *bytes = known[at].bytes;
            memcpy(order, known[at].order, sizeof known[at].order);
            return true;
        }
    }
    return false;
}

static unsigned char clamp(int value) {
    return (unsigned char)(value < 0 ? 0 : (value > 255 ? 255 : value));
}

static void from_rgb(const unsigned char* data, const struct zego_video_frame_param* from,
                     int bytes, const int order[3], struct picture* target) {
    const int half = (target->width + 1) / 2;
    unsigned char* luma = target->data;
    unsigned char* blue = luma + (size_t)target->width * (size_t)target->height;
    unsigned char* red = blue + (size_t)half * (size_t)((target->height + 1) / 2);
    for (int y = 0; y < target->height; ++y) {
        const int source_y = (int)((long long)y * from->height / target->height);
        const unsigned char* row = data + (size_t)source_y * (size_t)from->strides[0];
        for (int x = 0; x < target->width; ++x) {
            const int source_x = target->width == from->width
                                     ? x
                                     : (int)((long long)x * from->width / target->width);
            const unsigned char* pixel = row + (size_t)source_x * (size_t)bytes;
            const int r = pixel[order[0]];
            const int g = pixel[order[1]];
            const int b = pixel[order[2]];
            *luma++ = (unsigned char)(((66 * r + 129 * g + 25 * b + 128) >> 8) + 16);
            if (((x | y) & 1) == 0) {
                *blue++ = clamp(((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128);
                *red++ = clamp(((112 * r - 94 * g - 18 * b + 128) >> 8) + 128);
            }
        }
    }
}

struct plane {
    const unsigned char* data;
    int stride;
    int step;
    int width;
    int height;
};

static void scale_plane(const struct plane* from, unsigned char* target, int width, int height) {
    const bool same = from->width == width && from->height == height && from->step == 1;
    for (int y = 0; y < height; ++y) {
        const int source_y = (int)((long long)y * from->height / height);
        const unsigned char* row = from->data + (size_t)source_y * (size_t)from->stride;
        if (same) {
            memcpy(target, row, (size_t)width);
            target += width;
            continue;
        }
        for (int x = 0; x < width; ++x) {
            const long long source_x = (long long)x * from->width / width;
            *target++ = row[source_x * from->step];
        }
    }
}

static bool from_yuv(const unsigned char* data, size_t size,
                     const struct zego_video_frame_param* from, struct picture* target) {
    const int half_width = (from->width + 1) / 2;
    const bool interleaved = from->format != zego_video_frame_format_i420 &&
                             from->format != zego_video_frame_format_i422;
    const int half_height =
        from->format == zego_video_frame_format_i422 ? from->height : (from->height + 1) / 2;
    const size_t luma_size = (size_t)from->strides[0] * (size_t)from->height;
    const size_t chroma_size = (size_t)from->strides[1] * (size_t)half_height;
    if (from->strides[1] < (interleaved ? half_width * 2 : half_width) ||
        luma_size + chroma_size * (interleaved ? 1 : 2) > size) {
        return false;
    }
    const unsigned char* chroma = data + luma_size;
    struct plane planes[3] = {
        {data, from->strides[0], 1, from->width, from->height},
        {chroma, from->strides[1], 1, half_width, half_height},
        {chroma + chroma_size, from->strides[2], 1, half_width, half_height},
    };
    if (interleaved) {
        const bool blue_first = from->format == zego_video_frame_format_nv12;
        planes[1].data = chroma + !blue_first;
        planes[2].data = chroma + blue_first;
        planes[1].step = planes[2].step = 2;
        planes[2].stride = from->strides[1];
    }
    const int width = (target->width + 1) / 2;
    const int height = (target->height + 1) / 2;
    unsigned char* next = target->data;
    scale_plane(&planes[0], next, target->width, target->height);
    next += (size_t)target->width * (size_t)target->height;
    scale_plane(&planes[1], next, width, height);
    next += (size_t)width * (size_t)height;
    scale_plane(&planes[2], next, width, height);
    return true;
}

bool picture_from(const unsigned char* data, size_t size, const struct zego_video_frame_param* from,
                  struct picture* target) {
    int bytes = 0;
    int order[3];
    if (from->width <= 0 || from->height <= 0 || from->strides[0] <= 0) {
        return false;
    }
    if (!rgb_order(from->format, &bytes, order)) {
        const bool known = from->format == zego_video_frame_format_i420 ||
                           from->format == zego_video_frame_format_nv12 ||
                           from->format == zego_video_frame_format_nv21 ||
                           from->format == zego_video_frame_format_i422;
        return known && from->strides[0] >= from->width && from_yuv(data, size, from, target);
    }
    const size_t least =
        (size_t)from->strides[0] * (size_t)(from->height - 1) + (size_t)from->width * (size_t)bytes;
    if (from->strides[0] < from->width * bytes || size < least) {
        return false;
    }
    from_rgb(data, from, bytes, order, target);
    return true;
}

void picture_to_bgra(const struct picture* picture, unsigned char* target) {
    const int half = (picture->width + 1) / 2;
    const unsigned char* luma = picture->data;
    const unsigned char* blue = luma + (size_t)picture->width * (size_t)picture->height;
    const unsigned char* red = blue + (size_t)half * (size_t)((picture->height + 1) / 2);
    for (int y = 0; y < picture->height; ++y) {
        const unsigned char* blue_row = blue + (size_t)(y / 2) * (size_t)half;
        const unsigned char* red_row = red + (size_t)(y / 2) * (size_t)half;
        for (int x = 0; x < picture->width; ++x) {
            const int c = 298 * (luma[x] - 16) + 128;
            const int d = blue_row[x / 2] - 128;
            const int e = red_row[x / 2] - 128;
            target[x * 4] = clamp((c + 516 * d) >> 8);
            target[x * 4 + 1] = clamp((c - 100 * d - 208 * e) >> 8);
            target[x * 4 + 2] = clamp((c + 409 * e) >> 8);
            target[x * 4 + 3] = 255;
        }
        luma += picture->width;
        target += (size_t)picture->width * 4;
    }
}

struct picture picture_half(const struct picture* picture) {
    struct picture half = picture_make((picture->width + 3) / 4 * 2, (picture->height + 3) / 4 * 2);
    struct zego_video_frame_param from = {
        .format = zego_video_frame_format_i420, .width = picture->width, .height = picture->height};
    from.strides[0] = picture->width;
    from.strides[1] = from.strides[2] = (picture->width + 1) / 2;
    half.time_ms = picture->time_ms;
    picture_from(picture->data, picture_size(picture->width, picture->height), &from, &half);
    return half;
}

void picture_pattern(struct picture* picture, int number) {
    const size_t luma = (size_t)picture->width * (size_t)picture->height;
    for (int y = 0; y < picture->height; ++y) {
        unsigned char* row = picture->data + (size_t)y * (size_t)picture->width;
        for (int x = 0; x < picture->width; ++x) {
            row[x] = (unsigned char)(16 + ((x + y + number * 4) & 127));
        }
    }
    memset(picture->data + luma, 90 + number % 60,
           (picture_size(picture->width, picture->height) - luma));
}
