#include "order.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <tuple>

#include "facts.h"
#include "listeners.h"
#include "made_up.h"
#include "vendor.h"
#include "window.h"

namespace klieg::trial {

namespace {

constexpr int kMain = 0;
constexpr int kRawData = 1;
constexpr int kLimitMs = 15000;
constexpr int kSilenceMs = 2000;

template <std::size_t size>
void copy_into(std::array<char, size>& target, const std::string& words) {
    std::memcpy(target.data(), words.data(), std::min(size, words.size()));
}

}  // namespace

Order::Order(const Sdk& sdk, Journal& journal) : sdk_(sdk), journal_(journal) {
    listen_to_all(sdk, journal);
}

template <typename... Arguments>
int Order::say(const char* name, Arguments... arguments) {
    const int code = sdk_.call(name, arguments...);
    journal_.print_new();
    Fact("call").text("name", name).number("code", code).tell();
    return code;
}

void Order::init() {
    vendor::EngineConfig config{};
    copy_into(config.advanced, kRetryForEightS);
    say("set_engine_config", config);

    vendor::Profile profile{};
    profile.app_id = kAppId;
    copy_into(profile.app_sign, kAppSign);
    profile.scenario = kBroadcast;
    say("engine_init_with_profile", profile);
}

void Order::publish_and_cancel() {
    vendor::CustomVideo video{kRawData};
    say("enable_custom_video_capture", true, &video, kMain);
    const vendor::Canvas* const no_canvas = nullptr;
    say("start_preview", no_canvas, kMain);
    pump_until([&] { return journal_.has("custom_video_capture_start"); }, kLimitMs);

    login(kUser);
    say("start_publishing_stream_with_config", kStream, vendor::PublisherConfig{}, kMain);
    wait(kSilenceMs);
    logout();
    pump_until([&] { return journal_.has("custom_video_capture_stop"); }, kLimitMs);
    wait(kSilenceMs);
    Fact("cancelled").tell();
}

void Order::refuse_logins() {
    const std::string too_long(std::tuple_size_v<decltype(vendor::User::id)>, 'u');
    Fact("refused_login").number("code", login(too_long)).tell();
    wait(kSilenceMs);
    Fact("refused_login_over").tell();

    login(kUser);
    Fact("second_login").number("code", login(kUser)).tell();
    wait(kSilenceMs);
    Fact("second_login_over").tell();
    logout();
}

void Order::uninit() {
    const auto before = journal_.size();
    say("engine_uninit_async");
    pump_until([&] { return journal_.has("engine_uninit", kAny, before); }, kLimitMs);
    journal_.print_new();
}

int Order::login(const std::string& user_id) {
    vendor::User user{};
    copy_into(user.id, user_id);
    copy_into(user.name, kUserName);
    vendor::RoomConfig config{};
    config.tells_of_users = true;
    int sequence = sdk_.call("get_increase_seq");
    return say("login_room_with_callback", kRoom, user, &config, &sequence);
}

void Order::logout() {
    int sequence = sdk_.call("get_increase_seq");
    say("logout_room_with_callback", kRoom, &sequence);
}

void Order::wait(int milliseconds) {
    pump_until([] { return false; }, milliseconds);
    journal_.print_new();
}

}  // namespace klieg::trial
