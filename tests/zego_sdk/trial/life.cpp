#include "life.h"

#include <atomic>
#include <chrono>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include "facts.h"
#include "feed.h"
#include "made_up.h"
#include "window.h"
#include "zego/bytes.h"
#include "zego/calls.h"
#include "zego/errors.h"
#include "zego/special_calls.h"

namespace klieg::trial {

namespace {

namespace calls = zego::calls;
using Clock = std::chrono::steady_clock;

constexpr int kMain = 0;
constexpr int kRawData = 1;
constexpr int kCustom = 1;
constexpr int kBgra32 = 4;
constexpr int kMono = 1;
constexpr int kNoMirror = 2;
constexpr int kStretch = 2;
constexpr int kAudioAndVideo = 3;
constexpr int kRecorded = 2;
constexpr int kLoginFailed = 2;
constexpr int kNotPublishing = 0;
constexpr int kToneMs = 20;
constexpr int kRecordMs = 4000;
constexpr int kLimitMs = 15000;
constexpr int kLoginLimitMs = 40000;
constexpr unsigned kPerformanceMs = 1000;
constexpr unsigned kLevelMs = 200;

std::int64_t milliseconds_since(Clock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
}

std::uint64_t unix_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

Life::Life(std::shared_ptr<zego::Library> library, std::filesystem::path folder)
    : folder_(std::move(folder)), library_(std::move(library)) {
    handle_ = library_->create_handle(false);
    notes_ = std::make_unique<NoteTaker>(handle_, journal_, folder_);
}

int Life::say(const char* name, int code) {
    journal_.print_new();
    Fact("call").text("name", name).number("code", code).tell();
    return code;
}

void Life::init() {
    say("set_log_config",
        calls::set_log_config(*handle_, {(folder_ / "log").u8string(), 5U << 20U, 3}));
    say("set_engine_config", calls::set_engine_config(*handle_, {std::nullopt, kRetryForEightS}));
    say("set_room_mode", calls::set_room_mode(*handle_, 0));
    say("engine_init_with_profile",
        calls::engine_init_with_profile(*handle_, {kAppId, kAppSign, kBroadcast}));
}

void Life::read_layouts_back() {
    const zego::VideoConfig wanted{
        kPictureWidth, kPictureHeight, kPictureWidth, kPictureHeight, kPictureFps, 900, 0, 2};
    say("set_video_config", calls::set_video_config(*handle_, wanted, kMain));
    const auto [code, video] = calls::get_video_config(*handle_, kMain);
    const bool same_video =
        code == 0 && video.capture_width == wanted.capture_width &&
        video.capture_height == wanted.capture_height &&
        video.encode_width == wanted.encode_width && video.encode_height == wanted.encode_height &&
        video.fps == wanted.fps && video.bitrate == wanted.bitrate &&
        video.codec_id == wanted.codec_id && video.key_frame_interval == wanted.key_frame_interval;
    Fact("layout").text("name", "zego_video_config").flag("same", same_video).tell();

    const zego::AudioConfig chosen{64, kMono, 1};
    say("set_audio_config", calls::set_audio_config(*handle_, chosen));
    const auto [audio_code, audio] = calls::get_audio_config(*handle_);
    const bool same_audio = audio_code == 0 && audio.bitrate == chosen.bitrate &&
                            audio.channel == chosen.channel && audio.codec_id == chosen.codec_id;
    Fact("layout").text("name", "zego_audio_config").flag("same", same_audio).tell();
}

void Life::list_devices() {
    for (const int type : {0, 1}) {
        const auto [code, devices] = calls::get_audio_device_list(*handle_, type);
        say("get_audio_device_list", code);
        Fact("devices")
            .text("kind", type == 0 ? "microphones" : "speakers")
            .number("count", static_cast<std::int64_t>(devices.size()))
            .tell();
    }
    const auto [code, cameras] = calls::get_video_device_list(*handle_);
    say("get_video_device_list", code);
    Fact("devices")
        .text("kind", "cameras")
        .number("count", static_cast<std::int64_t>(cameras.size()))
        .tell();

    const auto sources = calls::get_screen_capture_sources(*handle_, {64, 36}, {16, 16});
    for (const auto& source : sources) {
        Fact("screen_source").text("name", source.source_name).tell();
    }
    if (!sources.empty()) {
        look_at_a_screen(sources.front().source_id, sources.front().source_type);
    }
}

void Life::look_at_a_screen(std::uintptr_t source_id, int source_type) {
    const int instance = calls::create_screen_capture_source(*handle_, source_id, source_type);
    const auto place = calls::screen_capture_get_capture_source_rect(*handle_, instance);
    Fact("screen_place")
        .flag("given", place.has_value())
        .number("width", place ? place->right - place->left : 0)
        .number("height", place ? place->bottom - place->top : 0)
        .tell();
    say("destroy_screen_capture_source", calls::destroy_screen_capture_source(*handle_, instance));
}

void Life::test_speed() {
    say("start_network_speed_test",
        calls::start_network_speed_test(*handle_, {true, 1000, true, 1000}, 3000));
    wait_for("network_speed_test_error", 0);
    wait_for("network_speed_test_error", 1);
}

void Life::broadcast() {
    start_capture();
    const CanvasWindow window;
    zego::Canvas canvas;
    canvas.view = reinterpret_cast<std::uintptr_t>(window.canvas());
    canvas.view_mode = kStretch;
    say("start_preview", calls::start_preview(*handle_, canvas, kMain));
    wait_for("custom_video_capture_start");

    const auto picture = four_colours();
    std::atomic<int> refused = 0;
    const Feeder pictures(1000 / kPictureFps, [&] {
        const zego::VideoFrameParam frame{
            kBgra32, {kPictureWidth * 4, 0, 0, 0}, kPictureWidth, kPictureHeight, 0};
        const int code = calls::send_custom_video_capture_raw_data(
            *handle_, {picture.data(), picture.size()}, frame, unix_ms(), 1000, kMain);
        refused += code != 0 ? 1 : 0;
    });
    std::int64_t sample = 0;
    const Feeder sounds(kToneMs, [&] {
        const auto samples = tone(kToneMs, sample);
        sample += static_cast<std::int64_t>(samples.size());
        const auto* const bytes = reinterpret_cast<const unsigned char*>(samples.data());
        const int code = calls::send_custom_audio_capture_pcm_data(
            *handle_, {bytes, samples.size() * sizeof samples[0]}, {kToneRateHz, kMono}, kMain);
        refused += code != 0 ? 1 : 0;
    });
    wait_for("publisher_render_video_first_frame");
    record("trial.mp4");
    take_snapshot();

    const RECT place = window.place();
    Fact("preview_shown")
        .number("left", place.left)
        .number("top", place.top)
        .number("width", place.right - place.left)
        .number("height", place.bottom - place.top)
        .tell();
    std::string answer;  // the driver looks at the screen, then sends a line
    std::getline(std::cin, answer);

    fail_to_login();
    say("stop_preview", calls::stop_preview(*handle_, kMain));
    wait_for("custom_video_capture_stop");
    Fact("frames_refused").number("count", refused.load()).tell();
}

void Life::start_capture() {
    say("enable_custom_video_capture",
        calls::enable_custom_video_capture(*handle_, true, zego::CustomVideoCaptureConfig{kRawData},
                                           kMain));
    say("enable_custom_audio_io",
        calls::enable_custom_audio_io(*handle_, true, zego::CustomAudioConfig{kCustom}, kMain));
    say("start_performance_monitor", calls::start_performance_monitor(*handle_, kPerformanceMs));
    say("start_sound_level_monitor_with_config",
        calls::start_sound_level_monitor_with_config(*handle_, {kLevelMs, false}));
    say("set_video_mirror_mode", calls::set_video_mirror_mode(*handle_, kNoMirror, kMain));
}

void Life::record(const char* file_name) {
    const auto path = (folder_ / file_name).u8string();
    say("start_recording_captured_data",
        calls::start_recording_captured_data(*handle_, {path, kAudioAndVideo}, kMain));
    pump_until([] { return false; }, kRecordMs);
    say("stop_recording_captured_data", calls::stop_recording_captured_data(*handle_, kMain));
    wait_for("captured_data_record_state_update", kRecorded);
}

void Life::take_snapshot() {
    say("take_publish_stream_snapshot", calls::take_publish_stream_snapshot(*handle_, kMain));
    wait_for("publisher_take_snapshot_result");
}

void Life::fail_to_login() {
    try {
        const std::string too_long(64, 'u');
        calls::login_room_with_callback(*handle_, kRoom, {too_long, ""}, 0, std::nullopt);
        Fact("too_long_user").text("why", "").tell();
    } catch (const zego::DoesNotFit& error) {
        Fact("too_long_user").text("why", error.what()).tell();
    }
    const auto begun = Clock::now();
    zego::RoomConfig config;
    config.is_user_status_notify = true;
    const int sequence = calls::get_increase_seq(*handle_);
    Fact("sequence").number("count", sequence).tell();
    say("login_room_with_callback",
        calls::login_room_with_callback(*handle_, kRoom, {kUser, kUserName}, sequence, config));
    say("start_publishing_stream_with_config",
        calls::start_publishing_stream_with_config(*handle_, kStream, {}, kMain));
    pump_until(
        [&] {
            return journal_.has("room_state_changed", kLoginFailed) &&
                   journal_.has("publisher_state_update", kNotPublishing) &&
                   journal_.has("room_login_result");
        },
        kLoginLimitMs);
    journal_.print_new();
    Fact("login_over").number("after_ms", milliseconds_since(begun)).tell();
}

void Life::uninit() {
    say("engine_uninit_async", calls::engine_uninit_async(*handle_));
    wait_for("engine_uninit");
}

void Life::destroy() {
    try {
        library_->create_handle(false);
        Fact("second_handle").text("why", "").tell();
    } catch (const zego::Closed& error) {
        Fact("second_handle").text("why", error.what()).tell();
    }
    handle_->destroy();
    try {
        calls::get_increase_seq(*handle_);
        Fact("late_call").text("why", "").tell();
    } catch (const zego::Closed& error) {
        Fact("late_call").text("why", error.what()).tell();
    }
    notes_.reset();
    Fact("destroyed").tell();
}

void Life::wait_for(const char* name, std::int64_t value) {
    pump_until([&] { return journal_.has(name, value); }, kLimitMs);
    journal_.print_new();
}

}  // namespace klieg::trial
