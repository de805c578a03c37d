// The life of an engine: configuration, init and uninit.

#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    APP_ID_ZERO = 1001000,
    APP_SIGN_LENGTH = 1001001,
    ROOM_MODE_LATE = 1001020,
    DEADLOCK_AFTER_MS = 10000,
    UNINIT_MS = 100,
    WATCH_MS = 50,
};

static void read_number(const char* config, const char* key, int* value) {
    const char* found = strstr(config, key);
    if (found != NULL && found[strlen(key)] == '=') {
        *value = atoi(found + strlen(key) + 1);
    }
}

int EXPORT(zego_express_set_engine_config)(HANDLE_AND struct zego_engine_config config) {
    ENTER_ANY_TIME;
    if (engine == NULL) {
        return NO_ENGINE;
    }
    char text[sizeof config.advanced_config + 1];
    copy_text(text, sizeof text, config.advanced_config);
    pthread_mutex_lock(&engine->lock);
    read_number(text, "room_retry_time", &engine->room_retry_s);
    read_number(text, "av_retry_time", &engine->av_retry_s);
    const char* service = strstr(text, "standin_service=");
    if (service != NULL) {
        service = strchr(service, '=') + 1;
        size_t length = strcspn(service, ";") + 1;
        length = length < sizeof engine->address ? length : sizeof engine->address;
        copy_text(engine->address, length, service);
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_set_log_config)(HANDLE_AND struct zego_log_config config) {
    ENTER_ANY_TIME;
    char path[sizeof config.log_path + 32];
    char folder[sizeof config.log_path];
    copy_text(folder, sizeof folder, config.log_path);
    snprintf(path, sizeof path, "%s/zegoavlog1.txt", folder);
    FILE* log = folder[0] != '\0' ? fopen(path, "a") : NULL;
    if (log != NULL) {
        fprintf(log, "stand-in\n");
        fclose(log);
    }
    return LEAVE(0);
}

int EXPORT(zego_express_set_room_mode)(HANDLE_AND enum zego_room_mode mode) {
    ENTER_ANY_TIME;
    (void)mode;
    if (engine == NULL) {
        return NO_ENGINE;
    }
    pthread_mutex_lock(&engine->lock);
    const bool late = engine->life != NOT_BORN;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(late ? ROOM_MODE_LATE : 0);
}

/// In the vendor's library an init inside the uninit callback waits for itself.
static void wait_for_uninit(struct engine* engine) {
    const long long begun = now_ms();
    pthread_mutex_lock(&engine->lock);
    while (engine->uniniting) {
        pthread_mutex_unlock(&engine->lock);
        if (now_ms() - begun > scaled(engine, DEADLOCK_AFTER_MS)) {
            fprintf(stderr,
                    "zego stand-in: engine_init_with_profile waits for engine_uninit for 10 s; "
                    "an init inside the engine_uninit callback never returns\n");
            abort();
        }
        sleep_ms(10);
        pthread_mutex_lock(&engine->lock);
    }
    pthread_mutex_unlock(&engine->lock);
}

static void set_defaults(struct engine* engine) {
    static const struct zego_video_config video = {640, 360, 640, 360, 15, 600, 0, 2};
    static const struct zego_audio_config audio = {48, 1, 0};
    memset(&engine->room, 0, sizeof engine->room);
    memset(engine->players, 0, sizeof engine->players);
    memset(engine->publishers, 0, sizeof engine->publishers);
    memset(engine->devices, 0, sizeof engine->devices);
    memset(engine->used_device, 0, sizeof engine->used_device);
    memset(&engine->speed_test, 0, sizeof engine->speed_test);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        struct publisher* publisher = &engine->publishers[channel];
        publisher->video = video;
        publisher->audio = audio;
        publisher->camera_on = publisher->captured_render = true;
        publisher->source =
            channel == 0 ? zego_video_source_type_camera : zego_video_source_type_none;
    }
    engine->capture_volume = 100;
    engine->custom_render = false;
    engine->mute_all_audio = engine->mute_all_video = false;
    engine->microphone_muted = engine->microphone_off = engine->speaker_muted = false;
    engine->observed = 0;
    engine->level_period_ms = engine->performance_period_ms = 0;
    engine->media_running = false;
    engine->idle_since = engine->ticks = engine->fetched_at = 0;
    engine->tone_hertz = 440;
    engine->tone_level = 0;
    engine->hang_ms = 0;
    atomic_store(&engine->frames_waiting, 0);
    atomic_store(&engine->pictures_waiting, 0);
    screens_reset(engine);
}

static void read_environment(struct engine* engine) {
    const char* speed = getenv("ZEGO_STANDIN_SPEED");
    engine->speed = speed != NULL && atof(speed) > 0 ? atof(speed) : 1;
    const char* address = getenv("ZEGO_STANDIN_SERVICE");
    copy_text(engine->reached, sizeof engine->reached, address != NULL ? address : "");
    if (engine->address[0] != '\0') {
        copy_text(engine->reached, sizeof engine->reached, engine->address);
    }
}

int EXPORT(zego_express_engine_init_with_profile)(HANDLE_AND struct zego_engine_profile profile) {
    ENTER_ANY_TIME;
    if (engine == NULL) {
        return NO_ENGINE;
    }
    wait_for_uninit(engine);
    if (profile.app_id == 0) {
        return LEAVE(APP_ID_ZERO);
    }
    const size_t length = strnlen(profile.app_sign, sizeof profile.app_sign);
    if (length != 0 && length != sizeof profile.app_sign) {
        return LEAVE(APP_SIGN_LENGTH);
    }
    pthread_mutex_lock(&engine->lock);
    if (engine->life != NOT_BORN) {
        pthread_mutex_unlock(&engine->lock);
        return LEAVE(0);
    }
    set_defaults(engine);
    read_environment(engine);
    engine->profile = profile;
    engine->next_tick = now_ms();
    engine->life = ALIVE;
    pthread_mutex_unlock(&engine->lock);
    if (!workers_start(engine)) {
        abort();
    }
    link_start(engine);
    post(engine, MEDIA, media_tick, NULL);
    post_later(engine, NETWORK, WATCH_MS, room_watch, NULL);
    return LEAVE(0);
}

struct ending {
    struct engine* engine;
    pthread_t caller;
};

static void free_media(struct engine* engine) {
    for (int at = 0; at < PLAYERS; ++at) {
        player_forget(&engine->players[at]);
    }
    for (int channel = 0; channel < CHANNELS; ++channel) {
        free(engine->publishers[channel].last.data);
        engine->publishers[channel].last.data = NULL;
    }
    free(engine->playback.frames);
    memset(&engine->playback, 0, sizeof engine->playback);
    room_clear_lists(engine);
}

static void* end(void* argument) {
    const struct ending* ending = argument;
    struct engine* engine = ending->engine;
    pthread_mutex_lock(&engine->lock);
    engine->uninit_thread = pthread_self();
    pthread_mutex_unlock(&engine->lock);
    link_stop(engine, ending->caller);
    workers_stop(engine, ending->caller);
    media_stop_all(engine);
    recordings_stop(engine);
    sleep_ms(scaled(engine, UNINIT_MS));
    pthread_mutex_lock(&engine->lock);
    free_media(engine);
    engine->life = NOT_BORN;
    pthread_mutex_unlock(&engine->lock);
    fire_engine_uninit(engine);
    pthread_mutex_lock(&engine->lock);
    engine->uniniting = false;
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

void engine_uninit(struct engine* engine) {
    pthread_mutex_lock(&engine->lock);
    if (engine->life != ALIVE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    engine->life = ENDING;
    engine->uniniting = true;
    pthread_mutex_unlock(&engine->lock);
    room_leave(engine, false);
    struct ending ending = {engine, pthread_self()};
    pthread_t thread;
    if (pthread_create(&thread, NULL, end, &ending) != 0) {
        abort();
    }
    pthread_join(thread, NULL);
}

int EXPORT(zego_express_engine_uninit_async)(HANDLE_ONLY) {
    ENTER_ANY_TIME;
    if (engine == NULL) {
        return NO_ENGINE;
    }
    engine_uninit(engine);
    return LEAVE(0);
}

int EXPORT(zego_express_is_feature_supported)(HANDLE_AND enum zego_feature_type feature_type,
                                              bool* is_supported) {
    ENTER_ANY_TIME;
    if (engine == NULL || is_supported == NULL) {
        return LEAVE(BAD_ARGUMENT);
    }
    const bool only_windows = feature_type == zego_feature_type_screen_capture ||
                              feature_type == zego_feature_type_sdk_video_capture ||
                              feature_type == zego_feature_type_sdk_video_render;
    *is_supported = engine->windows || !only_windows;
    return LEAVE(0);
}

static void tell_uploaded(struct engine* engine, void* data) {
    fire_upload_log_result(engine, *(int*)data, 0);
}

int EXPORT(zego_express_upload_log)(HANDLE_AND zego_seq* sequence) {
    ENTER_ANY_TIME;
    if (engine == NULL) {
        return NO_ENGINE;
    }
    *sequence = next_seq(engine);
    post(engine, NETWORK, tell_uploaded, copied(sequence, sizeof *sequence));
    return LEAVE(0);
}

int EXPORT(zego_express_call_experimental_api)(HANDLE_AND const char* params, char** result) {
    ENTER;
    enum { NOT_JSON = 1001091 };
    if (params == NULL || params[0] != '{') {
        return LEAVE(NOT_JSON);
    }
    if (result != NULL) {
        *result = copied("{}", 3);
    }
    return LEAVE(0);
}

int EXPORT(zego_express_free_call_experimental_api_result)(HANDLE_AND char* p) {
    ENTER_ANY_TIME;
    free(p);
    return LEAVE(0);
}
