// Devices: those the tests plugged in, and the switches of capture.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

bool device_known(struct engine* engine, int kind) {
    for (int at = 0; at < DEVICES; ++at) {
        if (engine->devices[at].used && (int)engine->devices[at].kind == kind) {
            return true;
        }
    }
    return false;
}

static int kind_of(enum zego_audio_device_type type) {
    return type == zego_audio_device_type_input ? MICROPHONE : SPEAKER;
}

/// Null when there is no such device; unknown IDs are not an error in this interface.
static struct device* device_of(struct engine* engine, int kind, const char* id) {
    for (int at = 0; id != NULL && at < DEVICES; ++at) {
        struct device* device = &engine->devices[at];
        if (device->used && (int)device->kind == kind && strcmp(device->id, id) == 0) {
            return device;
        }
    }
    return NULL;
}

static int list_devices(struct engine* engine, int kind, int* count,
                        struct zego_device_info** list) {
    if (count == NULL || list == NULL) {
        return BAD_ARGUMENT;
    }
    struct zego_device_info* made = calloc(DEVICES, sizeof *made);
    if (made == NULL) {
        abort();
    }
    *count = 0;
    pthread_mutex_lock(&engine->lock);
    for (int at = 0; at < DEVICES; ++at) {
        const struct device* device = &engine->devices[at];
        if (device->used && (int)device->kind == kind) {
            struct zego_device_info* info = &made[(*count)++];
            copy_text(info->device_id, sizeof info->device_id, device->id);
            copy_text(info->device_name, sizeof info->device_name, device->name);
        }
    }
    pthread_mutex_unlock(&engine->lock);
    *list = made;
    return 0;
}

int EXPORT(zego_express_get_audio_device_list)(HANDLE_AND enum zego_audio_device_type device_type,
                                               int* device_count,
                                               struct zego_device_info** device_list) {
    ENTER;
    return LEAVE(list_devices(engine, kind_of(device_type), device_count, device_list));
}

int EXPORT(zego_express_get_video_device_list)(HANDLE_AND int* device_count,
                                               struct zego_device_info** device_list) {
    ENTER;
    return LEAVE(list_devices(engine, CAMERA, device_count, device_list));
}

int EXPORT(zego_express_free_audio_device_list)(HANDLE_AND struct zego_device_info* device_list) {
    ENTER_ANY_TIME;
    enum { NULL_LIST = 1006020 };
    free(device_list);
    return LEAVE(device_list == NULL ? NULL_LIST : 0);
}

int EXPORT(zego_express_free_video_device_list)(HANDLE_AND struct zego_device_info* device_list) {
    ENTER_ANY_TIME;
    enum { NULL_LIST = 1006020 };
    free(device_list);
    return LEAVE(device_list == NULL ? NULL_LIST : 0);
}

static int default_device(struct engine* engine, int kind, const char** id) {
    if (id == NULL) {
        return BAD_ARGUMENT;
    }
    *id = "";
    pthread_mutex_lock(&engine->lock);
    for (int at = DEVICES - 1; at >= 0; --at) {
        if (engine->devices[at].used && (int)engine->devices[at].kind == kind) {
            *id = engine->devices[at].id;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return 0;
}

int EXPORT(zego_express_get_default_audio_device_id)(
    HANDLE_AND enum zego_audio_device_type device_type, const char** device_id) {
    ENTER;
    return LEAVE(default_device(engine, kind_of(device_type), device_id));
}

int EXPORT(zego_express_get_default_video_device_id)(HANDLE_AND const char** device_id) {
    ENTER;
    return LEAVE(default_device(engine, CAMERA, device_id));
}

static int use_device(struct engine* engine, int kind, const char* id) {
    if (id == NULL) {
        return BAD_ARGUMENT;
    }
    pthread_mutex_lock(&engine->lock);
    copy_text(engine->used_device[kind], sizeof engine->used_device[kind], id);
    pthread_mutex_unlock(&engine->lock);
    return 0;
}

int EXPORT(zego_express_use_audio_device)(HANDLE_AND enum zego_audio_device_type device_type,
                                          const char* device_id) {
    ENTER;
    return LEAVE(use_device(engine, kind_of(device_type), device_id));
}

int EXPORT(zego_express_use_video_device)(HANDLE_AND const char* device_id,
                                          enum zego_publish_channel channel) {
    ENTER;
    const int code = check_channel((int)channel);
    return LEAVE(code != 0 ? code : use_device(engine, CAMERA, device_id));
}

int EXPORT(zego_express_get_current_audio_device)(
    HANDLE_AND enum zego_audio_device_type device_type, struct zego_device_info* device_info) {
    ENTER;
    const int kind = kind_of(device_type);
    memset(device_info, 0, sizeof *device_info);
    pthread_mutex_lock(&engine->lock);
    const struct device* device = device_of(engine, kind, engine->used_device[kind]);
    for (int at = 0; device == NULL && at < DEVICES; ++at) {
        if (engine->devices[at].used && (int)engine->devices[at].kind == kind) {
            device = &engine->devices[at];
        }
    }
    if (device != NULL) {
        copy_text(device_info->device_id, sizeof device_info->device_id, device->id);
        copy_text(device_info->device_name, sizeof device_info->device_name, device->name);
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_get_audio_device_volume)(HANDLE_AND enum zego_audio_device_type device_type,
                                                 const char* device_id, int* volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    const struct device* device = device_of(engine, kind_of(device_type), device_id);
    *volume = device != NULL ? device->volume : 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_set_audio_device_volume)(HANDLE_AND enum zego_audio_device_type device_type,
                                                 const char* device_id, int volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    struct device* device = device_of(engine, kind_of(device_type), device_id);
    if (device != NULL) {
        device->volume = volume < 0 ? 0 : (volume > 100 ? 100 : volume);
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_mute_audio_device)(HANDLE_AND enum zego_audio_device_type device_type,
                                           const char* device_id, bool mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    struct device* device = device_of(engine, kind_of(device_type), device_id);
    if (device != NULL) {
        device->muted = mute;
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_is_audio_device_muted)(HANDLE_AND enum zego_audio_device_type device_type,
                                               const char* device_id, bool* is_mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    const struct device* device = device_of(engine, kind_of(device_type), device_id);
    *is_mute = device != NULL && device->muted;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static void tell_all(struct engine* engine) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        publisher_tell_state(engine, channel);
    }
}

int EXPORT(zego_express_mute_microphone)(HANDLE_AND bool mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->microphone_muted = mute;
    pthread_mutex_unlock(&engine->lock);
    tell_all(engine);
    return LEAVE(0);
}

int EXPORT(zego_express_is_microphone_muted)(HANDLE_AND bool* is_mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    *is_mute = engine->microphone_muted;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_mute_speaker)(HANDLE_AND bool mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->speaker_muted = mute;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_is_speaker_muted)(HANDLE_AND bool* is_mute) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    *is_mute = engine->speaker_muted;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static void enable_microphone(struct engine* engine, bool enable) {
    pthread_mutex_lock(&engine->lock);
    engine->microphone_off = !enable;
    pthread_mutex_unlock(&engine->lock);
    tell_all(engine);
}

int EXPORT(zego_express_enable_audio_capture_device)(HANDLE_AND bool enable) {
    ENTER;
    enable_microphone(engine, enable);
    return LEAVE(0);
}

#if ZEGO_ABI == 2
static void tell_microphone_enabled(struct engine* engine, void* data) {
    fire_audio_captrue_device_enable_result(engine, 0, *(int*)data);
}

int EXPORT(zego_express_enable_audio_capture_device_async)(HANDLE_AND bool enable,
                                                           zego_seq sequence) {
    ENTER;
    enable_microphone(engine, enable);
    post(engine, SIDE, tell_microphone_enabled, copied(&sequence, sizeof sequence));
    return LEAVE(0);
}
#endif

int EXPORT(zego_express_enable_camera)(HANDLE_AND bool enable,
                                       enum zego_exp_notify_device_state_mode notify_mode,
                                       enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].camera_on = enable;
    pthread_mutex_unlock(&engine->lock);
    if (notify_mode == zego_exp_notify_device_state_mode_open) {
        publisher_tell_state(engine, (int)channel);
    }
    return LEAVE(0);
}

int EXPORT(zego_express_set_capture_volume)(HANDLE_AND int volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->capture_volume = volume < 0 ? 0 : (volume > 200 ? 200 : volume);
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_get_capture_volume)(HANDLE_AND int* volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    *volume = engine->capture_volume;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}
