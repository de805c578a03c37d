// Playing: streams asked for, what arrives of them, how it is shown and heard.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { NOT_THERE = 1004002, NOT_PLAYED = 1004011, TOO_MANY = 1004010, LOST_STREAM = 1004020 };

struct player* player_of(struct engine* engine, const char* stream) {
    for (int at = 0; stream != NULL && at < PLAYERS; ++at) {
        struct player* player = &engine->players[at];
        if (player->used && strcmp(player->stream, stream) == 0) {
            return player;
        }
    }
    return NULL;
}

void player_forget(struct player* player) {
    free(player->last.data);
    free(player->ring.frames);
    memset(player, 0, sizeof *player);
}

static void send_one(struct engine* engine, const char* stream) {
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    const struct player* player = player_of(engine, stream);
    if (player == NULL || engine->room.presence != INSIDE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    wire_begin(&message, "play");
    wire_put(&message, "stream", stream);
    wire_put_number(&message, "audio", !player->mute_audio && !engine->mute_all_audio);
    wire_put_number(&message, "video", !player->mute_video && !engine->mute_all_video);
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
}

void players_send(struct engine* engine) {
    for (int at = 0; at < PLAYERS; ++at) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        const bool used = engine->players[at].used;
        copy_text(stream, sizeof stream, engine->players[at].stream);
        pthread_mutex_unlock(&engine->lock);
        if (used) {
            send_one(engine, stream);
        }
    }
}

static void send_soon(struct engine* engine, void* data) {
    send_one(engine, data);
}

struct refused_stream {
    int code;
    char stream[ID_SIZE];
};

static void tell_refused(struct engine* engine, void* data) {
    const struct refused_stream* refused = data;
    fire_player_state_update(engine, refused->stream, zego_player_state_no_play, refused->code,
                             "{}");
}

/// Whether the stream plays already is told by `again`.
static int reserve(struct engine* engine, const char* stream, bool* again) {
    if (engine->room.presence == OUTSIDE) {
        return NOT_IN_ROOM;
    }
    *again = player_of(engine, stream) != NULL;
    for (int at = 0; !*again && at < PLAYERS; ++at) {
        struct player* player = &engine->players[at];
        if (!player->used) {
            player->used = player->custom_render = true;
            player->state = zego_player_state_play_requesting;
            player->volume = 100;
            player->missed_since = now_ms();
            player->camera_told = player->microphone_told = -1;
            copy_text(player->stream, sizeof player->stream, stream);
            return 0;
        }
    }
    return *again ? 0 : TOO_MANY;
}

static int start(struct engine* engine, const char* stream, const struct zego_canvas* canvas) {
    int code = check_canvas(engine, canvas);
    code = code != 0 ? code : check_stream_id(stream);
    bool again = false;
    if (code == 0) {
        pthread_mutex_lock(&engine->lock);
        code = reserve(engine, stream, &again);
        pthread_mutex_unlock(&engine->lock);
    }
    if (code != 0) {
        struct refused_stream refused = {.code = code};
        copy_text(refused.stream, sizeof refused.stream, stream != NULL ? stream : "");
        post(engine, RESULTS, tell_refused, copied(&refused, sizeof refused));
        return code;
    }
    if (!again) {
        fire_player_state_update(engine, stream, zego_player_state_play_requesting, 0, "{}");
        media_reconcile(engine);
        post(engine, NETWORK, send_soon, copied(stream, strlen(stream) + 1));
    }
    return 0;
}

int EXPORT(zego_express_start_playing_stream)(HANDLE_AND const char* stream_id,
                                              struct zego_canvas* canvas) {
    ENTER;
    return LEAVE(start(engine, stream_id, canvas));
}

int EXPORT(zego_express_start_playing_stream_with_config)(HANDLE_AND const char* stream_id,
                                                          struct zego_canvas* canvas,
                                                          struct zego_player_config config) {
    ENTER;
    (void)config;
    return LEAVE(start(engine, stream_id, canvas));
}

static bool stop(struct engine* engine, const char* stream) {
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    if (player != NULL) {
        player_forget(player);
    }
    pthread_mutex_unlock(&engine->lock);
    if (player != NULL) {
        struct buffer message = {0};
        wire_begin(&message, "unplay");
        wire_put(&message, "stream", stream);
        wire_end(&message, NULL, 0);
        link_send(engine, &message);
    }
    return player != NULL;
}

int EXPORT(zego_express_stop_playing_stream)(HANDLE_AND const char* stream_id) {
    ENTER;
    if (stop(engine, stream_id)) {
        fire_player_state_update(engine, stream_id, zego_player_state_no_play, 0, "{}");
        media_reconcile(engine);
    }
    return LEAVE(0);
}

static void tell_switched(struct engine* engine, void* data) {
    fire_player_switched(engine, data, 0);
}

int EXPORT(zego_express_switch_playing_stream)(HANDLE_AND const char* from_stream_id,
                                               const char* to_stream_id,
                                               struct zego_player_config config) {
    ENTER;
    (void)config;
    if (!stop(engine, from_stream_id)) {
        return LEAVE(NOT_PLAYED);
    }
    const int code = start(engine, to_stream_id, NULL);
    if (code == 0) {
        post(engine, NETWORK, tell_switched, copied(to_stream_id, strlen(to_stream_id) + 1));
    }
    return LEAVE(code);
}

static void tell_devices(struct engine* engine, const struct wire_message* m) {
    const int camera = (int)wire_number(m, "camera");
    const int microphone = (int)wire_number(m, "microphone");
    const char* stream = wire_text(m, "stream");
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    const bool camera_new = player != NULL && player->camera_told != camera;
    const bool microphone_new = player != NULL && player->microphone_told != microphone;
    if (player != NULL) {
        player->camera_told = camera;
        player->microphone_told = microphone;
    }
    pthread_mutex_unlock(&engine->lock);
    if (camera_new) {
        fire_remote_camera_state_update(engine, stream, (enum zego_remote_device_state)camera);
    }
    if (microphone_new) {
        fire_remote_mic_state_update(engine, stream, (enum zego_remote_device_state)microphone);
    }
}

static void became(struct engine* engine, const struct wire_message* m, bool there) {
    const char* stream = wire_text(m, "stream");
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    const bool changed = player != NULL && player->there != there;
    if (changed) {
        player->there = there;
        player->missed_since = now_ms();
        player->state = there ? zego_player_state_playing : zego_player_state_play_requesting;
        player->first_video = player->first_audio = player->rendered = false;
    }
    pthread_mutex_unlock(&engine->lock);
    if (changed && there) {
        fire_player_state_update(engine, stream, zego_player_state_playing, 0, "{}");
        fire_player_stream_event(engine, zego_stream_event_play_success, stream, "{}");
        tell_devices(engine, m);
    } else if (changed) {
        fire_player_state_update(engine, stream, zego_player_state_play_requesting, LOST_STREAM,
                                 "{}");
    }
}

bool player_handle(struct engine* engine, const struct wire_message* m) {
    if (wire_is(m, "playable") || wire_is(m, "unplayable")) {
        became(engine, m, wire_is(m, "playable"));
    } else if (wire_is(m, "stream_state")) {
        tell_devices(engine, m);
    } else if (wire_is(m, "play_refused")) {
        const char* stream = wire_text(m, "stream");
        if (stop(engine, stream)) {
            fire_player_state_update(engine, stream, zego_player_state_no_play,
                                     (int)wire_number(m, "code"), "{}");
        }
    } else {
        return false;
    }
    return true;
}

void players_watch(struct engine* engine) {
    for (int at = 0; at < PLAYERS; ++at) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        const struct player* player = &engine->players[at];
        const long long patience = scaled(engine, (engine->av_retry_s + 10) * 1000LL);
        const bool over = player->used && !player->there && engine->room.presence == INSIDE &&
                          now_ms() - player->missed_since >= patience;
        copy_text(stream, sizeof stream, player->stream);
        pthread_mutex_unlock(&engine->lock);
        if (over && stop(engine, stream)) {
            fire_player_state_update(engine, stream, zego_player_state_no_play, NOT_THERE, "{}");
            media_reconcile(engine);
        }
    }
}

static void show(struct engine* engine, const char* stream, const struct picture* picture) {
    pthread_mutex_lock(&engine->lock);
    const struct player* player = player_of(engine, stream);
    const bool wanted = engine->custom_render && player != NULL && player->custom_render;
    const bool rgb = engine->render_series == zego_video_frame_format_series_rgb;
    pthread_mutex_unlock(&engine->lock);
    if (!wanted) {
        return;
    }
    const int width = picture->width;
    const int height = picture->height;
    struct zego_video_frame_param param = {.width = width, .height = height};
    unsigned char* planes[4] = {picture->data};
    unsigned lengths[4] = {(unsigned)(width * height)};
    unsigned char* bgra = NULL;
    if (rgb) {
        lengths[0] = (unsigned)(width * height * 4);
        bgra = malloc(lengths[0]);
        if (bgra == NULL) {
            return;
        }
        picture_to_bgra(picture, bgra);
        planes[0] = bgra;
        param.format = zego_video_frame_format_bgra32;
        param.strides[0] = width * 4;
    } else {
        const int half = (width + 1) / 2;
        lengths[1] = lengths[2] = (unsigned)(half * ((height + 1) / 2));
        planes[1] = planes[0] + lengths[0];
        planes[2] = planes[1] + lengths[1];
        param.format = zego_video_frame_format_i420;
        param.strides[0] = width;
        param.strides[1] = param.strides[2] = half;
    }
    fire_custom_video_render_remote_frame_data(engine, stream, planes, lengths, param);
    free(bgra);
}

/// Keep a picture for snapshots and quality; tells what is new about it.
static bool take(struct engine* engine, const char* stream, const struct picture* picture,
                 bool* first, bool* resized) {
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    const bool taken = player != NULL && player->state == zego_player_state_playing &&
                       !player->mute_video && !engine->mute_all_video;
    if (taken) {
        *first = !player->first_video;
        player->first_video = true;
        *resized = player->last.width != picture->width || player->last.height != picture->height;
        const size_t size = picture_size(picture->width, picture->height);
        if (*resized) {
            free(player->last.data);
            player->last.data = malloc(size);
        }
        unsigned char* kept = player->last.data;
        player->last = *picture;
        player->last.data = kept;
        if (kept != NULL) {
            memcpy(kept, picture->data, size);
        }
        ++player->pictures;
        player->video_bytes += (double)size / 50;
        player->all_video_bytes += (double)size / 50;
        const long long delay = unix_ms() - picture->time_ms;
        player->delay_ms = delay > 0 ? (int)delay : 0;
    }
    pthread_mutex_unlock(&engine->lock);
    return taken;
}

/// Keep a picture and show it, with what is new about it told before and after.
static void receive(struct engine* engine, const char* stream, const struct picture* picture) {
    bool first = false;
    bool resized = false;
    if (!take(engine, stream, picture, &first, &resized)) {
        return;
    }
    if (first) {
        fire_player_recv_video_first_frame(engine, stream);
    }
    if (resized) {
        fire_player_video_size_changed(engine, stream, picture->width, picture->height);
    }
    show(engine, stream, picture);
    if (first) {
        fire_player_render_video_first_frame(engine, stream);
    }
}

void player_render(struct engine* engine, void* data) {
    const struct wire_message* m = data;
    const char* stream = wire_text(m, "stream");
    if (wire_is(m, "sei")) {
        fire_player_recv_sei(engine, stream, m->payload, (unsigned)m->payload_size);
        return;
    }
    const struct picture picture = {.width = (int)wire_number(m, "width"),
                                    .height = (int)wire_number(m, "height"),
                                    .time_ms = wire_number(m, "time"),
                                    .data = (unsigned char*)(size_t)m->payload};
    if (picture_size(picture.width, picture.height) != m->payload_size) {
        return;
    }
    pthread_mutex_lock(&engine->lock);
    const struct player* player = player_of(engine, stream);
    const bool small = player != NULL && player->small && wire_number(m, "dual") != 0;
    pthread_mutex_unlock(&engine->lock);
    if (small) {
        struct picture half = picture_half(&picture);
        receive(engine, stream, &half);
        free(half.data);
    } else {
        receive(engine, stream, &picture);
    }
}

static void tell_first_audio(struct engine* engine, void* data) {
    fire_player_recv_audio_first_frame(engine, data);
}

void player_audio(struct engine* engine, const struct wire_message* m) {
    const char* stream = wire_text(m, "stream");
    const int channels = (int)wire_number(m, "channels");
    const int rate = (int)wire_number(m, "rate");
    const size_t samples = m->payload_size / sizeof(int16_t);
    if (channels < 1 || channels > 2 || rate <= 0 || samples == 0) {
        return;
    }
    int16_t* sound = copied(m->payload, m->payload_size);
    bool first = false;
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    if (player != NULL && player->state == zego_player_state_playing && !player->mute_audio &&
        !engine->mute_all_audio) {
        first = !player->first_audio;
        player->first_audio = true;
        player->level = level_of(sound, (int)samples);
        player->audio_bytes += (double)m->payload_size / 12;
        player->all_audio_bytes += (double)m->payload_size / 12;
        ring_write(&player->ring, sound, (int)samples / channels, rate, channels);
    }
    pthread_mutex_unlock(&engine->lock);
    free(sound);
    if (first) {
        post(engine, NETWORK, tell_first_audio, copied(stream, strlen(stream) + 1));
    }
}

int EXPORT(zego_express_set_play_volume)(HANDLE_AND const char* stream_id, int volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream_id);
    if (player != NULL) {
        player->volume = volume < 0 ? 0 : (volume > 200 ? 200 : volume);
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_set_all_play_stream_volume)(HANDLE_AND int volume) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    for (int at = 0; at < PLAYERS; ++at) {
        engine->players[at].volume = volume < 0 ? 0 : (volume > 200 ? 200 : volume);
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_set_play_stream_video_type)(HANDLE_AND const char* stream_id,
                                                    enum zego_video_stream_type stream_type) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream_id);
    if (player != NULL) {
        player->small = stream_type == zego_video_stream_type_small;
    }
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static int mute(struct engine* engine, const char* stream, const bool* audio, const bool* video) {
    pthread_mutex_lock(&engine->lock);
    struct player* player = player_of(engine, stream);
    if (player != NULL && audio != NULL) {
        player->mute_audio = *audio;
    }
    if (player != NULL && video != NULL) {
        player->mute_video = *video;
    }
    pthread_mutex_unlock(&engine->lock);
    if (player != NULL) {
        send_one(engine, stream);
    }
    return player != NULL ? 0 : NOT_PLAYED;
}

int EXPORT(zego_express_mute_play_stream_audio)(HANDLE_AND const char* stream_id, bool mute_it) {
    ENTER;
    return LEAVE(mute(engine, stream_id, &mute_it, NULL));
}

int EXPORT(zego_express_mute_play_stream_video)(HANDLE_AND const char* stream_id, bool mute_it) {
    ENTER;
    return LEAVE(mute(engine, stream_id, NULL, &mute_it));
}

int EXPORT(zego_express_mute_all_play_audio_streams)(HANDLE_AND bool mute_them) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->mute_all_audio = mute_them;
    pthread_mutex_unlock(&engine->lock);
    players_send(engine);
    return LEAVE(0);
}

int EXPORT(zego_express_mute_all_play_video_streams)(HANDLE_AND bool mute_them) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->mute_all_video = mute_them;
    pthread_mutex_unlock(&engine->lock);
    players_send(engine);
    return LEAVE(0);
}

int EXPORT(zego_express_set_playing_canvas)(HANDLE_AND const char* stream_id,
                                            enum zego_view_update_type update_type,
                                            struct zego_canvas* canvas) {
    ENTER;
    (void)update_type;
    pthread_mutex_lock(&engine->lock);
    const bool known = player_of(engine, stream_id) != NULL;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(known ? check_canvas(engine, canvas) : NOT_PLAYED);
}
