#include "zego/frame.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace klieg::zego {

namespace {

constexpr int kMostPixels = 16'384;  // in one direction

// The formats of the SDK.
enum Format : std::uint8_t {
    kI420 = 1,
    kNv12 = 2,
    kNv21 = 3,
    kBgra32 = 4,
    kRgba32 = 5,
    kArgb32 = 6,
    kAbgr32 = 7,
    kI422 = 8,
    kBgr24 = 9,
    kRgb24 = 10,
};

void add_plane(FrameShape& shape, std::size_t stride, std::size_t rows) {
    shape.planes.at(shape.plane_count) = {shape.size, stride, rows};
    ++shape.plane_count;
    shape.size += stride * rows;
}

// Whether the plane `from` has all rows that `wanted` says.
bool has_rows(const FrameMemory& from, std::size_t number, const Plane& wanted) {
    const int stride = from.strides.at(number);
    if (from.planes.at(number) == nullptr || stride < 0) {
        return false;
    }
    const auto step = static_cast<std::size_t>(stride);
    return step >= wanted.stride &&
           step * (wanted.rows - 1) + wanted.stride <= from.lengths.at(number);
}

void copy_plane(unsigned char* to, const unsigned char* from, std::size_t step,
                const Plane& plane) {
    if (step == plane.stride) {
        std::memcpy(to, from, plane.stride * plane.rows);
        return;
    }
    for (std::size_t row = 0; row < plane.rows; ++row) {
        std::memcpy(to + row * plane.stride, from + row * step, plane.stride);
    }
}

}  // namespace

FramePool::Block FramePool::lend(std::size_t size) {
    {
        const std::scoped_lock guard(lock_);
        const auto fits = [size](const Block& block) { return block.size() == size; };
        const auto found = std::find_if(blocks_.begin(), blocks_.end(), fits);
        if (found != blocks_.end()) {
            Block block = std::move(*found);
            blocks_.erase(found);
            return block;
        }
    }
    return Block(size);
}

void FramePool::take_back(Block block) {
    Block oldest;  // freed when the lock is open again
    const std::scoped_lock guard(lock_);
    if (blocks_.size() == kMostBlocks) {
        oldest = std::move(blocks_.front());
        blocks_.erase(blocks_.begin());
    }
    blocks_.push_back(std::move(block));
}

std::optional<FrameShape> shape_of(int format, int width, int height) {
    if (width < 1 || height < 1 || width > kMostPixels || height > kMostPixels) {
        return std::nullopt;
    }
    const auto columns = static_cast<std::size_t>(width);
    const auto rows = static_cast<std::size_t>(height);
    const std::size_t half_columns = (columns + 1) / 2;
    const std::size_t half_rows = (rows + 1) / 2;
    FrameShape shape;
    switch (format) {
        case kI420:
        case kI422:
            add_plane(shape, columns, rows);
            add_plane(shape, half_columns, format == kI420 ? half_rows : rows);
            add_plane(shape, half_columns, format == kI420 ? half_rows : rows);
            return shape;
        case kNv12:
        case kNv21:
            add_plane(shape, columns, rows);
            add_plane(shape, half_columns * 2, half_rows);
            return shape;
        case kBgra32:
        case kRgba32:
        case kArgb32:
        case kAbgr32:
            add_plane(shape, columns * 4, rows);
            return shape;
        case kBgr24:
        case kRgb24:
            add_plane(shape, columns * 3, rows);
            return shape;
        default:
            return std::nullopt;
    }
}

Frame::Frame(FrameFacts facts, const FrameShape& shape, std::shared_ptr<FramePool> pool)
    : facts_(std::move(facts)),
      shape_(shape),
      pool_(std::move(pool)),
      block_(pool_->lend(shape.size)) {}

Frame::~Frame() {
    pool_->take_back(std::move(block_));
}

std::shared_ptr<Frame> copy_frame(FrameFacts facts, const FrameMemory& from,
                                  const std::shared_ptr<FramePool>& pool) {
    const auto shape = shape_of(facts.format, facts.width_px, facts.height_px);
    if (!shape.has_value()) {
        return nullptr;
    }
    for (std::size_t number = 0; number < shape->plane_count; ++number) {
        if (!has_rows(from, number, shape->planes.at(number))) {
            return nullptr;
        }
    }
    auto frame = std::make_shared<Frame>(std::move(facts), *shape, pool);
    for (std::size_t number = 0; number < shape->plane_count; ++number) {
        const Plane& plane = shape->planes.at(number);
        copy_plane(frame->data() + plane.offset, from.planes.at(number),
                   static_cast<std::size_t>(from.strides.at(number)), plane);
    }
    return frame;
}

}  // namespace klieg::zego
