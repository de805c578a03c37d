// The room as the service tells it; all of this runs on the network thread.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { WATCH_MS = 50 };

void room_send_login(struct engine* engine) {
    struct buffer message = {0};
    pthread_mutex_lock(&engine->lock);
    const struct room_state* room = &engine->room;
    const bool wanted = room->presence == ENTERING || room->presence == AWAY;
    if (!wanted || !engine->link_up || engine->cut) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    wire_begin(&message, "login");
    wire_put(&message, "room", room->id);
    wire_put(&message, "user", room->user.user_id);
    wire_put(&message, "name", room->user.user_name);
    wire_put(&message, "token", room->token);
    wire_put_number(&message, "notify", room->notify);
    wire_put_number(&message, "attempt", room->attempt);
    pthread_mutex_unlock(&engine->lock);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
}

void room_clear_lists(struct engine* engine) {
    free(engine->room.users);
    free(engine->room.streams);
    engine->room.users = NULL;
    engine->room.streams = NULL;
    engine->room.user_count = engine->room.stream_count = 0;
    engine->room.told_key[0] = engine->room.told_value[0] = '\0';
    engine->room.told_count = 0;
}

/// The connection broke: everything asked for is tried again until its time is over.
void room_lost(struct engine* engine) {
    char room[129];
    bool publishing[CHANNELS] = {false};
    bool playing[PLAYERS] = {false};
    char streams[CHANNELS][ID_SIZE];
    pthread_mutex_lock(&engine->lock);
    if (engine->room.presence != INSIDE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    engine->room.presence = AWAY;
    engine->room.give_up_at = now_ms() + scaled(engine, (engine->room_retry_s + 10) * 1000LL);
    copy_text(room, sizeof room, engine->room.id);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        struct publisher* publisher = &engine->publishers[channel];
        copy_text(streams[channel], ID_SIZE, publisher->stream);
        publishing[channel] = publisher->state == zego_publisher_state_publishing;
        if (publisher->state != zego_publisher_state_no_publish) {
            publisher->state = zego_publisher_state_publish_requesting;
        }
    }
    for (int at = 0; at < PLAYERS; ++at) {
        struct player* player = &engine->players[at];
        playing[at] = player->used && player->state == zego_player_state_playing;
        player->there = false;
        if (playing[at]) {
            player->state = zego_player_state_play_requesting;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        if (publishing[channel]) {
            fire_publisher_state_update(engine, streams[channel],
                                        zego_publisher_state_publish_requesting, 1003020, "{}");
        }
    }
    for (int at = 0; at < PLAYERS; ++at) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        copy_text(stream, sizeof stream, engine->players[at].stream);
        pthread_mutex_unlock(&engine->lock);
        if (playing[at]) {
            fire_player_state_update(engine, stream, zego_player_state_play_requesting, 1004020,
                                     "{}");
        }
    }
    fire_room_state_update(engine, room, zego_room_state_connecting, INTERRUPTED, "{}");
    fire_room_state_changed(engine, room, zego_room_state_changed_reason_reconnecting, INTERRUPTED,
                            "{}");
}

/// The room is over for this engine; publishing and playing too, the preview goes on.
void room_end(struct engine* engine, int code, enum zego_room_state_changed_reason reason) {
    char room[129];
    bool publishing[CHANNELS] = {false};
    char streams[CHANNELS][ID_SIZE];
    pthread_mutex_lock(&engine->lock);
    if (engine->room.presence == OUTSIDE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    engine->room.presence = OUTSIDE;
    ++engine->room.attempt;
    const bool wants_result = engine->room.wants_result;
    const int seq = engine->room.seq;
    engine->room.wants_result = false;
    copy_text(room, sizeof room, engine->room.id);
    room_clear_lists(engine);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        struct publisher* publisher = &engine->publishers[channel];
        publishing[channel] = publisher->state != zego_publisher_state_no_publish;
        copy_text(streams[channel], ID_SIZE, publisher->stream);
        publisher->state = zego_publisher_state_no_publish;
    }
    pthread_mutex_unlock(&engine->lock);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        if (publishing[channel]) {
            fire_publisher_state_update(engine, streams[channel], zego_publisher_state_no_publish,
                                        code, "{}");
        }
    }
    for (int at = 0; at < PLAYERS; ++at) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        struct player* player = &engine->players[at];
        const bool used = player->used;
        copy_text(stream, sizeof stream, player->stream);
        player_forget(player);
        pthread_mutex_unlock(&engine->lock);
        if (used) {
            fire_player_state_update(engine, stream, zego_player_state_no_play, code, "{}");
        }
    }
    fire_room_state_update(engine, room, zego_room_state_disconnected, code, "{}");
    fire_room_state_changed(engine, room, reason, code, "{}");
    if (wants_result) {
        fire_room_login_result(engine, code, "{}", room, seq);
    }
    media_reconcile(engine);
}

static void entered(struct engine* engine) {
    char room[129];
    pthread_mutex_lock(&engine->lock);
    engine->room.presence = INSIDE;
    const bool again = engine->room.was_inside;
    engine->room.was_inside = true;
    const bool wants_result = engine->room.wants_result;
    engine->room.wants_result = false;
    const int seq = engine->room.seq;
    copy_text(room, sizeof room, engine->room.id);
    pthread_mutex_unlock(&engine->lock);
    fire_room_state_update(engine, room, zego_room_state_connected, 0, "{\"room_session_id\":0}");
    fire_room_state_changed(
        engine, room,
        again ? zego_room_state_changed_reason_reconnected : zego_room_state_changed_reason_logined,
        0, "{\"room_session_id\":0}");
    if (wants_result) {
        fire_room_login_result(engine, 0, "{}", room, seq);
    }
    struct buffer message = {0};
    wire_begin(&message, "tell_room");
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    publishers_send(engine);
    players_send(engine);
}

static void login_answered(struct engine* engine, const struct wire_message* m) {
    pthread_mutex_lock(&engine->lock);
    const struct room_state* room = &engine->room;
    const bool expected = (room->presence == ENTERING || room->presence == AWAY) &&
                          wire_number(m, "attempt") == room->attempt;
    const bool again = room->was_inside;
    pthread_mutex_unlock(&engine->lock);
    if (!expected) {
        return;
    }
    const int code = (int)wire_number(m, "code");
    if (code == 0) {
        entered(engine);
    } else {
        room_end(engine, code,
                 again ? zego_room_state_changed_reason_reconnect_failed
                       : zego_room_state_changed_reason_login_failed);
    }
}

static bool has_user(const struct zego_user* users, unsigned count, const char* id) {
    for (unsigned at = 0; at < count; ++at) {
        if (strcmp(users[at].user_id, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_stream(const struct zego_stream* streams, unsigned count, const char* id) {
    for (unsigned at = 0; at < count; ++at) {
        if (strcmp(streams[at].stream_id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void* room_for(size_t count, size_t size) {
    void* made = calloc(count + 1, size);
    if (made == NULL) {
        abort();
    }
    return made;
}

/// Replace the known users by `now` and tell the difference.
static void update_users(struct engine* engine, const char* room, struct zego_user* now,
                         unsigned count) {
    pthread_mutex_lock(&engine->lock);
    struct zego_user* before = engine->room.users;
    const unsigned before_count = engine->room.user_count;
    engine->room.users = copied(now, count * sizeof *now);
    engine->room.user_count = count;
    pthread_mutex_unlock(&engine->lock);
    struct zego_user* told = room_for((size_t)count + before_count, sizeof *told);
    unsigned changed = 0;
    for (unsigned at = 0; at < before_count; ++at) {
        if (!has_user(now, count, before[at].user_id)) {
            told[changed++] = before[at];
        }
    }
    if (changed != 0) {
        fire_room_user_update(engine, room, zego_update_type_delete, told, changed);
    }
    changed = 0;
    for (unsigned at = 0; at < count; ++at) {
        if (!has_user(before, before_count, now[at].user_id)) {
            told[changed++] = now[at];
        }
    }
    if (changed != 0) {
        fire_room_user_update(engine, room, zego_update_type_add, told, changed);
    }
    free(told);
    free(before);
}

static void update_streams(struct engine* engine, const char* room, struct zego_stream* now,
                           unsigned count) {
    pthread_mutex_lock(&engine->lock);
    struct zego_stream* before = engine->room.streams;
    const unsigned before_count = engine->room.stream_count;
    engine->room.streams = copied(now, count * sizeof *now);
    engine->room.stream_count = count;
    pthread_mutex_unlock(&engine->lock);
    struct zego_stream* told = room_for((size_t)count + before_count, sizeof *told);
    unsigned changed = 0;
    for (unsigned at = 0; at < before_count; ++at) {
        if (!has_stream(now, count, before[at].stream_id)) {
            told[changed++] = before[at];
        }
    }
    if (changed != 0) {
        fire_room_stream_update(engine, room, zego_update_type_delete, told, changed, "[]");
    }
    changed = 0;
    for (unsigned at = 0; at < count; ++at) {
        if (!has_stream(before, before_count, now[at].stream_id)) {
            told[changed++] = now[at];
        }
    }
    if (changed != 0) {
        fire_room_stream_update(engine, room, zego_update_type_add, told, changed, "[]");
    }
    free(told);
    free(before);
}

static struct zego_stream stream_from(const char* id, const char* user, const char* name,
                                      const char* extra) {
    struct zego_stream stream;
    memset(&stream, 0, sizeof stream);
    copy_text(stream.stream_id, sizeof stream.stream_id, id);
    copy_text(stream.user.user_id, sizeof stream.user.user_id, user);
    copy_text(stream.user.user_name, sizeof stream.user.user_name, name);
    copy_text(stream.extra_info, sizeof stream.extra_info, extra);
    return stream;
}

static void tell_room_info(struct engine* engine, const struct wire_message* m) {
    struct zego_room_extra_info* info = room_for(1, sizeof *info);
    copy_text(info->key, sizeof info->key, wire_text(m, "key"));
    copy_text(info->value, sizeof info->value, wire_text(m, "value"));
    copy_text(info->update_user.user_id, sizeof info->update_user.user_id, wire_text(m, "updater"));
    copy_text(info->update_user.user_name, sizeof info->update_user.user_name,
              wire_text(m, "updater_name"));
    info->update_time = (unsigned long long)wire_number(m, "updated");
    pthread_mutex_lock(&engine->lock);
    struct room_state* room = &engine->room;
    const bool is_new =
        strcmp(room->told_key, info->key) != 0 || strcmp(room->told_value, info->value) != 0;
    copy_text(room->told_key, sizeof room->told_key, info->key);
    copy_text(room->told_value, sizeof room->told_value, info->value);
    pthread_mutex_unlock(&engine->lock);
    if (is_new) {
        fire_room_extra_info_update(engine, wire_text(m, "room"), info, 1);
    }
    free(info);
}

static void tell_count(struct engine* engine, const struct wire_message* m) {
    const int count = (int)wire_number(m, "count");
    pthread_mutex_lock(&engine->lock);
    const bool is_new = engine->room.told_count != count;
    engine->room.told_count = count;
    pthread_mutex_unlock(&engine->lock);
    if (is_new) {
        fire_room_online_user_count_update(engine, wire_text(m, "room"), count);
    }
}

static void room_told(struct engine* engine, const struct wire_message* m) {
    const unsigned users = (unsigned)wire_number(m, "users");
    const unsigned streams = (unsigned)wire_number(m, "streams");
    struct zego_user* people = room_for(users, sizeof *people);
    struct zego_stream* list = room_for(streams, sizeof *list);
    for (unsigned at = 0; at < users; ++at) {
        copy_text(people[at].user_id, sizeof people[at].user_id, wire_text_at(m, "user", (int)at));
        copy_text(people[at].user_name, sizeof people[at].user_name,
                  wire_text_at(m, "name", (int)at));
    }
    for (unsigned at = 0; at < streams; ++at) {
        const int index = (int)at;
        list[at] =
            stream_from(wire_text_at(m, "stream", index), wire_text_at(m, "owner", index),
                        wire_text_at(m, "owner_name", index), wire_text_at(m, "extra", index));
    }
    update_users(engine, wire_text(m, "room"), people, users);
    update_streams(engine, wire_text(m, "room"), list, streams);
    free(people);
    free(list);
    if (wire_text(m, "key")[0] != '\0') {
        tell_room_info(engine, m);
    }
    tell_count(engine, m);
}

/// Make the list that results when one came, left or changed.
static void user_changed(struct engine* engine, const struct wire_message* m) {
    pthread_mutex_lock(&engine->lock);
    const unsigned before = engine->room.user_count;
    struct zego_user* now = room_for((size_t)before + 1, sizeof *now);
    unsigned count = 0;
    for (unsigned at = 0; at < before; ++at) {
        if (strcmp(engine->room.users[at].user_id, wire_text(m, "user")) != 0) {
            now[count++] = engine->room.users[at];
        }
    }
    pthread_mutex_unlock(&engine->lock);
    if (wire_is(m, "user_came")) {
        copy_text(now[count].user_id, sizeof now->user_id, wire_text(m, "user"));
        copy_text(now[count].user_name, sizeof now->user_name, wire_text(m, "name"));
        ++count;
    }
    update_users(engine, wire_text(m, "room"), now, count);
    free(now);
}

static void stream_changed(struct engine* engine, const struct wire_message* m) {
    pthread_mutex_lock(&engine->lock);
    const unsigned before = engine->room.stream_count;
    struct zego_stream* now = room_for((size_t)before + 1, sizeof *now);
    unsigned count = 0;
    for (unsigned at = 0; at < before; ++at) {
        if (strcmp(engine->room.streams[at].stream_id, wire_text(m, "stream")) != 0) {
            now[count++] = engine->room.streams[at];
        }
    }
    pthread_mutex_unlock(&engine->lock);
    if (!wire_is(m, "stream_left")) {
        now[count++] = stream_from(wire_text(m, "stream"), wire_text(m, "user"),
                                   wire_text(m, "name"), wire_text(m, "extra"));
    }
    update_streams(engine, wire_text(m, "room"), now, count);
    if (wire_is(m, "stream_info") || (wire_is(m, "stream_came") && wire_text(m, "extra")[0])) {
        fire_room_stream_extra_info_update(engine, wire_text(m, "room"), &now[count - 1], 1);
    }
    free(now);
}

bool room_handle(struct engine* engine, const struct wire_message* m) {
    pthread_mutex_lock(&engine->lock);
    const bool here =
        engine->room.presence == INSIDE && strcmp(engine->room.id, wire_text(m, "room")) == 0;
    pthread_mutex_unlock(&engine->lock);
    if (wire_is(m, "login_answer")) {
        login_answered(engine, m);
        return true;
    }
    const bool known = wire_is(m, "room_now") || wire_is(m, "user_came") ||
                       wire_is(m, "user_left") || wire_is(m, "stream_came") ||
                       wire_is(m, "stream_left") || wire_is(m, "stream_info") ||
                       wire_is(m, "room_info") || wire_is(m, "online_count") ||
                       wire_is(m, "put_out") || wire_is(m, "token_will_expire");
    if (!known || !here) {
        return known;
    }
    if (wire_is(m, "room_now")) {
        room_told(engine, m);
    } else if (m->verb[0] == 'u') {
        user_changed(engine, m);
    } else if (m->verb[0] == 's') {
        stream_changed(engine, m);
    } else if (wire_is(m, "room_info")) {
        tell_room_info(engine, m);
    } else if (wire_is(m, "online_count")) {
        tell_count(engine, m);
    } else if (wire_is(m, "token_will_expire")) {
        fire_room_token_will_expire(engine, wire_text(m, "room"), (int)wire_number(m, "seconds"));
    } else {
        room_end(engine, (int)wire_number(m, "code"), zego_room_state_changed_reason_kick_out);
    }
    return true;
}

/// Give up what has been tried for too long.
void room_watch(struct engine* engine, void* data) {
    (void)data;
    pthread_mutex_lock(&engine->lock);
    const struct room_state* room = &engine->room;
    const bool waiting = room->presence == ENTERING || room->presence == AWAY;
    const bool over = waiting && now_ms() >= room->give_up_at;
    const bool again = room->was_inside;
    pthread_mutex_unlock(&engine->lock);
    if (over) {
        room_end(engine, GIVEN_UP,
                 again ? zego_room_state_changed_reason_reconnect_failed
                       : zego_room_state_changed_reason_login_failed);
    }
    players_watch(engine);
    post_later(engine, NETWORK, WATCH_MS, room_watch, NULL);
}
