#include "feed.h"

#include <array>
#include <chrono>
#include <cmath>
#include <utility>

namespace klieg::trial {

namespace {

constexpr std::size_t kBytesPerPixel = 4;
constexpr double kToneHz = 440.0;
constexpr double kLoudness = 8000.0;
constexpr double kFullTurn = 6.283185307179586;

// Blue, green, red, opaque.
constexpr std::array<std::array<std::uint8_t, kBytesPerPixel>, 4> kColours = {{
    {0, 0, 255, 255},
    {0, 255, 0, 255},
    {255, 0, 0, 255},
    {255, 255, 255, 255},
}};

}  // namespace

std::vector<std::uint8_t> four_colours() {
    std::vector<std::uint8_t> picture;
    picture.reserve(kBytesPerPixel * kPictureWidth * kPictureHeight);
    for (int y = 0; y < kPictureHeight; ++y) {
        for (int x = 0; x < kPictureWidth; ++x) {
            const int quarter = (y < kPictureHeight / 2 ? 0 : 2) + (x < kPictureWidth / 2 ? 0 : 1);
            const auto& colour = kColours.at(static_cast<std::size_t>(quarter));
            picture.insert(picture.end(), colour.begin(), colour.end());
        }
    }
    return picture;
}

std::vector<std::int16_t> tone(int milliseconds, std::int64_t sample) {
    std::vector<std::int16_t> result(static_cast<std::size_t>(kToneRateHz / 1000 * milliseconds));
    for (auto& value : result) {
        const double turns = kToneHz * static_cast<double>(sample++) / kToneRateHz;
        value = static_cast<std::int16_t>(kLoudness * std::sin(kFullTurn * turns));
    }
    return result;
}

Feeder::Feeder(int period_ms, std::function<void()> send)
    : thread_([this, period_ms, send = std::move(send)] {
          auto next = std::chrono::steady_clock::now();
          while (!ended_) {
              send();
              next += std::chrono::milliseconds(period_ms);
              std::this_thread::sleep_until(next);
          }
      }) {}

Feeder::~Feeder() {
    ended_ = true;
    thread_.join();
}

}  // namespace klieg::trial
