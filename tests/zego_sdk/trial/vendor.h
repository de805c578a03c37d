// The part of the SDK's C interface that the trial calls past the binding: variant v2, in
// declarations of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace klieg::trial::vendor {

using Handle = void*;

struct EngineConfig {
    const void* log;
    std::array<char, 2048> advanced;
};

struct Profile {
    std::uint32_t app_id;
    std::array<char, 64> app_sign;
    int scenario;
};

struct User {
    std::array<char, 64> id;
    std::array<char, 256> name;
};

struct RoomConfig {
    std::uint32_t max_member_count;
    bool tells_of_users;
    std::array<char, 2048> token;
    std::uint32_t negotiation;
    std::uint32_t room_type;
};

struct PublisherConfig {
    std::array<char, 128> room_id;
    int synchronous_network_time;
    int censorship_mode;
    int censor_flag;
    int codec_negotiation;
    std::array<char, 256> title;
};

struct Canvas {
    void* view;
    int view_mode;
    int background_color;
    bool alpha_blend;
    int rotation;
    bool mirror;
    std::array<char, 64> view_context;
};

struct CustomVideo {
    int buffer_type;
};

static_assert(sizeof(EngineConfig) == 2056);
static_assert(sizeof(Profile) == 72);
static_assert(sizeof(User) == 320);
static_assert(sizeof(RoomConfig) == 2064 && offsetof(RoomConfig, token) == 5);
static_assert(sizeof(PublisherConfig) == 400);
static_assert(sizeof(Canvas) == 96);

}  // namespace klieg::trial::vendor
