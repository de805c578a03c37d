// The part of the SDK's C interface that the trial calls: variant v2, declared
// by ourselves.
#pragma once

#include <cstddef>
#include <cstdint>

namespace klieg::trial::vendor {

using Handle = void*;

struct EngineConfig {
    const void* log;
    char advanced[2048];
};

struct Profile {
    std::uint32_t app_id;
    char app_sign[64];
    int scenario;
};

struct User {
    char id[64];
    char name[256];
};

struct RoomConfig {
    std::uint32_t max_member_count;
    bool tells_of_users;
    char token[2048];
    std::uint32_t negotiation;
    std::uint32_t room_type;
};

struct PublisherConfig {
    char room_id[128];
    int synchronous_network_time;
    int censorship_mode;
    int censor_flag;
    int codec_negotiation;
    char title[256];
};

struct Canvas {
    void* view;
    int view_mode;
    int background_color;
    bool alpha_blend;
    int rotation;
    bool mirror;
    char view_context[64];
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
