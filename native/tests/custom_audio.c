// Sound given and taken by the application.

#include <stdlib.h>

#include "engine.h"

enum {
    SOURCE_WRONG = 1012001,
    NOT_CAPTURED = 1012002,
    NOT_RENDERED = 1012003,
    FETCH_LIMIT = RATE,
};

int EXPORT(zego_express_enable_custom_audio_io)(HANDLE_AND bool enable,
                                                struct zego_custom_audio_config* config,
                                                enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    if (enable && config != NULL && config->source_type == zego_audio_source_type_none) {
        return LEAVE(SOURCE_WRONG);
    }
    const bool captured =
        enable && (config == NULL || config->source_type == zego_audio_source_type_custom ||
                   config->source_type == zego_audio_source_type_default);
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].custom_sound = captured;
    engine->fetched_at = enable ? engine->fetched_at : 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

/// No report for each of 50 calls a second, only for those refused.
int EXPORT(zego_express_send_custom_audio_capture_pcm_data)(HANDLE_AND unsigned char* data,
                                                            unsigned int data_length,
                                                            struct zego_audio_frame_param param,
                                                            enum zego_publish_channel channel) {
    ENTER;
    const int channels = param.channel == zego_audio_channel_stereo ? 2 : 1;
    const int frames = (int)data_length / (int)sizeof(int16_t) / channels;
    if (check_channel((int)channel) != 0 || data == NULL || frames <= 0 || param.sample_rate <= 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    const bool enabled = engine->publishers[channel].custom_sound;
    pthread_mutex_unlock(&engine->lock);
    if (!enabled) {
        return LEAVE(NOT_CAPTURED);
    }
    int16_t* sound = copied(data, data_length);
    media_sound(engine, (int)channel, sound, frames, (int)param.sample_rate, channels);
    free(sound);
    return 0;
}

int EXPORT(zego_express_fetch_custom_audio_render_pcm_data)(HANDLE_AND unsigned char* data,
                                                            unsigned int data_length,
                                                            struct zego_audio_frame_param param) {
    ENTER;
    const int channels = param.channel == zego_audio_channel_stereo ? 2 : 1;
    const int rate = param.sample_rate > 0 ? (int)param.sample_rate : RATE;
    const int frames = (int)data_length / (int)sizeof(int16_t) / channels;
    const int needed = (int)((long long)frames * RATE / rate);
    if (data == NULL || frames <= 0 || needed <= 0 || needed > FETCH_LIMIT) {
        return LEAVE(BAD_ARGUMENT);
    }
    int16_t* stereo = calloc((size_t)needed * 2, sizeof *stereo);
    int16_t* out = calloc((size_t)frames * (size_t)channels, sizeof *out);
    if (stereo == NULL || out == NULL) {
        abort();
    }
    pthread_mutex_lock(&engine->lock);
    bool enabled = false;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        enabled = enabled || engine->publishers[channel].custom_sound;
    }
    engine->fetched_at = now_ms();
    ring_read(&engine->playback, stereo, needed);
    pthread_mutex_unlock(&engine->lock);
    for (int at = 0; at < frames; ++at) {
        const int16_t* from = stereo + (long long)at * RATE / rate * 2;
        out[at * channels] = channels == 2 ? from[0] : (int16_t)((from[0] + from[1]) / 2);
        out[at * channels + channels - 1] = channels == 2 ? from[1] : out[at * channels];
    }
    for (unsigned at = 0; at < data_length; ++at) {
        data[at] = at / sizeof *out < (size_t)(frames * channels) ? ((unsigned char*)out)[at] : 0;
    }
    free(stereo);
    free(out);
    return enabled ? 0 : LEAVE(NOT_RENDERED);
}
