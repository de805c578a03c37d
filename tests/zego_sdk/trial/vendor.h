// The part of the SDK's C interface that the trial calls: variant v2, declared
// by ourselves.
#pragma once

#include <cstddef>
#include <cstdint>

namespace klieg::trial::vendor {

using Handle = void*;

struct LogConfig {
    char path[512];
    std::uint64_t size_bytes;
    std::uint32_t count;
};

struct EngineConfig {
    const LogConfig* log;
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

struct VideoConfig {
    int capture_width;
    int capture_height;
    int encode_width;
    int encode_height;
    int fps;
    int bitrate_kbps;
    int codec;
    int key_frame_interval_s;
};

struct AudioConfig {
    int bitrate_kbps;
    int channel;
    int codec;
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

struct VideoFrame {
    int format;
    int strides[4];
    int width;
    int height;
    int rotation;
};

struct AudioFrame {
    int sample_rate_hz;
    int channel;
};

struct CustomVideo {
    int buffer_type;
};

struct CustomAudio {
    int source_type;
};

struct RecordConfig {
    char path[1024];
    int type;
};

struct PublishQuality {
    double video_capture_fps;
    double video_encode_fps;
    double video_send_fps;
    double video_kbps;
    double audio_capture_fps;
    double audio_send_fps;
    double audio_kbps;
    int rtt_ms;
    double packet_lost_rate;
    int level;
    bool is_hardware_encode;
    int video_codec;
    double total_send_bytes;
    double audio_send_bytes;
    double video_send_bytes;
    int audio_traffic_control_rate;
    int video_traffic_control_rate;
};

struct RecordProgress {
    std::uint64_t duration_ms;
    std::uint64_t file_bytes;
    PublishQuality quality;
};

struct DeviceInfo {
    char id[512];
    char name[512];
    char extra[2048];
};

struct ImageBuffer {
    void* data;
    std::uint32_t length;
    std::uint32_t width;
    std::uint32_t height;
};

struct ScreenSource {
    int type;
    void* id;
    char name[256];
    ImageBuffer thumbnail;
    ImageBuffer icon;
};

struct Performance {
    double cpu_app;
    double cpu_system;
    double memory_app;
    double memory_system;
    double memory_used_app_mb;
};

struct SoundLevelConfig {
    std::uint32_t interval_ms;
    bool detects_voice;
};

struct SoundLevelInfo {
    char stream_id[256];
    float level;
    int voice;
};

static_assert(sizeof(LogConfig) == 528);
static_assert(sizeof(EngineConfig) == 2056);
static_assert(sizeof(Profile) == 72);
static_assert(sizeof(User) == 320);
static_assert(sizeof(RoomConfig) == 2064 && offsetof(RoomConfig, token) == 5);
static_assert(sizeof(PublisherConfig) == 400);
static_assert(sizeof(VideoConfig) == 32);
static_assert(sizeof(AudioConfig) == 12);
static_assert(sizeof(Canvas) == 96);
static_assert(sizeof(VideoFrame) == 32);
static_assert(sizeof(RecordConfig) == 1028);
static_assert(sizeof(PublishQuality) == 120);
static_assert(sizeof(RecordProgress) == 136);
static_assert(sizeof(DeviceInfo) == 3072);
static_assert(sizeof(ScreenSource) == 320);
static_assert(sizeof(Performance) == 40);
static_assert(sizeof(SoundLevelInfo) == 264);

}  // namespace klieg::trial::vendor
