// Calls about the room: login, logout, token, attribute.

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    ALREADY_IN = 1002001,
    OTHER_ROOM = 1002002,
    USER_EMPTY = 1002005,
    USER_CHARACTER = 1002006,
    USER_LONG = 1002007,
    NAME_LONG = 1002010,
    ROOM_EMPTY = 1002011,
    ROOM_CHARACTER = 1002012,
    ROOM_LONG = 1002013,
    KEY_EMPTY = 1002014,
    KEY_LONG = 1002015,
    VALUE_LONG = 1002016,
    NO_CREDENTIAL = 1002067,
    KEY_BYTES = 10,
    VALUE_BYTES = 128,
    ROOM_ID_SIZE = 128,
    PACE_MS = 60,
};

/// A login that was refused at once, reported later.
struct refusal {
    int code;
    int seq;
    bool wants_result;
    char room[129];
};

static bool plain(const char* text) {
    for (; *text != '\0'; ++text) {
        if (!isascii((unsigned char)*text) || !isgraph((unsigned char)*text)) {
            return false;
        }
    }
    return true;
}

static int check_room_id(const char* room_id) {
    if (room_id == NULL || room_id[0] == '\0') {
        return ROOM_EMPTY;
    }
    if (strlen(room_id) >= ROOM_ID_SIZE) {
        return ROOM_LONG;
    }
    return plain(room_id) ? 0 : ROOM_CHARACTER;
}

static int check_user(const struct zego_user* user) {
    if (user->user_id[0] == '\0') {
        return USER_EMPTY;
    }
    if (strnlen(user->user_id, sizeof user->user_id) == sizeof user->user_id) {
        return USER_LONG;
    }
    if (!plain(user->user_id)) {
        return USER_CHARACTER;
    }
    const bool open = strnlen(user->user_name, sizeof user->user_name) == sizeof user->user_name;
    return open ? NAME_LONG : 0;
}

static void report_refusal(struct engine* engine, void* data) {
    const struct refusal* refusal = data;
    fire_room_state_changed(engine, refusal->room, zego_room_state_changed_reason_login_failed,
                            refusal->code, "{}");
    if (refusal->wants_result) {
        fire_room_login_result(engine, refusal->code, "{}", refusal->room, refusal->seq);
    }
}

static int refuse(struct engine* engine, int code, const char* room_id, const zego_seq* seq) {
    struct refusal refusal = {.code = code, .wants_result = seq != NULL};
    refusal.seq = seq != NULL ? *seq : 0;
    const bool about_user = code >= USER_EMPTY && code <= NAME_LONG;
    if (!about_user && room_id != NULL) {
        copy_text(refusal.room, sizeof refusal.room, room_id);
    }
    post_later(engine, RESULTS, scaled(engine, PACE_MS), report_refusal,
               copied(&refusal, sizeof refusal));
    return code;
}

/// What a login needs of its arguments; 0 when all is well.
static int check_login(struct engine* engine, const char* room_id, const struct zego_user* user,
                       const struct zego_room_config* config) {
    int code = check_user(user);
    if (code == 0) {
        code = check_room_id(room_id);
    }
    const bool has_token = config != NULL && config->token[0] != '\0';
    if (code == 0 && !has_token && engine->profile.app_sign[0] == '\0') {
        code = NO_CREDENTIAL;
    }
    return code;
}

static void take_config(struct room_state* room, const struct zego_room_config* config) {
    if (config != NULL) {
        copy_text(room->token, sizeof room->token, config->token);
        room->notify = config->is_user_status_notify;
    }
}

static void begin_entering(struct engine* engine, const char* room_id) {
    struct room_state* room = &engine->room;
    room->presence = ENTERING;
    room->was_inside = false;
    ++room->attempt;
    copy_text(room->id, sizeof room->id, room_id);
    // Seen: with 8 s asked for, the login is given up after 18 s.
    room->give_up_at = now_ms() + scaled(engine, (engine->room_retry_s + 10) * 1000LL);
}

static void send_login_soon(struct engine* engine, void* data) {
    (void)data;
    room_send_login(engine);
}

static int login(struct engine* engine, const char* room_id, const struct zego_user* user,
                 const struct zego_room_config* config, const zego_seq* seq) {
    const int code = check_login(engine, room_id, user, config);
    if (code != 0) {
        return refuse(engine, code, room_id, seq);
    }
    pthread_mutex_lock(&engine->lock);
    struct room_state* room = &engine->room;
    if (room->presence != OUTSIDE) {
        pthread_mutex_unlock(&engine->lock);
        return refuse(engine, ALREADY_IN, room_id, seq);
    }
    room->user = *user;
    room->token[0] = '\0';
    room->notify = false;
    take_config(room, config);
    room->wants_result = seq != NULL;
    room->seq = seq != NULL ? *seq : 0;
    begin_entering(engine, room_id);
    pthread_mutex_unlock(&engine->lock);
    fire_room_state_update(engine, room_id, zego_room_state_connecting, 0, "{}");
    fire_room_state_changed(engine, room_id, zego_room_state_changed_reason_logining, 0, "{}");
    post(engine, NETWORK, send_login_soon, NULL);
    return 0;
}

int EXPORT(zego_express_login_room)(HANDLE_AND const char* room_id, struct zego_user user,
                                    struct zego_room_config* config) {
    ENTER;
    return LEAVE(login(engine, room_id, &user, config, NULL));
}

int EXPORT(zego_express_login_room_with_callback)(HANDLE_AND const char* room_id,
                                                  struct zego_user user,
                                                  struct zego_room_config* config,
                                                  zego_seq* sequence) {
    ENTER;
    if (sequence != NULL && *sequence == 0) {
        *sequence = next_seq(engine);
    }
    return LEAVE(login(engine, room_id, &user, config, sequence));
}

/// What was running and must be told as ended.
struct departure {
    bool was_there;
    char room[129];
    char streams[CHANNELS][ID_SIZE];
    bool was_playing[PLAYERS];
};

static void take_apart(struct engine* engine, bool stop_previews, struct departure* departure) {
    struct room_state* room = &engine->room;
    departure->was_there = room->presence != OUTSIDE;
    copy_text(departure->room, sizeof departure->room, room->id);
    room->presence = OUTSIDE;
    room->wants_result = false;
    ++room->attempt;
    room_clear_lists(engine);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        struct publisher* publisher = &engine->publishers[channel];
        if (publisher->state != zego_publisher_state_no_publish) {
            copy_text(departure->streams[channel], ID_SIZE, publisher->stream);
        }
        publisher->state = zego_publisher_state_no_publish;
        publisher->preview = publisher->preview && !stop_previews;
    }
    for (int at = 0; at < PLAYERS; ++at) {
        departure->was_playing[at] =
            engine->players[at].used && engine->players[at].state != zego_player_state_no_play;
        engine->players[at].state = zego_player_state_no_play;
    }
}

static void tell_departure(struct engine* engine, const struct departure* departure) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        if (departure->streams[channel][0] != '\0') {
            fire_publisher_state_update(engine, departure->streams[channel],
                                        zego_publisher_state_no_publish, 0, "{}");
        }
    }
    for (int at = 0; at < PLAYERS; ++at) {
        if (departure->was_playing[at]) {
            char stream[ID_SIZE];
            pthread_mutex_lock(&engine->lock);
            copy_text(stream, sizeof stream, engine->players[at].stream);
            player_forget(&engine->players[at]);
            pthread_mutex_unlock(&engine->lock);
            fire_player_state_update(engine, stream, zego_player_state_no_play, 0, "{}");
        }
    }
    fire_room_state_update(engine, departure->room, zego_room_state_disconnected, 0, "{}");
    fire_room_state_changed(engine, departure->room, zego_room_state_changed_reason_logout, 0,
                            "{}");
}

void room_leave(struct engine* engine, bool stop_previews) {
    struct departure departure = {0};
    pthread_mutex_lock(&engine->lock);
    take_apart(engine, stop_previews, &departure);
    pthread_mutex_unlock(&engine->lock);
    if (!departure.was_there) {
        return;
    }
    struct buffer message = {0};
    wire_begin(&message, "logout");
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    tell_departure(engine, &departure);
    media_reconcile(engine);
}

struct logout_result {
    int seq;
    int code;
    char room[129];
};

static void tell_logout(struct engine* engine, void* data) {
    const struct logout_result* result = data;
    fire_room_logout_result(engine, result->code, "{}", result->room, result->seq);
}

static int logout(struct engine* engine, const char* room_id, const zego_seq* seq) {
    struct logout_result result = {.seq = seq != NULL ? *seq : 0};
    pthread_mutex_lock(&engine->lock);
    const enum presence presence = engine->room.presence;
    copy_text(result.room, sizeof result.room, room_id != NULL ? room_id : engine->room.id);
    if (room_id != NULL && presence != OUTSIDE && strcmp(room_id, engine->room.id) != 0) {
        result.code = OTHER_ROOM;
    } else if (room_id != NULL && presence == OUTSIDE) {
        result.code = NOT_IN_ROOM;
    }
    pthread_mutex_unlock(&engine->lock);
    if (result.code == 0) {
        room_leave(engine, true);
    }
    if (seq != NULL && result.code == 0 && presence == ENTERING) {
        tell_logout(engine, &result);  // decided at once: inside the call
    } else if (seq != NULL) {
        post(engine, result.code == 0 ? NETWORK : RESULTS, tell_logout,
             copied(&result, sizeof result));
    }
    return result.code;
}

int EXPORT(zego_express_logout_room)(HANDLE_AND const char* room_id) {
    ENTER;
    return LEAVE(logout(engine, room_id != NULL ? room_id : "", NULL));
}

int EXPORT(zego_express_logout_room_with_callback)(HANDLE_AND const char* room_id,
                                                   zego_seq* sequence) {
    ENTER;
    return LEAVE(logout(engine, room_id != NULL ? room_id : "", sequence));
}

int EXPORT(zego_express_logout_all_room)(HANDLE_ONLY) {
    ENTER;
    return LEAVE(logout(engine, NULL, NULL));
}

int EXPORT(zego_express_logout_all_room_with_callback)(HANDLE_AND zego_seq* sequence) {
    ENTER;
    return LEAVE(logout(engine, NULL, sequence));
}

int EXPORT(zego_express_switch_room)(HANDLE_AND const char* from_room_id, const char* to_room_id,
                                     struct zego_room_config* config) {
    ENTER;
    int code = check_room_id(to_room_id);
    if (code == 0) {
        code = room_check_named(engine, from_room_id);
    }
    if (code == INTERRUPTED) {
        code = 0;
    }
    if (code != 0) {
        return LEAVE(code);
    }
    room_leave(engine, false);
    pthread_mutex_lock(&engine->lock);
    take_config(&engine->room, config);
    begin_entering(engine, to_room_id);
    pthread_mutex_unlock(&engine->lock);
    fire_room_state_update(engine, to_room_id, zego_room_state_connecting, 0, "{}");
    fire_room_state_changed(engine, to_room_id, zego_room_state_changed_reason_logining, 0, "{}");
    post(engine, NETWORK, send_login_soon, NULL);
    return LEAVE(0);
}

/// 0 when `room_id` is the room and it is connected.
int room_check_named(struct engine* engine, const char* room_id) {
    int code = 0;
    pthread_mutex_lock(&engine->lock);
    if (engine->room.presence == OUTSIDE) {
        code = NOT_IN_ROOM;
    } else if (room_id == NULL || strcmp(room_id, engine->room.id) != 0) {
        code = OTHER_ROOM;
    } else if (engine->room.presence != INSIDE) {
        code = INTERRUPTED;
    }
    pthread_mutex_unlock(&engine->lock);
    return code;
}

int EXPORT(zego_express_renew_token)(HANDLE_AND const char* room_id, const char* token) {
    ENTER;
    const int code = room_check_named(engine, room_id);
    if (code != 0 && code != INTERRUPTED) {
        return LEAVE(code);
    }
    pthread_mutex_lock(&engine->lock);
    copy_text(engine->room.token, sizeof engine->room.token, token != NULL ? token : "");
    struct buffer message = {0};
    wire_begin(&message, "renew");
    wire_put(&message, "room", engine->room.id);
    wire_put(&message, "user", engine->room.user.user_id);
    wire_put(&message, "token", engine->room.token);
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    return LEAVE(0);
}

struct info_refusal {
    int code;
    int seq;
    char room[129];
    char key[129];
};

static void tell_info_refused(struct engine* engine, void* data) {
    const struct info_refusal* refusal = data;
    fire_room_set_room_extra_info_result(engine, refusal->code, refusal->room, refusal->key,
                                         refusal->seq);
}

int EXPORT(zego_express_set_room_extra_info)(HANDLE_AND const char* room_id, const char* key,
                                             const char* value, zego_seq* sequence) {
    ENTER;
    int code = room_check_named(engine, room_id);
    if (key == NULL || key[0] == '\0') {
        code = KEY_EMPTY;
    } else if (strlen(key) > KEY_BYTES) {
        code = KEY_LONG;
    } else if (value == NULL || strlen(value) > VALUE_BYTES) {
        code = VALUE_LONG;
    }
    if (code != 0) {
        struct info_refusal refusal = {.code = code, .seq = refused_seq(engine)};
        copy_text(refusal.room, sizeof refusal.room, room_id != NULL ? room_id : "");
        copy_text(refusal.key, sizeof refusal.key, key != NULL ? key : "");
        *sequence = refusal.seq;
        post(engine, RESULTS, tell_info_refused, copied(&refusal, sizeof refusal));
        return LEAVE(code);
    }
    *sequence = next_seq(engine);
    struct buffer message = {0};
    wire_begin(&message, "set_room_info");
    wire_put(&message, "key", key);
    wire_put(&message, "value", value);
    wire_put_number(&message, "seq", *sequence);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    return LEAVE(0);
}

int EXPORT(zego_express_get_room_stream_list)(HANDLE_AND const char* room_id,
                                              enum zego_room_stream_list_type stream_list_type,
                                              struct zego_room_stream_list** stream_list) {
    ENTER;
    (void)stream_list_type;
    const int code = room_check_named(engine, room_id);
    struct zego_room_stream_list* list = calloc(1, sizeof *list);
    if (list == NULL) {
        abort();
    }
    pthread_mutex_lock(&engine->lock);
    if (code == 0) {
        list->play_stream_list_count = engine->room.stream_count;
        list->play_stream_list =
            copied(engine->room.streams, engine->room.stream_count * sizeof(struct zego_stream));
    }
    pthread_mutex_unlock(&engine->lock);
    *stream_list = list;
    return LEAVE(code);
}

int EXPORT(zego_express_free_room_stream_list)(
    HANDLE_AND struct zego_room_stream_list* stream_list) {
    ENTER_ANY_TIME;
    if (stream_list != NULL) {
        free((void*)(size_t)stream_list->play_stream_list);
        free((void*)(size_t)stream_list->publish_stream_list);
        free(stream_list);
    }
    return LEAVE(0);
}
