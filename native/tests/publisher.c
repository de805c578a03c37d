// Publishing: streams, their attributes, settings of a channel and relays.

#include <ctype.h>
#include <string.h>

#include "engine.h"

enum {
    ALREADY_PUBLISHING = 1003023,
    SEI_EMPTY = 1003043,
    SEI_LONG = 1003044,
    EXTRA_EMPTY = 1003050,
    EXTRA_LONG = 1003051,
    SEI_BYTES = 4096,
    STREAM_BYTES = 256,
};

int check_stream_id(const char* stream) {
    if (stream == NULL || stream[0] == '\0') {
        return STREAM_ID_EMPTY;
    }
    if (strlen(stream) >= STREAM_BYTES) {
        return STREAM_ID_LONG;
    }
    for (const char* next = stream; *next != '\0'; ++next) {
        const unsigned char letter = (unsigned char)*next;
        if (!isascii(letter) || (!isalnum(letter) && strchr("-_.", letter) == NULL)) {
            return STREAM_ID_CHARACTER;
        }
    }
    return 0;
}

int check_channel(int channel) {
    return channel >= 0 && channel < CHANNELS ? 0 : BAD_ARGUMENT;
}

int check_canvas(struct engine* engine, const struct zego_canvas* canvas) {
    const bool draws = canvas != NULL && canvas->view != NULL;
    return draws && !engine->windows ? NOT_HERE : 0;
}

static int camera_state(const struct publisher* publisher) {
    if (publisher->mute_video) {
        return zego_remote_device_state_mute;
    }
    return publisher->camera_on ? zego_remote_device_state_open : zego_remote_device_state_disable;
}

static int microphone_state(const struct engine* engine, const struct publisher* publisher) {
    if (publisher->mute_audio || engine->microphone_muted) {
        return zego_remote_device_state_mute;
    }
    const bool off = engine->microphone_off && !publisher->custom_sound;
    return off ? zego_remote_device_state_disable : zego_remote_device_state_open;
}

static void send_one(struct engine* engine, int channel) {
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    if (publisher->state != zego_publisher_state_publish_requesting ||
        engine->room.presence != INSIDE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    wire_begin(&message, "publish");
    wire_put(&message, "stream", publisher->stream);
    wire_put(&message, "extra", publisher->extra);
    wire_put_number(&message, "channel", channel);
    wire_put_number(&message, "attempt", publisher->attempt);
    wire_put_number(&message, "camera", camera_state(publisher));
    wire_put_number(&message, "microphone", microphone_state(engine, publisher));
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
}

void publishers_send(struct engine* engine) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        send_one(engine, channel);
    }
}

static void send_soon(struct engine* engine, void* data) {
    send_one(engine, *(int*)data);
}

void publisher_tell_state(struct engine* engine, int channel) {
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    const struct publisher* publisher = &engine->publishers[channel];
    const bool publishing = publisher->state == zego_publisher_state_publishing;
    wire_begin(&message, "stream_state");
    wire_put(&message, "stream", publisher->stream);
    wire_put_number(&message, "camera", camera_state(publisher));
    wire_put_number(&message, "microphone", microphone_state(engine, publisher));
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, NULL, 0);
    if (publishing) {
        link_send(engine, &message);
    } else {
        buffer_free(&message);
    }
}

struct refused_stream {
    int code;
    char stream[ID_SIZE];
};

static void tell_refused(struct engine* engine, void* data) {
    const struct refused_stream* refused = data;
    fire_publisher_state_update(engine, refused->stream, zego_publisher_state_no_publish,
                                refused->code, "{}");
}

static int start(struct engine* engine, const char* stream, int channel) {
    int code = check_channel(channel);
    code = code != 0 ? code : check_stream_id(stream);
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[code == 0 ? channel : 0];
    if (code == 0 && engine->room.presence == OUTSIDE) {
        code = NOT_IN_ROOM;
    } else if (code == 0 && publisher->state != zego_publisher_state_no_publish) {
        code = ALREADY_PUBLISHING;
    }
    if (code == 0) {
        publisher->state = zego_publisher_state_publish_requesting;
        copy_text(publisher->stream, sizeof publisher->stream, stream);
        ++publisher->attempt;
        publisher->first_sent = publisher->first_sound = false;
        publisher->all_video_bytes = publisher->all_audio_bytes = 0;
    }
    pthread_mutex_unlock(&engine->lock);
    if (code != 0) {
        struct refused_stream refused = {.code = code};
        copy_text(refused.stream, sizeof refused.stream, stream != NULL ? stream : "");
        post(engine, RESULTS, tell_refused, copied(&refused, sizeof refused));
        return code;
    }
    fire_publisher_state_update(engine, stream, zego_publisher_state_publish_requesting, 0, "{}");
    media_reconcile(engine);
    post(engine, NETWORK, send_soon, copied(&channel, sizeof channel));
    return 0;
}

int EXPORT(zego_express_start_publishing_stream)(HANDLE_AND const char* stream_id,
                                                 enum zego_publish_channel channel) {
    ENTER;
    return LEAVE(start(engine, stream_id, (int)channel));
}

int EXPORT(zego_express_start_publishing_stream_with_config)(HANDLE_AND const char* stream_id,
                                                             struct zego_publisher_config config,
                                                             enum zego_publish_channel channel) {
    ENTER;
    (void)config;
    return LEAVE(start(engine, stream_id, (int)channel));
}

int EXPORT(zego_express_stop_publishing_stream)(HANDLE_AND enum zego_publish_channel channel) {
    ENTER;
    const int code = check_channel((int)channel);
    if (code != 0) {
        return LEAVE(code);
    }
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    const bool running = publisher->state != zego_publisher_state_no_publish;
    publisher->state = zego_publisher_state_no_publish;
    ++publisher->attempt;
    char stream[ID_SIZE];
    copy_text(stream, sizeof stream, publisher->stream);
    pthread_mutex_unlock(&engine->lock);
    if (running) {
        wire_begin(&message, "unpublish");
        wire_put(&message, "stream", stream);
        wire_end(&message, NULL, 0);
        link_send(engine, &message);
        fire_publisher_state_update(engine, stream, zego_publisher_state_no_publish, 0, "{}");
        media_reconcile(engine);
    }
    return LEAVE(0);
}

bool publisher_handle(struct engine* engine, const struct wire_message* m) {
    if (!wire_is(m, "publish_answer")) {
        return false;
    }
    const int channel = (int)wire_number(m, "channel");
    const int code = (int)wire_number(m, "code");
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    const bool expected = publisher->state == zego_publisher_state_publish_requesting &&
                          publisher->attempt == wire_number(m, "attempt");
    if (expected) {
        publisher->state =
            code == 0 ? zego_publisher_state_publishing : zego_publisher_state_no_publish;
    }
    const enum zego_publisher_state state = publisher->state;
    pthread_mutex_unlock(&engine->lock);
    if (expected) {
        const char* stream = wire_text(m, "stream");
        fire_publisher_state_update(engine, stream, state, code, "{}");
        fire_publisher_stream_event(
            engine, code == 0 ? zego_stream_event_publish_success : zego_stream_event_publish_fail,
            stream, "{}");
        publisher_tell_state(engine, channel);
        media_reconcile(engine);
    }
    return true;
}

static void tell_extra(struct engine* engine, void* data) {
    const int* result = data;
    fire_publisher_update_stream_extra_info_result(engine, result[0], result[1]);
}

int EXPORT(zego_express_set_stream_extra_info)(HANDLE_AND const char* extra_info,
                                               enum zego_publish_channel channel,
                                               zego_seq* sequence) {
    ENTER;
    int code = check_channel((int)channel);
    if (code == 0 && extra_info == NULL) {
        code = EXTRA_EMPTY;
    } else if (code == 0 && strlen(extra_info) > 1023) {
        code = EXTRA_LONG;
    }
    *sequence = code == 0 ? next_seq(engine) : refused_seq(engine);
    const int result[2] = {code, *sequence};
    if (code != 0) {
        post(engine, RESULTS, tell_extra, copied(result, sizeof result));
        return LEAVE(code);
    }
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    copy_text(publisher->extra, sizeof publisher->extra, extra_info);
    const bool publishing = publisher->state == zego_publisher_state_publishing;
    struct buffer message = {0};
    wire_begin(&message, "set_stream_info");
    wire_put(&message, "stream", publisher->stream);
    pthread_mutex_unlock(&engine->lock);
    wire_put(&message, "extra", extra_info);
    wire_put_number(&message, "seq", *sequence);
    wire_end(&message, NULL, 0);
    if (publishing) {
        link_send(engine, &message);
    } else {
        buffer_free(&message);
        post(engine, RESULTS, tell_extra, copied(result, sizeof result));
    }
    return LEAVE(0);
}

static int set_preview(struct engine* engine, int channel, bool preview) {
    const int code = check_channel(channel);
    if (code == 0) {
        pthread_mutex_lock(&engine->lock);
        engine->publishers[channel].preview = preview;
        pthread_mutex_unlock(&engine->lock);
        media_reconcile(engine);
    }
    return code;
}

int EXPORT(zego_express_start_preview)(HANDLE_AND struct zego_canvas* canvas,
                                       enum zego_publish_channel channel) {
    ENTER;
    const int code = check_canvas(engine, canvas);
    return LEAVE(code != 0 ? code : set_preview(engine, (int)channel, true));
}

int EXPORT(zego_express_stop_preview)(HANDLE_AND enum zego_publish_channel channel) {
    ENTER;
    return LEAVE(set_preview(engine, (int)channel, false));
}

int EXPORT(zego_express_set_video_config)(HANDLE_AND struct zego_video_config config,
                                          enum zego_publish_channel channel) {
    ENTER;
    const bool good = config.encode_width > 0 && config.encode_height > 0 && config.fps > 0 &&
                      config.encode_width <= 7680 && config.encode_height <= 7680;
    if (check_channel((int)channel) != 0 || !good) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    const bool resized = publisher->video.encode_width != config.encode_width ||
                         publisher->video.encode_height != config.encode_height;
    publisher->video = config;
    publisher->first_picture = publisher->first_picture && !resized;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_get_video_config)(HANDLE_AND enum zego_publish_channel channel,
                                          struct zego_video_config* config) {
    ENTER;
    if (check_channel((int)channel) != 0 || config == NULL) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    *config = engine->publishers[channel].video;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static int audio_config(struct engine* engine, int channel, const struct zego_audio_config* set,
                        struct zego_audio_config* get) {
    if (check_channel(channel) != 0) {
        return BAD_ARGUMENT;
    }
    pthread_mutex_lock(&engine->lock);
    if (set != NULL) {
        engine->publishers[channel].audio = *set;
    }
    if (get != NULL) {
        *get = engine->publishers[channel].audio;
    }
    pthread_mutex_unlock(&engine->lock);
    return 0;
}

int EXPORT(zego_express_set_audio_config)(HANDLE_AND struct zego_audio_config config) {
    ENTER;
    return LEAVE(audio_config(engine, 0, &config, NULL));
}

int EXPORT(zego_express_set_audio_config_by_channel)(HANDLE_AND struct zego_audio_config config,
                                                     enum zego_publish_channel channel) {
    ENTER;
    return LEAVE(audio_config(engine, (int)channel, &config, NULL));
}

int EXPORT(zego_express_get_audio_config)(HANDLE_AND struct zego_audio_config* config) {
    ENTER;
    return LEAVE(audio_config(engine, 0, NULL, config));
}

int EXPORT(zego_express_get_audio_config_by_channel)(HANDLE_AND enum zego_publish_channel channel,
                                                     struct zego_audio_config* config) {
    ENTER;
    return LEAVE(audio_config(engine, (int)channel, NULL, config));
}

int EXPORT(zego_express_mute_publish_stream_audio)(HANDLE_AND bool mute,
                                                   enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].mute_audio = mute;
    pthread_mutex_unlock(&engine->lock);
    publisher_tell_state(engine, (int)channel);
    return LEAVE(0);
}

int EXPORT(zego_express_mute_publish_stream_video)(HANDLE_AND bool mute,
                                                   enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].mute_video = mute;
    pthread_mutex_unlock(&engine->lock);
    publisher_tell_state(engine, (int)channel);
    return LEAVE(0);
}

int EXPORT(zego_express_set_video_source)(HANDLE_AND enum zego_video_source_type source,
                                          unsigned int instance_id,
                                          enum zego_publish_channel channel) {
    ENTER;
    const bool is_player =
        source == zego_video_source_type_player || source == zego_video_source_player;
    if (check_channel((int)channel) != 0 || (is_player && channel == zego_publish_channel_main)) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].source = source;
    engine->publishers[channel].source_instance = (int)instance_id;
    pthread_mutex_unlock(&engine->lock);
    media_reconcile(engine);
    return LEAVE(0);
}

int EXPORT(zego_express_set_audio_source)(HANDLE_AND enum zego_audio_source_type source,
                                          enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    pthread_mutex_lock(&engine->lock);
    engine->publishers[channel].sound_source = source;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static void send_message(struct engine* engine, void* data) {
    link_send(engine, data);
}

static void drop_message(void* data) {
    buffer_free(data);
}

/// Goes the way of the pictures, so that it arrives before the next one.
int EXPORT(zego_express_send_sei)(HANDLE_AND const unsigned char* data, unsigned int data_length,
                                  enum zego_publish_channel channel) {
    ENTER;
    if (check_channel((int)channel) != 0) {
        return LEAVE(BAD_ARGUMENT);
    }
    if (data == NULL || data_length == 0) {
        return LEAVE(SEI_EMPTY);
    }
    if (data_length > SEI_BYTES) {
        return LEAVE(SEI_LONG);
    }
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    wire_begin(&message, "sei");
    wire_put(&message, "stream", engine->publishers[channel].stream);
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, data, data_length);
    post_owning(engine, ENCODER, send_message, copied(&message, sizeof message), drop_message);
    return LEAVE(0);
}
