#include "scenario.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "facts.h"
#include "feed.h"
#include "vendor.h"
#include "window.h"

namespace klieg::trial {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kAppId = 1234567890;
constexpr int kBroadcast = 8;
constexpr int kMain = 0;
constexpr int kRawData = 1;
constexpr int kCustom = 1;
constexpr int kBgra32 = 4;
constexpr int kMono = 1;
constexpr int kAudioAndVideo = 3;
constexpr int kToneMs = 20;
constexpr int kNoMirror = 2;
constexpr int kStretch = 2;
constexpr unsigned kPerformanceMs = 1000;
constexpr int kRecordMs = 4000;
constexpr int kSilenceMs = 2000;
constexpr int kRecorded = 2;
constexpr int kStartLimitMs = 15000;
constexpr int kLoginLimitMs = 40000;
constexpr int kLoginFailed = 2;
constexpr int kNotPublishing = 0;

// Made up; only its length is looked at before a login.
constexpr const char* kAppSign = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr const char* kRoom = "klieg-trial";
constexpr const char* kStream = "klieg-trial-stream";
constexpr const char* kUser = "klieg-trial-user";

template <std::size_t size>
void copy_into(char (&target)[size], const std::string& words) {
    std::memcpy(target, words.data(), std::min(size, words.size()));
}

long long milliseconds_since(Clock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
}

unsigned long long unix_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<unsigned long long>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

Scenario::Scenario(const Sdk& sdk, Journal& journal, std::filesystem::path folder)
    : sdk_(sdk), journal_(journal), folder_(std::filesystem::absolute(folder)) {}

template <typename... Arguments>
int Scenario::say(const char* name, Arguments... arguments) {
    const auto begun = Clock::now();
    const int code = sdk_.call(name, arguments...);
    journal_.print_new();
    Fact("call")
        .text("name", name)
        .number("code", static_cast<long long>(code))
        .number("took_ms", milliseconds_since(begun));
    return code;
}

void Scenario::configure_and_init() {
    vendor::LogConfig log{};
    copy_into(log.path, (folder_ / "log").u8string());
    log.size_bytes = 5U << 20U;
    log.count = 3;
    say("set_log_config", log);

    vendor::EngineConfig config{};
    copy_into(config.advanced, "room_retry_time=8;av_retry_time=8;");
    say("set_engine_config", config);
    say("set_room_mode", 0);

    vendor::Profile profile{};
    profile.app_id = kAppId;
    copy_into(profile.app_sign, kAppSign);
    profile.scenario = kBroadcast;
    say("engine_init_with_profile", profile);
}

void Scenario::read_layouts_back() {
    const vendor::VideoConfig wanted{
        kPictureWidth, kPictureHeight, kPictureWidth, kPictureHeight, kPictureFps, 900, 0, 2};
    say("set_video_config", wanted, kMain);
    vendor::VideoConfig video{};
    say("get_video_config", kMain, &video);
    Fact("layout")
        .text("name", "zego_video_config")
        .flag("same", std::memcmp(&wanted, &video, sizeof video) == 0);

    const vendor::AudioConfig chosen{64, kMono, 1};
    say("set_audio_config", chosen);
    vendor::AudioConfig audio{};
    say("get_audio_config", &audio);
    Fact("layout")
        .text("name", "zego_audio_config")
        .flag("same", std::memcmp(&chosen, &audio, sizeof audio) == 0);
}

void Scenario::list_devices() {
    for (const int type : {0, 1}) {
        int count = -1;
        vendor::DeviceInfo* devices = nullptr;
        say("get_audio_device_list", type, &count, &devices);
        Fact("devices")
            .text("kind", type == 0 ? "microphones" : "speakers")
            .number("count", static_cast<long long>(count))
            .text("first", count > 0 ? devices[0].name : "");
        say("free_audio_device_list", devices);
    }
    int count = -1;
    vendor::DeviceInfo* cameras = nullptr;
    say("get_video_device_list", &count, &cameras);
    Fact("devices").text("kind", "cameras").number("count", static_cast<long long>(count));
    say("free_video_device_list", cameras);

    count = -1;
    auto* const sources =
        sdk_.call<vendor::ScreenSource*>("get_screen_capture_sources", 64, 36, 16, 16, &count);
    for (int number = 0; number < count; ++number) {
        const auto& source = sources[number];
        Fact("screen_source")
            .number("type", static_cast<long long>(source.type))
            .text("name", source.name)
            .number("width", static_cast<long long>(source.thumbnail.width))
            .number("height", static_cast<long long>(source.thumbnail.height));
    }
    say("free_screen_capture_source_list", sources, count);
}

void Scenario::show_and_record() {
    vendor::CustomVideo video{kRawData};
    say("enable_custom_video_capture", true, &video, kMain);
    vendor::CustomAudio audio{kCustom};
    say("enable_custom_audio_io", true, &audio, kMain);
    say("start_performance_monitor", kPerformanceMs);
    say("set_video_mirror_mode", kNoMirror, kMain);
    say("start_sound_level_monitor_with_config", vendor::SoundLevelConfig{200, false});

    const CanvasWindow window;
    vendor::Canvas canvas{};
    canvas.view = window.canvas();
    canvas.view_mode = kStretch;
    say("start_preview", &canvas, kMain);
    pump_until([&] { return journal_.has("custom_video_capture_start"); }, kStartLimitMs);
    journal_.print_new();

    const auto picture = four_colours();
    std::atomic<int> refused = 0;
    const Feeder pictures(1000 / kPictureFps, [&] {
        const vendor::VideoFrame frame{
            kBgra32, {kPictureWidth * 4, 0, 0, 0}, kPictureWidth, kPictureHeight, 0};
        const int code =
            sdk_.call("send_custom_video_capture_raw_data", picture.data(),
                      static_cast<unsigned>(picture.size()), frame, unix_ms(), 1000U, kMain);
        refused += code != 0 ? 1 : 0;
    });
    std::int64_t sample = 0;
    const Feeder sounds(kToneMs, [&] {
        auto samples = tone(kToneMs, sample);
        sample += static_cast<std::int64_t>(samples.size());
        const vendor::AudioFrame frame{kToneRateHz, kMono};
        const int code = sdk_.call(
            "send_custom_audio_capture_pcm_data", reinterpret_cast<unsigned char*>(samples.data()),
            static_cast<unsigned>(samples.size() * sizeof samples[0]), frame, kMain);
        refused += code != 0 ? 1 : 0;
    });
    pump_until([&] { return journal_.has("publisher_render_video_first_frame"); }, kStartLimitMs);

    record("trial.mp4");

    const RECT place = window.place();
    Fact("preview_shown")
        .number("left", static_cast<long long>(place.left))
        .number("top", static_cast<long long>(place.top))
        .number("width", static_cast<long long>(place.right - place.left))
        .number("height", static_cast<long long>(place.bottom - place.top));
    std::string answer;  // the driver looks at the screen, then sends a line
    std::getline(std::cin, answer);

    Fact("frames_refused").number("count", static_cast<long long>(refused.load()));
    fail_to_login();
    say("stop_preview", kMain);
    pump_until([&] { return journal_.has("custom_video_capture_stop"); }, kStartLimitMs);
    journal_.print_new();
}

void Scenario::record(const char* file_name) {
    vendor::RecordConfig config{};
    copy_into(config.path, (folder_ / file_name).u8string());
    config.type = kAudioAndVideo;
    say("start_recording_captured_data", config, kMain);
    wait(kRecordMs);
    say("stop_recording_captured_data", kMain);
    pump_until([&] { return journal_.has("captured_data_record_state_update", kRecorded); },
               kStartLimitMs);
    journal_.print_new();
    Fact("recorded").text("path", config.path);
}

void Scenario::fail_to_login() {
    const auto begun = Clock::now();
    login(kUser);
    say("start_publishing_stream_with_config", kStream, vendor::PublisherConfig{}, kMain);
    pump_until(
        [&] {
            return journal_.has("room_state_changed", kLoginFailed) &&
                   journal_.has("publisher_state_update", kNotPublishing) &&
                   journal_.has("room_login_result");
        },
        kLoginLimitMs);
    journal_.print_new();
    Fact("login_over").number("after_ms", milliseconds_since(begun));
}

void Scenario::refuse_and_cancel_logins() {
    const std::string too_long(sizeof vendor::User::id, 'u');
    Fact("refused_login").number("code", static_cast<long long>(login(too_long)));
    wait(kSilenceMs);

    login(kUser);
    Fact("second_login").number("code", static_cast<long long>(login(kUser)));
    wait(kSilenceMs);

    Fact("logout");
    int sequence = sdk_.call("get_increase_seq");
    say("logout_room_with_callback", kRoom, &sequence);
    wait(kSilenceMs);
}

void Scenario::uninit() {
    const auto before = journal_.size();
    say("engine_uninit_async");
    pump_until([&] { return journal_.has("engine_uninit", kAny, before); }, kStartLimitMs);
    journal_.print_new();
    Fact("uninit_over");
}

int Scenario::login(const std::string& user_id) {
    vendor::User user{};
    copy_into(user.id, user_id);
    copy_into(user.name, "Klieg trial \xE2\x98\x85");
    vendor::RoomConfig config{};
    config.tells_of_users = true;
    int sequence = sdk_.call("get_increase_seq");
    return say("login_room_with_callback", kRoom, user, &config, &sequence);
}

void Scenario::wait(int milliseconds) {
    pump_until([] { return false; }, milliseconds);
    journal_.print_new();
}

}  // namespace klieg::trial
