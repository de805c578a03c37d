// Pictures and sound on their way from threads of the SDK to those who take them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace klieg::zego {

enum class FrameSource : std::uint8_t { kRemote, kCaptured, kScreen };
enum class SoundSource : std::uint8_t { kCaptured, kPlayback, kMixed, kPlayer };

// Lends the memory of frames and takes it back, so that a stream does not ask the system
// for some megabytes thirty times a second.
class FramePool {
public:
    using Block = std::vector<unsigned char>;

    Block lend(std::size_t size);
    void take_back(Block block);

private:
    static constexpr std::size_t kMostBlocks = 8;

    std::mutex lock_;
    std::vector<Block> blocks_;
};

// One plane of a picture inside its frame.
struct Plane {
    std::size_t offset = 0;
    std::size_t stride = 0;
    std::size_t rows = 0;
};

// How the bytes of a format are arranged; only rows without padding occur.
struct FrameShape {
    std::array<Plane, 3> planes{};
    std::size_t plane_count = 0;
    std::size_t size = 0;
};

// Nothing for a format that is not known or a size that cannot be.
std::optional<FrameShape> shape_of(int format, int width, int height);

struct FrameFacts {
    FrameSource source = FrameSource::kRemote;
    std::string stream_id;
    int channel = 0;
    int format = 0;
    int width_px = 0;
    int height_px = 0;
    int rotation = 0;
    int flip_mode = 0;
    std::int64_t received_at_us = 0;
};

class Frame {
public:
    Frame(FrameFacts facts, const FrameShape& shape, std::shared_ptr<FramePool> pool);
    ~Frame();

    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;
    Frame(Frame&&) = delete;
    Frame& operator=(Frame&&) = delete;

    [[nodiscard]] const FrameFacts& facts() const noexcept { return facts_; }
    [[nodiscard]] const FrameShape& shape() const noexcept { return shape_; }
    [[nodiscard]] unsigned char* data() noexcept { return block_.data(); }

private:
    FrameFacts facts_;
    FrameShape shape_;
    std::shared_ptr<FramePool> pool_;
    FramePool::Block block_;
};

// What the SDK says of a picture: up to four planes with their lengths and strides.
struct FrameMemory {
    std::array<const unsigned char*, 4> planes{};
    std::array<std::size_t, 4> lengths{};
    std::array<int, 4> strides{};
};

// Copies a picture; nothing when what the SDK says cannot be true.
std::shared_ptr<Frame> copy_frame(FrameFacts facts, const FrameMemory& from,
                                  const std::shared_ptr<FramePool>& pool);

struct Sound {
    SoundSource source = SoundSource::kCaptured;
    std::string stream_id;
    int sample_rate_hz = 0;
    int channels = 0;
    std::int64_t received_at_us = 0;
    std::string samples;
};

}  // namespace klieg::zego
