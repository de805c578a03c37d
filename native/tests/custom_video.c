// Pictures given and taken by the application.

#include <stdlib.h>

#include "engine.h"

enum {
    NOT_STARTED = 1011001,
    NOT_ENABLED = 1011002,
    SWITCHED_LATE = 1011003,
    WRONG_FORMAT = 1011010,
    WRONG_BUFFER = 1011011,
    WAITING_LIMIT = 4,
    ENCODING_MS = 2,
};

int EXPORT(zego_express_enable_custom_video_capture)(
    HANDLE_AND bool enable, struct zego_custom_video_capture_config* config,
    enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    if (enable && config != NULL && config->buffer_type != zego_video_buffer_type_raw_data) {
        return LEAVE(WRONG_BUFFER);
    }
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    const bool late = publisher->capturing && publisher->custom != enable;
    if (!late) {
        publisher->custom = enable;
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(late ? SWITCHED_LATE : 0);
}

int EXPORT(zego_express_enable_custom_video_render)(
    HANDLE_AND bool enable, struct zego_custom_video_render_config* config) {
    ENTER;
    if (enable && config != NULL && config->buffer_type != zego_video_buffer_type_raw_data) {
        return LEAVE(WRONG_BUFFER);
    }
    pthread_mutex_lock(&engine->lock);
    const bool late =
        engine->media_running && engine->idle_since == 0 && engine->custom_render != enable;
    if (!late) {
        engine->custom_render = enable;
        engine->render_series =
            config != NULL ? config->frame_format_series : zego_video_frame_format_series_rgb;
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(late ? SWITCHED_LATE : 0);
}

int EXPORT(zego_express_set_publish_dual_stream_config)(
    HANDLE_AND const struct zego_publish_dual_stream_config* config_list, int config_list_count,
    enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0 || (config_list == NULL && config_list_count != 0)) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].dual = config_list_count > 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_enable_captured_video_custom_video_render)(
    HANDLE_AND bool enable, enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].captured_render = enable;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_enable_remote_video_custom_video_render)(HANDLE_AND bool enable,
                                                                 const char* stream_id) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream_id);
    if (player != NULL) {
        player->custom_render = enable;
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

struct given {
    int channel;
    struct picture picture;
};

static void encode(struct engine* engine, void* data) {
    const struct given* given = data;
    sleep_ms(scaled(engine, ENCODING_MS));
    atomic_fetch_sub(&engine->pictures_waiting, 1);
    media_picture(engine, given->channel, given->picture);
}

static void drop(void* data) {
    free(((struct given*)data)->picture.data);
}

/// No report for each of 30 calls a second, only for those refused.
int EXPORT(zego_express_send_custom_video_capture_raw_data)(
    HANDLE_AND const unsigned char* data, unsigned int data_length,
    const struct zego_video_frame_param params, unsigned long long reference_time_millisecond,
    unsigned int reference_time_scale, enum zego_publish_channel channel) {
    ENTER;
    (void)reference_time_scale;
    if (check_channel((int)channel) != 0 || data == NULL) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    const struct publisher* publisher = &engine->publishers[channel];
    const bool custom = publisher->custom;
    const bool started = publisher->told_start;
    const int width = publisher->video.encode_width;
    const int height = publisher->video.encode_height;
    pthread_mutex_unlock(&engine->lock);
    if (!custom) {
        return LEAVE(NOT_ENABLED);
    }
    if (!started) {
        return LEAVE(NOT_STARTED);
    }
    struct given given = {(int)channel, picture_make(width, height)};
    given.picture.time_ms = (long long)reference_time_millisecond;
    if (!picture_from(data, data_length, &params, &given.picture)) {
        free(given.picture.data);
        return LEAVE(WRONG_FORMAT);
    }
    if (atomic_fetch_add(&engine->pictures_waiting, 1) >= WAITING_LIMIT) {
        atomic_fetch_sub(&engine->pictures_waiting, 1);
        free(given.picture.data);
        return 0;
    }
    post_owning(engine, ENCODER, encode, copied(&given, sizeof given), drop);
    return 0;
}

int EXPORT(zego_express_send_custom_video_capture_encoded_data)(
    HANDLE_AND const unsigned char* data, unsigned int data_length,
    const struct zego_video_encoded_frame_param params, double reference_time_millisecond,
    enum zego_publish_channel channel) {
    ENTER;
    (void)data;
    (void)data_length;
    (void)params;
    (void)reference_time_millisecond;
    (void)channel;
    return LEAVE(WRONG_BUFFER);
}
