// What the tests ask an engine to do wrong, and the devices they plug in.

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static void hang_by_environment(const char* call) {
    const char* setting = getenv("ZEGO_STANDIN_HANG");
    const size_t length = strlen(call);
    if (setting != NULL && strncmp(setting, call, length) == 0 && setting[length] == '=') {
        sleep_ms((long long)(atof(setting + length + 1) * 1000));
    }
}

void faults_hang(struct engine* engine, const char* call) {
    hang_by_environment(call);
    if (engine == NULL) {
        return;
    }
    long long wait = 0;
    pthread_mutex_lock(&engine->lock);
    if (engine->hang_ms > 0 && strcmp(engine->hung_call, call) == 0) {
        wait = engine->hang_ms;
        engine->hang_ms = 0;
    }
    pthread_mutex_unlock(&engine->lock);
    sleep_ms(wait);
}

static int kind_named(const char* name) {
    if (strcmp(name, "camera") == 0) {
        return CAMERA;
    }
    return strcmp(name, "microphone") == 0 ? MICROPHONE : SPEAKER;
}

static void tell_device(struct engine* engine, const struct wire_message* m, bool added) {
    struct zego_device_info info;
    memset(&info, 0, sizeof info);
    copy_text(info.device_id, sizeof info.device_id, wire_text(m, "device"));
    copy_text(info.device_name, sizeof info.device_name, wire_text(m, "name"));
    const enum zego_update_type update = added ? zego_update_type_add : zego_update_type_delete;
    const int kind = kind_named(wire_text(m, "kind"));
    if (kind == CAMERA) {
        fire_video_device_state_changed(engine, update, info);
    } else {
        fire_audio_device_state_changed(
            engine, update,
            kind == MICROPHONE ? zego_audio_device_type_input : zego_audio_device_type_output,
            info);
    }
}

static void plug(struct engine* engine, const struct wire_message* m) {
    const char* id = wire_text(m, "device");
    const int kind = kind_named(wire_text(m, "kind"));
    const bool added = wire_is(m, "plug");
    bool changed = false;
    pthread_mutex_lock(&engine->lock);
    const bool settled = engine->link_up;  // before the welcome nothing is news
    for (int at = 0; at < DEVICES; ++at) {
        struct device* device = &engine->devices[at];
        const bool same = device->used && (int)device->kind == kind && strcmp(device->id, id) == 0;
        if (same && !added) {
            device->used = false;
            changed = true;
        }
        if (same && added) {
            changed = true;
            break;
        }
        if (added && !device->used) {
            memset(device, 0, sizeof *device);
            device->used = true;
            device->volume = 100;
            device->kind = kind == CAMERA ? CAMERA : (kind == MICROPHONE ? MICROPHONE : SPEAKER);
            copy_text(device->id, sizeof device->id, id);
            copy_text(device->name, sizeof device->name, wire_text(m, "name"));
            changed = true;
            break;
        }
    }
    const bool in_use = !added && strcmp(engine->used_device[kind], id) == 0;
    pthread_mutex_unlock(&engine->lock);
    if (changed && settled) {
        tell_device(engine, m, added);
    }
    if (in_use) {
        fire_local_device_exception_occurred(engine, zego_device_exception_type_device_unplugged,
                                             kind == CAMERA       ? zego_device_type_camera
                                             : kind == MICROPHONE ? zego_device_type_microphone
                                                                  : zego_device_type_speaker,
                                             id);
    }
}

static void tell_exception(struct engine* engine, const struct wire_message* m) {
    static const enum zego_device_type types[] = {
        zego_device_type_camera, zego_device_type_microphone, zego_device_type_speaker};
    fire_local_device_exception_occurred(
        engine, (enum zego_device_exception_type)wire_number(m, "exception"),
        types[kind_named(wire_text(m, "kind"))], wire_text(m, "device"));
}

/// Structs as no sane library makes them: no terminators, no UTF-8, wild numbers.
static void garbage(struct engine* engine) {
    struct zego_user users[2];
    struct zego_stream* stream = malloc(sizeof *stream);
    struct zego_device_info device;
    struct zego_publish_stream_quality quality;
    struct zego_play_stream_quality played;
    if (stream == NULL) {
        return;
    }
    memset(users, 0xfe, sizeof users);
    memset(stream, 0xc3, sizeof *stream);
    memset(&device, 0xff, sizeof device);
    memset(&quality, 0xff, sizeof quality);
    memset(&played, 0xff, sizeof played);
    quality.video_capture_fps = (double)INFINITY;
    quality.rtt = INT_MIN;
    quality.is_hardware_encode = false;
    played.is_hardware_decode = false;
    const enum zego_update_type wild = (enum zego_update_type)77;
    fire_room_user_update(engine, "\xff\xfe", zego_update_type_add, users, 2);
    fire_room_user_update(engine, "", wild, NULL, 0);
    fire_room_stream_update(engine, "\xc3", zego_update_type_add, stream, 1, "{\"broken\":");
    fire_room_stream_update(engine, NULL, zego_update_type_delete, NULL, 0, NULL);
    fire_room_state_changed(engine, "", (enum zego_room_state_changed_reason)99, -1, NULL);
    fire_room_state_update(engine, NULL, (enum zego_room_state)(-5), INT_MAX, NULL);
    fire_publisher_state_update(engine, NULL, (enum zego_publisher_state)42, 7, "\xff");
    fire_player_state_update(engine, "", (enum zego_player_state)(-1), 7, NULL);
    fire_publisher_quality_update(engine, "\xff", quality);
    fire_player_quality_update(engine, NULL, played);
    fire_video_device_state_changed(engine, wild, device);
    fire_remote_sound_level_update(engine, NULL, 0);
    fire_captured_sound_level_update(engine, NULL);
    fire_im_recv_broadcast_message(engine, NULL, NULL, 0);
    fire_room_login_result(engine, INT_MIN, NULL, NULL, INT_MIN);
    struct zego_video_frame_param param;
    memset(&param, 0xff, sizeof param);
    unsigned char* planes[4] = {NULL};
    unsigned lengths[4] = {0};
    fire_custom_video_render_remote_frame_data(engine, "\xff", planes, lengths, param);
    free(stream);
}

struct storm {
    long long rate;
    long long until;
    char kind[32];
    char room[129];
    int done;
    int total;
};

static void raise_one(struct engine* engine, const struct storm* storm, int number) {
    if (strcmp(storm->kind, "barrage") == 0) {
        struct zego_barrage_message_info* info = calloc(1, sizeof *info);
        if (info != NULL) {
            copy_text(info->message, sizeof info->message, "storm");
            copy_text(info->from_user.user_id, sizeof info->from_user.user_id, "storm");
            info->send_time = (unsigned long long)number;
            fire_im_recv_barrage_message(engine, storm->room, info, 1);
            free(info);
        }
    } else if (strcmp(storm->kind, "sound_level") == 0) {
        struct zego_sound_level_info info;
        memset(&info, 0, sizeof info);
        info.sound_level = (float)(number % 100);
        fire_captured_sound_level_update(engine, &info);
    } else {
        fire_room_online_user_count_update(engine, storm->room, number);
    }
}

/// One millisecond's share, then the next.
static void blow(struct engine* engine, void* data) {
    struct storm* storm = data;
    const long long begun = storm->until - (long long)storm->total * 1000 / storm->rate;
    while (storm->done < storm->total && (now_ms() - begun) * storm->rate / 1000 >= storm->done) {
        raise_one(engine, storm, ++storm->done);
    }
    if (storm->done < storm->total) {
        post_later(engine, SIDE, 1, blow, copied(storm, sizeof *storm));
    }
}

static void begin_storm(struct engine* engine, const struct wire_message* m) {
    struct storm storm = {.rate = wire_number(m, "rate")};
    storm.rate = storm.rate > 0 ? storm.rate : 1;
    storm.total = (int)(storm.rate * wire_number(m, "ms") / 1000);
    storm.until = now_ms() + wire_number(m, "ms");
    copy_text(storm.kind, sizeof storm.kind, wire_text(m, "kind"));
    pthread_mutex_lock(&engine->lock);
    copy_text(storm.room, sizeof storm.room, engine->room.id);
    pthread_mutex_unlock(&engine->lock);
    post(engine, SIDE, blow, copied(&storm, sizeof storm));
}

bool faults_handle(struct engine* engine, const struct wire_message* m) {
    if (wire_is(m, "plug") || wire_is(m, "unplug")) {
        plug(engine, m);
    } else if (wire_is(m, "device_exception")) {
        tell_exception(engine, m);
    } else if (wire_is(m, "garbage")) {
        garbage(engine);
    } else if (wire_is(m, "storm")) {
        begin_storm(engine, m);
    } else if (wire_is(m, "fatal")) {
        fire_fatal_error(engine, (int)wire_number(m, "code"));
    } else if (wire_is(m, "tone") || wire_is(m, "hang")) {
        pthread_mutex_lock(&engine->lock);
        if (wire_is(m, "tone")) {
            engine->tone_hertz = (int)wire_number(m, "hertz");
            engine->tone_level = (double)wire_number(m, "level") / 1000;
        } else {
            copy_text(engine->hung_call, sizeof engine->hung_call, wire_text(m, "call"));
            engine->hang_ms = wire_number(m, "ms");
        }
        pthread_mutex_unlock(&engine->lock);
    } else {
        return false;
    }
    return true;
}
