// Uses the core as the Python module does, for runs under sanitizers: engines that publish to
// each other, threads that call and take, callbacks that come while their handle goes.
//
//     zego_exercise LIBRARY...   each is a file of the stand-in SDK; its service must run

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "zego/callbacks.h"
#include "zego/calls.h"
#include "zego/events.h"
#include "zego/handle.h"
#include "zego/library.h"

namespace {

using namespace std::chrono_literals;
namespace zego = klieg::zego;
namespace calls = klieg::zego::calls;

constexpr int kWidth = 64;
constexpr int kHeight = 48;
constexpr std::size_t kPicture = std::size_t{kWidth} * kHeight * 3 / 2;
constexpr int kI420 = 1;
constexpr int kRawData = 1;
constexpr int kYuv = 1;
constexpr int kMain = 0;
constexpr int kRounds = 30;
constexpr int kMailboxes = 300;
constexpr auto kPatience = 60s;

void expect(bool is_so, const std::string& what) {
    if (!is_so) {
        throw std::runtime_error("not so: " + what);
    }
}

// Takes events until one is of `kind`.
void wait_for(zego::Handle& handle, zego::EventKind kind) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
        for (const auto& event : handle.mailbox().events.take(200ms)) {
            if (event->kind == kind) {
                return;
            }
        }
    }
    throw std::runtime_error("event " + std::to_string(static_cast<int>(kind)) + " did not come");
}

std::shared_ptr<zego::Handle> enter(const std::shared_ptr<zego::Library>& library,
                                    const std::string& user_id) {
    auto handle = library->create_handle(false);
    zego::EngineProfile profile;
    profile.app_id = 1;
    profile.app_sign = std::string(64, 'a');
    expect(calls::engine_init_with_profile(*handle, profile) == 0, "init");
    zego::VideoConfig video;
    video.capture_width = video.encode_width = kWidth;
    video.capture_height = video.encode_height = kHeight;
    video.fps = 30;
    video.bitrate = 600;
    expect(calls::set_video_config(*handle, video, kMain) == 0, "video config");
    zego::CustomVideoCaptureConfig capture;
    capture.buffer_type = kRawData;
    expect(calls::enable_custom_video_capture(*handle, true, capture, kMain) == 0, "capture");
    zego::CustomVideoRenderConfig render;
    render.buffer_type = kRawData;
    render.frame_format_series = kYuv;
    expect(calls::enable_custom_video_render(*handle, true, render) == 0, "render");
    zego::RoomConfig room;
    room.token = "good";
    const int sequence = calls::get_increase_seq(*handle);
    expect(calls::login_room_with_callback(*handle, "room", {user_id, ""}, sequence, room) == 0,
           "login");
    wait_for(*handle, zego::EventKind::kOnRoomLoginResult);
    return handle;
}

void leave(zego::Handle& handle) {
    expect(calls::engine_uninit_async(handle) == 0, "uninit");
    wait_for(handle, zego::EventKind::kOnEngineUninit);
    handle.destroy();
}

void feed(zego::Handle& handle, const std::atomic<bool>& stop) {
    const std::vector<unsigned char> picture(kPicture, 128);
    zego::VideoFrameParam param;
    param.format = kI420;
    param.strides = {kWidth, kWidth / 2, kWidth / 2, 0};
    param.width = kWidth;
    param.height = kHeight;
    while (!stop.load()) {
        calls::send_custom_video_capture_raw_data(handle, {picture.data(), picture.size()}, param,
                                                  0, 1000, kMain);
        std::this_thread::sleep_for(2ms);
    }
}

// Two engines in a room; one sends pictures, the other takes them, a third thread calls.
std::size_t exercise_room(const std::string& one, const std::string& other) {
    const auto ada = enter(zego::Library::load(one), "ada");
    const auto bob = enter(zego::Library::load(other), "bob");
    expect(calls::start_publishing_stream(*ada, "stream", kMain) == 0, "publish");
    wait_for(*ada, zego::EventKind::kOnCustomVideoCaptureStart);
    expect(calls::start_playing_stream(*bob, "stream", std::nullopt) == 0, "play");
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    threads.emplace_back(feed, std::ref(*ada), std::cref(stop));
    threads.emplace_back([&] {
        while (!stop.load()) {
            bob->mailbox().events.take(50ms);
        }
    });
    threads.emplace_back([&] {
        for (int turn = 0; !stop.load(); ++turn) {
            calls::send_broadcast_message(*bob, "room", std::to_string(turn));
            calls::get_audio_device_list(*bob, 0);
            std::this_thread::sleep_for(5ms);
        }
    });
    std::size_t frames = 0;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (frames < 100 && std::chrono::steady_clock::now() < deadline) {
        for (const auto& frame : bob->mailbox().frames.take(200ms)) {
            expect(frame->shape().size == kPicture, "the size of a picture");
            ++frames;
        }
    }
    stop.store(true);
    for (std::thread& thread : threads) {
        thread.join();
    }
    expect(frames >= 100, "a hundred pictures");
    leave(*bob);
    leave(*ada);
    return frames;
}

void exercise_rounds(const std::string& path) {
    const auto library = zego::Library::load(path);
    for (int round = 0; round < kRounds; ++round) {
        const auto handle = library->create_handle(false);
        calls::set_room_scenario(*handle, 0);
        handle->destroy();
    }
}

// Callbacks from several threads while the mailbox behind them comes and goes; returns how many
// events were taken.
std::size_t exercise_late_callbacks() {
    using Callback = void (*)(const char*, int, void*);
    Callback count = nullptr;
    for (const zego::CallbackEntry& entry : zego::callbacks_of_v1()) {
        if (entry.registration == zego::Symbol::kOnRoomOnlineUserCountUpdate) {
            count = reinterpret_cast<Callback>(entry.function);
        }
    }
    expect(count != nullptr, "the callback is there");
    zego::Context context;
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    threads.reserve(3);
    for (int number = 0; number < 3; ++number) {
        threads.emplace_back([&] {
            for (int turn = 0; !stop.load(); ++turn) {
                count("room", turn, &context);
            }
        });
    }
    std::size_t taken = 0;
    for (int round = 0; round < kMailboxes; ++round) {
        auto mailbox = std::make_unique<zego::Mailbox>();
        context.open(*mailbox);
        taken += mailbox->events.take(1ms).size();
        context.close();
    }
    stop.store(true);
    for (std::thread& thread : threads) {
        thread.join();
    }
    return taken;
}

int exercise(const std::vector<std::string>& libraries) {
    try {
        std::printf("late callbacks %zu\n", exercise_late_callbacks());
        for (std::size_t number = 0; number + 1 < libraries.size(); number += 2) {
            const std::size_t frames = exercise_room(libraries[number], libraries[number + 1]);
            std::printf("frames %zu\n", frames);
            exercise_rounds(libraries[number]);
        }
    } catch (const std::exception& error) {
        static_cast<void>(std::fputs(error.what(), stderr));
        return 1;
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    return exercise({words + 1, words + count});
}
