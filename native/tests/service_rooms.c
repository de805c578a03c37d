// Rooms: who is in, what is told to whom.

#include <stdio.h>
#include <string.h>

#include "service.h"

enum { KICKED_OUT = 1002050, TOO_MANY_KEYS = 1002017, NOBODY = 1009010 };

struct room* room_of(struct service* service, const char* id) {
    struct room* unused = NULL;
    for (int at = 0; at < ROOMS; ++at) {
        struct room* room = &service->rooms[at];
        if (room->used && strcmp(room->id, id) == 0) {
            return room;
        }
        if (!room->used && unused == NULL) {
            unused = room;
        }
    }
    if (unused != NULL) {
        memset(unused, 0, sizeof *unused);
        unused->used = true;
        copy_text(unused->id, ID, id);
    }
    return unused;
}

struct stream* stream_of(struct service* service, const char* id, struct client** owner) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        for (int place = 0; client != NULL && client->in_room && place < STREAMS_EACH; ++place) {
            if (client->streams[place].used && strcmp(client->streams[place].id, id) == 0) {
                *owner = client;
                return &client->streams[place];
            }
        }
    }
    return NULL;
}

int people_in(const struct service* service, const char* room) {
    int count = 0;
    for (int at = 0; at < CLIENTS; ++at) {
        const struct client* client = service->clients[at];
        count += client != NULL && client->in_room && strcmp(client->room, room) == 0;
    }
    return count;
}

void tell_online_count(struct service* service, const char* room, int count) {
    struct buffer message = {0};
    wire_begin(&message, "online_count");
    wire_put(&message, "room", room);
    wire_put_number(&message, "count", count);
    wire_end(&message, NULL, 0);
    send_to_room(service, room, NULL, &message);
    buffer_free(&message);
}

static void tell_user(struct service* service, struct client* client, const char* verb) {
    struct buffer message = {0};
    wire_begin(&message, verb);
    wire_put(&message, "room", client->room);
    wire_put(&message, "user", client->user);
    wire_put(&message, "name", client->name);
    wire_end(&message, NULL, 0);
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* other = service->clients[at];
        if (other != NULL && other != client && other->in_room && other->notify && !other->cut &&
            strcmp(other->room, client->room) == 0) {
            send_now(other, &message);
        }
    }
    buffer_free(&message);
}

static void put_people(struct service* service, const struct client* client,
                       struct buffer* message) {
    int users = 0;
    int streams = 0;
    for (int at = 0; at < CLIENTS; ++at) {
        const struct client* other = service->clients[at];
        if (other == NULL || other == client || !other->in_room ||
            strcmp(other->room, client->room) != 0) {
            continue;
        }
        if (client->notify) {
            wire_put_at(message, "user", users, other->user);
            wire_put_at(message, "name", users++, other->name);
        }
        for (int place = 0; place < STREAMS_EACH; ++place) {
            const struct stream* stream = &other->streams[place];
            if (stream->used) {
                wire_put_at(message, "stream", streams, stream->id);
                wire_put_at(message, "owner", streams, other->user);
                wire_put_at(message, "owner_name", streams, other->name);
                wire_put_at(message, "extra", streams++, stream->extra);
            }
        }
    }
    wire_put_number(message, "users", users);
    wire_put_number(message, "streams", streams);
}

/// Everything a newcomer or one who was away must know.
void tell_room_state(struct service* service, struct client* client) {
    const struct room* room = room_of(service, client->room);
    struct buffer message = {0};
    wire_begin(&message, "room_now");
    wire_put(&message, "room", client->room);
    put_people(service, client, &message);
    if (room != NULL && room->key[0] != '\0') {
        wire_put(&message, "key", room->key);
        wire_put(&message, "value", room->value);
        wire_put(&message, "updater", room->updater);
        wire_put(&message, "updater_name", room->updater_name);
        wire_put_number(&message, "updated", room->updated);
    }
    wire_put_number(&message, "count", people_in(service, client->room));
    wire_end(&message, NULL, 0);
    send_now(client, &message);
    buffer_free(&message);
}

void put_out(struct service* service, struct client* client, int code) {
    struct buffer message = {0};
    wire_begin(&message, "put_out");
    wire_put(&message, "room", client->room);
    wire_put_number(&message, "code", code);
    wire_end(&message, NULL, 0);
    leave_room(service, client);
    send_now(client, &message);
    buffer_free(&message);
}

void leave_room(struct service* service, struct client* client) {
    if (!client->in_room) {
        return;
    }
    for (int place = 0; place < STREAMS_EACH; ++place) {
        if (client->streams[place].used) {
            stop_stream(service, client, &client->streams[place]);
        }
    }
    memset(client->plays, 0, sizeof client->plays);
    client->in_room = false;
    tell_user(service, client, "user_left");
    const int left = people_in(service, client->room);
    if (left == 0) {
        room_of(service, client->room)->used = false;
    } else {
        tell_online_count(service, client->room, left);
    }
}

static void put_out_the_earlier(struct service* service, const struct client* client,
                                const char* user) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* other = service->clients[at];
        if (other != NULL && other != client && other->in_room && strcmp(other->user, user) == 0) {
            put_out(service, other, KICKED_OUT);
        }
    }
}

void answer_login(struct service* service, struct client* client, const struct wire_message* m) {
    const char* user = wire_text(m, "user");
    const struct rule* refused = take_rule(service, "login", user);
    const int code = refused != NULL ? refused->code : judge_token(service, client, m);
    struct buffer answer = {0};
    wire_begin(&answer, "login_answer");
    wire_put(&answer, "room", wire_text(m, "room"));
    wire_put_number(&answer, "attempt", wire_number(m, "attempt"));
    wire_put_number(&answer, "code", code);
    wire_end(&answer, NULL, 0);
    const bool is_back = client->in_room && strcmp(client->room, wire_text(m, "room")) == 0 &&
                         strcmp(client->user, user) == 0;
    if (code == 0 && !is_back) {
        put_out_the_earlier(service, client, user);
        leave_room(service, client);
        copy_text(client->room, ID, wire_text(m, "room"));
        copy_text(client->user, ID, user);
        copy_text(client->name, ID, wire_text(m, "name"));
        client->notify = wire_number(m, "notify") != 0;
        client->in_room = true;
        room_of(service, client->room);
    }
    send_answer(service, client, &answer);
    buffer_free(&answer);
    if (code == 0 && !is_back) {
        tell_user(service, client, "user_came");
        tell_online_count(service, client->room, people_in(service, client->room));
    }
}

static void answer(struct service* service, struct client* client, const struct wire_message* m,
                   int code) {
    struct buffer message = {0};
    wire_begin(&message, "answer");
    wire_put(&message, "to", m->verb);
    wire_put(&message, "room", client->room);
    wire_put(&message, "key", wire_text(m, "key"));
    wire_put_number(&message, "seq", wire_number(m, "seq"));
    wire_put_number(&message, "code", code);
    wire_put_number(&message, "id", service->next_id);
    wire_end(&message, NULL, 0);
    send_answer(service, client, &message);
    buffer_free(&message);
}

static void set_room_info(struct service* service, struct client* client,
                          const struct wire_message* m) {
    struct room* room = room_of(service, client->room);
    if (room->key[0] != '\0' && strcmp(room->key, wire_text(m, "key")) != 0) {
        answer(service, client, m, TOO_MANY_KEYS);
        return;
    }
    copy_text(room->key, ID, wire_text(m, "key"));
    copy_text(room->value, sizeof room->value, wire_text(m, "value"));
    copy_text(room->updater, ID, client->user);
    copy_text(room->updater_name, ID, client->name);
    room->updated = unix_ms();
    answer(service, client, m, 0);
    struct buffer message = {0};
    wire_begin(&message, "room_info");
    wire_put(&message, "room", room->id);
    wire_put(&message, "key", room->key);
    wire_put(&message, "value", room->value);
    wire_put(&message, "updater", room->updater);
    wire_put(&message, "updater_name", room->updater_name);
    wire_put_number(&message, "updated", room->updated);
    wire_end(&message, NULL, 0);
    send_to_room(service, room->id, client, &message);
    buffer_free(&message);
}

static bool is_receiver(const struct client* client, const struct wire_message* m) {
    const int receivers = (int)wire_number(m, "receivers");
    for (int at = 0; at < receivers; ++at) {
        if (strcmp(client->user, wire_text_at(m, "receiver", at)) == 0) {
            return true;
        }
    }
    return receivers == 0;
}

static void pass_message_on(struct service* service, struct client* client,
                            const struct wire_message* m) {
    ++service->next_id;
    struct buffer message = {0};
    wire_begin(&message, m->verb);
    wire_put(&message, "room", client->room);
    wire_put(&message, "user", client->user);
    wire_put(&message, "name", client->name);
    wire_put(&message, "text", wire_text(m, "text"));
    wire_put_number(&message, "id", service->next_id);
    wire_put_number(&message, "time", unix_ms());
    wire_end(&message, m->payload, m->payload_size);
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* other = service->clients[at];
        if (other != NULL && other != client && other->in_room && !other->cut &&
            strcmp(other->room, client->room) == 0 && is_receiver(other, m)) {
            send_now(other, &message);
        }
    }
    buffer_free(&message);
    answer(service, client, m, 0);
}

bool handle_room(struct service* service, struct client* client, const struct wire_message* m) {
    if (wire_is(m, "login")) {
        answer_login(service, client, m);
        return true;
    }
    if (wire_is(m, "logout")) {
        leave_room(service, client);
        return true;
    }
    const bool is_message = wire_is(m, "broadcast") || wire_is(m, "barrage") ||
                            wire_is(m, "command") || wire_is(m, "transparent");
    if (is_message && client->in_room) {
        pass_message_on(service, client, m);
    } else if (wire_is(m, "set_room_info") && client->in_room) {
        set_room_info(service, client, m);
    } else if (wire_is(m, "renew") && client->in_room) {
        struct client kept = *client;
        const int code = judge_token(service, client, m);
        if (code != 0) {
            client->may_publish = kept.may_publish;
            client->token_ends = kept.token_ends;
        }
        answer(service, client, m, code);
    } else if (wire_is(m, "tell_room")) {
        if (client->in_room) {
            tell_room_state(service, client);
        }
    } else if (is_message || wire_is(m, "set_room_info") || wire_is(m, "renew")) {
        answer(service, client, m, NOBODY);
    } else {
        return false;
    }
    return true;
}
