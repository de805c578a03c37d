// Feeds the SDK with a picture and a tone, each from a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace klieg::trial {

constexpr int kPictureWidth = 640;
constexpr int kPictureHeight = 360;
constexpr int kPictureFps = 15;
constexpr int kToneRateHz = 48000;

// Four quarters: red, green; blue, white. The same on every frame.
std::vector<std::uint8_t> four_colours();

// `milliseconds` of a sine of 440 Hz that begins at `sample`; mono, 16 bit.
std::vector<std::int16_t> tone(int milliseconds, std::int64_t sample);

// Calls `send` again and again, every `period_ms`, until it is ended.
class Feeder {
public:
    Feeder(int period_ms, std::function<void()> send);
    ~Feeder();

    Feeder(const Feeder&) = delete;
    Feeder& operator=(const Feeder&) = delete;
    Feeder(Feeder&&) = delete;
    Feeder& operator=(Feeder&&) = delete;

private:
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

}  // namespace klieg::trial
