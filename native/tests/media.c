// Capture and the clock of all media: when it runs, what it makes, where it goes.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { IDLE_MS = 500, LATE_MS = 200 };

static bool is_screen(const struct publisher* publisher) {
    return publisher->source == zego_video_source_type_screen_capture ||
           publisher->source == zego_video_source_screen_capture;
}

static bool is_camera(const struct publisher* publisher) {
    return publisher->source == zego_video_source_type_camera ||
           publisher->source == zego_video_source_camera ||
           publisher->source == zego_video_source_default;
}

static bool is_wanted(const struct publisher* publisher) {
    return publisher->preview || publisher->state != zego_publisher_state_no_publish ||
           publisher->recording != NULL;
}

/// What became of one channel's capture.
struct change {
    bool start;
    bool stop;
    bool no_camera;
};

static struct change change_of(struct engine* engine, struct publisher* publisher) {
    struct change change = {0};
    const bool wanted = is_wanted(publisher);
    const bool fed = wanted && (publisher->custom || is_screen(publisher));
    if (wanted && !publisher->capturing) {
        publisher->first_picture = false;
        publisher->pictures = publisher->pictures_sent = 0;
        change.no_camera = !publisher->custom && is_camera(publisher) && publisher->camera_on &&
                           !device_known(engine, CAMERA);
    }
    publisher->capturing = wanted;
    change.start = fed && !publisher->told_start;
    change.stop = !fed && publisher->told_start;
    publisher->told_start = fed;
    return change;
}

static bool anything_runs(const struct engine* engine) {
    bool runs = false;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        runs = runs || is_wanted(&engine->publishers[channel]);
    }
    for (int at = 0; at < PLAYERS; ++at) {
        runs = runs || engine->players[at].used;
    }
    return runs;
}

static void reconcile(struct engine* engine, void* data) {
    (void)data;
    struct change changes[CHANNELS];
    pthread_mutex_lock(&engine->lock);
    if (engine->life != ALIVE) {  // uninit tells of the room first, then stops everything itself
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    const bool runs = anything_runs(engine);
    const bool begins = runs && !engine->media_running;
    const long long idle_ms = scaled(engine, IDLE_MS);
    bool ends = false;
    if (runs) {
        engine->media_running = true;
        engine->idle_since = 0;
    } else if (engine->media_running && engine->idle_since == 0) {
        engine->idle_since = now_ms();
        post_later(engine, MEDIA, idle_ms, reconcile, NULL);
    } else if (engine->media_running && now_ms() - engine->idle_since >= idle_ms) {
        engine->media_running = false;
        engine->idle_since = 0;
        ends = true;
    }
    for (int channel = 0; channel < CHANNELS; ++channel) {
        changes[channel] = change_of(engine, &engine->publishers[channel]);
    }
    pthread_mutex_unlock(&engine->lock);
    if (begins) {
        fire_engine_state_update(engine, zego_engine_state_start);
    }
    for (int channel = 0; channel < CHANNELS; ++channel) {
        const enum zego_publish_channel named = (enum zego_publish_channel)channel;
        if (changes[channel].start) {
            fire_custom_video_capture_start(engine, named);
        }
        if (changes[channel].stop) {
            fire_custom_video_capture_stop(engine, named);
        }
        if (changes[channel].no_camera) {
            fire_local_device_exception_occurred(
                engine, zego_device_exception_type_device_unplugged, zego_device_type_camera, "");
        }
    }
    if (ends) {
        fire_engine_state_update(engine, zego_engine_state_stop);
    }
}

void media_reconcile(struct engine* engine) {
    post(engine, MEDIA, reconcile, NULL);
}

void media_stop_all(struct engine* engine) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        pthread_mutex_lock(&engine->lock);
        struct publisher* publisher = &engine->publishers[channel];
        publisher->preview = publisher->capturing = false;
        publisher->state = zego_publisher_state_no_publish;
        const bool told = publisher->told_start;
        publisher->told_start = false;
        pthread_mutex_unlock(&engine->lock);
        if (told) {
            fire_custom_video_capture_stop(engine, (enum zego_publish_channel)channel);
        }
    }
}

static void pack_picture(struct buffer* message, const char* stream, const struct picture* picture,
                         bool dual) {
    wire_begin(message, "video");
    wire_put_number(message, "dual", dual);
    wire_put(message, "stream", stream);
    wire_put_number(message, "width", picture->width);
    wire_put_number(message, "height", picture->height);
    wire_put_number(message, "time", unix_ms());
    wire_end(message, picture->data, picture_size(picture->width, picture->height));
}

static void show_captured(struct engine* engine, int channel, const struct picture* picture) {
    const int width = picture->width;
    const int height = picture->height;
    unsigned char* bgra = malloc((size_t)width * (size_t)height * 4);
    if (bgra == NULL) {
        return;
    }
    picture_to_bgra(picture, bgra);
    struct zego_video_frame_param param = {
        .format = zego_video_frame_format_bgra32, .width = width, .height = height};
    param.strides[0] = width * 4;
    unsigned char* planes[4] = {bgra};
    unsigned lengths[4] = {(unsigned)(width * height * 4)};
    fire_custom_video_render_captured_frame_data(engine, planes, lengths, param,
                                                 zego_video_flip_mode_none,
                                                 (enum zego_publish_channel)channel);
    free(bgra);
}

void media_picture(struct engine* engine, int channel, struct picture picture) {
    const enum zego_publish_channel named = (enum zego_publish_channel)channel;
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    if (!publisher->capturing) {
        pthread_mutex_unlock(&engine->lock);
        free(picture.data);
        return;
    }
    const bool first = !publisher->first_picture;
    publisher->first_picture = true;
    const bool shown = publisher->preview;
    ++publisher->pictures;
    const bool sends = publisher->state == zego_publisher_state_publishing &&
                       !publisher->mute_video && publisher->camera_on;
    const bool first_sent = sends && !publisher->first_sent;
    if (sends) {
        publisher->first_sent = true;
        ++publisher->pictures_sent;
        const double bytes = (double)picture_size(picture.width, picture.height) / 50;
        publisher->video_bytes += bytes;
        publisher->all_video_bytes += bytes;
        const bool dual =
            publisher->dual || publisher->video.codec_id == zego_video_codec_id_h264_dual_stream;
        pack_picture(&message, publisher->stream, &picture, dual);
    }
    const bool back = engine->custom_render && publisher->captured_render && !publisher->custom;
    recording_picture(publisher, &picture);
    struct picture rendered = {0};
    if (back) {
        rendered = picture;
        rendered.data = copied(picture.data, picture_size(picture.width, picture.height));
    }
    free(publisher->last.data);
    publisher->last = picture;
    pthread_mutex_unlock(&engine->lock);
    if (first) {
        fire_publisher_captured_video_first_frame(engine, named);
        if (shown) {
            fire_publisher_render_video_first_frame(engine, named);
        }
        fire_publisher_video_size_changed(engine, picture.width, picture.height, named);
    }
    if (back) {
        show_captured(engine, channel, &rendered);
        free(rendered.data);
    }
    if (sends) {
        link_send(engine, &message);
    }
    if (first_sent) {
        fire_publisher_send_video_first_frame(engine, named);
    }
}

void media_sound(struct engine* engine, int channel, const int16_t* frames, int count, int rate,
                 int channels) {
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    const bool silent = engine->microphone_muted;
    publisher->level = silent ? 0 : level_of(frames, count * channels);
    recording_sound(publisher, frames, count, channels);
    const bool sends =
        publisher->state == zego_publisher_state_publishing && !publisher->mute_audio && !silent;
    const bool first = sends && !publisher->first_sound;
    if (sends) {
        publisher->first_sound = true;
        const size_t size = (size_t)(count * channels) * sizeof *frames;
        publisher->audio_bytes += (double)size / 12;
        publisher->all_audio_bytes += (double)size / 12;
        wire_begin(&message, "audio");
        wire_put(&message, "stream", publisher->stream);
        wire_put_number(&message, "rate", rate);
        wire_put_number(&message, "channels", channels);
        wire_end(&message, frames, size);
    }
    pthread_mutex_unlock(&engine->lock);
    if (sends) {
        link_send(engine, &message);
    }
    if (first) {
        fire_publisher_send_audio_first_frame(engine, (enum zego_publish_channel)channel);
    }
}

/// Whether it is time for a picture at the rate of the channel.
static bool is_due(const struct publisher* publisher, long long tick) {
    const long long fps = publisher->video.fps > 0 ? publisher->video.fps : 15;
    return tick * TICK_MS * fps / 1000 != (tick - 1) * TICK_MS * fps / 1000;
}

static void make_pictures(struct engine* engine, long long tick) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        pthread_mutex_lock(&engine->lock);
        const struct publisher* publisher = &engine->publishers[channel];
        const int instance = publisher->source_instance;
        const bool camera = is_camera(publisher) && device_known(engine, CAMERA);
        bool screen = is_screen(publisher) && instance >= 0 && instance < SCREENS;
        screen = screen && engine->screens[instance].capturing;
        if (screen) {
            engine->screens[instance].seen = true;
        }
        const bool due = publisher->capturing && !publisher->custom && publisher->camera_on &&
                         (camera || screen) && is_due(publisher, tick);
        const int width = publisher->video.encode_width;
        const int height = publisher->video.encode_height;
        pthread_mutex_unlock(&engine->lock);
        if (due) {
            struct picture picture = picture_make(width, height);
            picture_pattern(&picture, (int)tick);
            media_picture(engine, channel, picture);
        }
    }
}

static bool hears(const struct publisher* publisher, int channel) {
    const bool chosen = publisher->sound_source == zego_audio_source_type_microphone ||
                        (publisher->sound_source == zego_audio_source_type_default && channel == 0);
    return publisher->capturing && chosen && !publisher->custom_sound;
}

static void make_sound(struct engine* engine, long long tick) {
    int16_t tone[TICK_FRAMES];
    bool wanted[CHANNELS];
    bool any = false;
    pthread_mutex_lock(&engine->lock);
    const bool open = device_known(engine, MICROPHONE) && !engine->microphone_off;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        wanted[channel] = open && hears(&engine->publishers[channel], channel);
        any = any || wanted[channel];
    }
    const double step = 2 * 3.14159265358979 * engine->tone_hertz / RATE;
    const double level = engine->tone_level * 32767 * engine->capture_volume / 100;
    const bool observed = (engine->observed & zego_audio_data_callback_bit_mask_captured) != 0;
    pthread_mutex_unlock(&engine->lock);
    if (!any) {
        return;
    }
    for (int at = 0; at < TICK_FRAMES; ++at) {
        const double value = sin(step * (double)(tick * TICK_FRAMES + at)) * level;
        tone[at] = (int16_t)fmax(-32767, fmin(32767, value));
    }
    for (int channel = 0; channel < CHANNELS; ++channel) {
        if (wanted[channel]) {
            media_sound(engine, channel, tone, TICK_FRAMES, RATE, 1);
        }
    }
    if (observed) {
        const struct zego_audio_frame_param param = {zego_audio_sample_rate_48k,
                                                     zego_audio_channel_mono};
        fire_captured_audio_data(engine, (const unsigned char*)tone, sizeof tone, param);
    }
}

void media_tick(struct engine* engine, void* data) {
    (void)data;
    pthread_mutex_lock(&engine->lock);
    const long long tick = ++engine->ticks;
    const bool runs = engine->media_running;
    engine->next_tick += TICK_MS;
    if (now_ms() - engine->next_tick > LATE_MS) {
        engine->next_tick = now_ms();
    }
    const long long wait = engine->next_tick - now_ms();
    pthread_mutex_unlock(&engine->lock);
    if (runs) {
        make_pictures(engine, tick);
        make_sound(engine, tick);
    }
    sound_tick(engine, tick);
    quality_tick(engine, tick);
    recording_tick(engine);
    post_later(engine, MEDIA, wait > 0 ? wait : 0, media_tick, NULL);
}
