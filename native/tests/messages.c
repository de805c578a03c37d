// Messages between people of a room, and answers of the service to calls with a sequence.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    MESSAGE_EMPTY = 1009001,
    MESSAGE_LONG = 1009002,
    OTHER_ROOM = 1009005,
    NO_RECEIVER = 1009011,
    TOO_FAST = 1009015,
    LIMIT = 1024,
    WINDOW_MS = 1000,
    BROADCASTS = 2,
    BARRAGES = 20,
};

enum kind { BROADCAST, BARRAGE, COMMAND, BINARY };

struct result {
    enum kind kind;
    int code;
    int seq;
    unsigned long long id;
    char room[129];
};

static void tell(struct engine* engine, void* data) {
    const struct result* result = data;
    char id[24];
    snprintf(id, sizeof id, "%llu", result->id);
    if (result->kind == BROADCAST) {
        fire_im_send_broadcast_message_result(engine, result->room, result->id, result->code,
                                              result->seq);
    } else if (result->kind == BARRAGE) {
        fire_im_send_barrage_message_result(engine, result->room, id, result->code, result->seq);
    } else if (result->kind == COMMAND) {
        fire_im_send_custom_command_result(engine, result->room, result->code, result->seq);
    } else {
        fire_send_transparent_message_result(engine, result->room, result->code, result->seq);
    }
}

/// Whether one more message may be sent this second; remembers it when it may.
static bool may_send(struct engine* engine, enum kind kind) {
    if (kind != BROADCAST && kind != BARRAGE) {
        return true;
    }
    const int limit = kind == BROADCAST ? BROADCASTS : BARRAGES;
    long long* sent = engine->room.sent_at[kind];
    int oldest = 0;
    for (int at = 1; at < limit; ++at) {
        oldest = sent[at] < sent[oldest] ? at : oldest;
    }
    const bool may = now_ms() - sent[oldest] >= WINDOW_MS;
    if (may) {
        sent[oldest] = now_ms();
    }
    return may;
}

static int check(struct engine* engine, enum kind kind, const char* room, size_t size) {
    enum { WRONG_ROOM = 1002002 };
    if (size == 0) {
        return MESSAGE_EMPTY;
    }
    if (size > LIMIT) {
        return MESSAGE_LONG;
    }
    const int code = room_check_named(engine, room);
    if (code != 0) {
        return code == WRONG_ROOM ? OTHER_ROOM : code;
    }
    pthread_mutex_lock(&engine->lock);
    const bool may = may_send(engine, kind);
    pthread_mutex_unlock(&engine->lock);
    return may ? 0 : TOO_FAST;
}

static int refuse(struct engine* engine, enum kind kind, int code, const char* room,
                  zego_seq* seq) {
    struct result result = {.kind = kind, .code = code, .seq = refused_seq(engine)};
    copy_text(result.room, sizeof result.room, room != NULL ? room : "");
    *seq = result.seq;
    post(engine, RESULTS, tell, copied(&result, sizeof result));
    return code;
}

static int send_text(struct engine* engine, enum kind kind, const char* room, const char* text,
                     zego_seq* seq) {
    const int code = check(engine, kind, room, text != NULL ? strlen(text) : 0);
    if (code != 0) {
        return refuse(engine, kind, code, room, seq);
    }
    *seq = next_seq(engine);
    struct buffer message = {0};
    wire_begin(&message, kind == BROADCAST ? "broadcast" : "barrage");
    wire_put(&message, "text", text);
    wire_put_number(&message, "seq", *seq);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    return 0;
}

int EXPORT(zego_express_send_broadcast_message)(HANDLE_AND const char* room_id, const char* message,
                                                zego_seq* sequence) {
    ENTER;
    return LEAVE(send_text(engine, BROADCAST, room_id, message, sequence));
}

int EXPORT(zego_express_send_barrage_message)(HANDLE_AND const char* room_id, const char* message,
                                              zego_seq* sequence) {
    ENTER;
    return LEAVE(send_text(engine, BARRAGE, room_id, message, sequence));
}

static void put_receivers(struct buffer* message, const struct zego_user* users, unsigned count) {
    for (unsigned at = 0; at < count; ++at) {
        char id[65];
        copy_text(id, sizeof id, users[at].user_id);
        wire_put_at(message, "receiver", (int)at, id);
    }
    wire_put_number(message, "receivers", count);
}

int EXPORT(zego_express_send_custom_command)(HANDLE_AND const char* room_id, const char* command,
                                             struct zego_user* to_user_list,
                                             unsigned int to_user_count, zego_seq* sequence) {
    ENTER;
    int code = check(engine, COMMAND, room_id, command != NULL ? strlen(command) : 0);
    for (unsigned at = 0; code == 0 && at < to_user_count; ++at) {
        code = to_user_list[at].user_id[0] == '\0' ? NO_RECEIVER : 0;
    }
    if (code != 0) {
        return LEAVE(refuse(engine, COMMAND, code, room_id, sequence));
    }
    *sequence = next_seq(engine);
    struct buffer message = {0};
    wire_begin(&message, "command");
    wire_put(&message, "text", command);
    put_receivers(&message, to_user_list, to_user_count);
    wire_put_number(&message, "seq", *sequence);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    return LEAVE(0);
}

int EXPORT(zego_express_send_transparent_message)(HANDLE_AND const char* room_id,
                                                  struct zego_room_send_transparent_message* sent,
                                                  zego_seq* sequence) {
    ENTER;
    const int code =
        check(engine, BINARY, room_id, sent->content != NULL ? sent->content_length : 0);
    if (code != 0) {
        return LEAVE(refuse(engine, BINARY, code, room_id, sequence));
    }
    *sequence = next_seq(engine);
    struct buffer message = {0};
    wire_begin(&message, "transparent");
    put_receivers(&message, sent->recv_user_list, sent->recv_user_list_count);
    wire_put_number(&message, "seq", *sequence);
    wire_end(&message, sent->content, sent->content_length);
    link_send(engine, &message);
    return LEAVE(0);
}

static struct zego_user sender_of(const struct wire_message* m) {
    struct zego_user user;
    memset(&user, 0, sizeof user);
    copy_text(user.user_id, sizeof user.user_id, wire_text(m, "user"));
    copy_text(user.user_name, sizeof user.user_name, wire_text(m, "name"));
    return user;
}

static void tell_broadcast(struct engine* engine, const struct wire_message* m) {
    struct zego_broadcast_message_info* info = calloc(1, sizeof *info);
    if (info != NULL) {
        copy_text(info->message, sizeof info->message, wire_text(m, "text"));
        info->message_id = (unsigned long long)wire_number(m, "id");
        info->send_time = (unsigned long long)wire_number(m, "time");
        info->from_user = sender_of(m);
        fire_im_recv_broadcast_message(engine, wire_text(m, "room"), info, 1);
        free(info);
    }
}

static void tell_barrage(struct engine* engine, const struct wire_message* m) {
    struct zego_barrage_message_info* info = calloc(1, sizeof *info);
    if (info != NULL) {
        copy_text(info->message, sizeof info->message, wire_text(m, "text"));
        copy_text(info->message_id, sizeof info->message_id, wire_text(m, "id"));
        info->send_time = (unsigned long long)wire_number(m, "time");
        info->from_user = sender_of(m);
        fire_im_recv_barrage_message(engine, wire_text(m, "room"), info, 1);
        free(info);
    }
}

static void tell_transparent(struct engine* engine, const struct wire_message* m) {
    struct zego_room_recv_transparent_message info;
    memset(&info, 0, sizeof info);
    info.send_user = sender_of(m);
    info.content = m->payload;
    info.content_length = (unsigned)m->payload_size;
    fire_recv_room_transparent_message(engine, wire_text(m, "room"), &info);
}

static void handle_answer(struct engine* engine, const struct wire_message* m) {
    static const char* const kinds[] = {"broadcast", "barrage", "command", "transparent"};
    const char* to = wire_text(m, "to");
    const int code = (int)wire_number(m, "code");
    const int seq = (int)wire_number(m, "seq");
    for (int kind = 0; kind < 4; ++kind) {
        if (strcmp(to, kinds[kind]) == 0) {
            struct result result = {.kind = (enum kind)kind, .code = code, .seq = seq};
            result.id = (unsigned long long)wire_number(m, "id");
            copy_text(result.room, sizeof result.room, wire_text(m, "room"));
            tell(engine, &result);
        }
    }
    if (strcmp(to, "set_room_info") == 0) {
        fire_room_set_room_extra_info_result(engine, code, wire_text(m, "room"),
                                             wire_text(m, "key"), seq);
    } else if (strcmp(to, "set_stream_info") == 0) {
        fire_publisher_update_stream_extra_info_result(engine, code, seq);
    } else {
        mixer_handle_answer(engine, m);
    }
}

bool messages_handle(struct engine* engine, const struct wire_message* m) {
    if (wire_is(m, "answer")) {
        handle_answer(engine, m);
    } else if (wire_is(m, "broadcast")) {
        tell_broadcast(engine, m);
    } else if (wire_is(m, "barrage")) {
        tell_barrage(engine, m);
    } else if (wire_is(m, "command")) {
        fire_im_recv_custom_command(engine, wire_text(m, "room"), sender_of(m),
                                    wire_text(m, "text"));
    } else if (wire_is(m, "transparent")) {
        tell_transparent(engine, m);
    } else {
        return false;
    }
    return true;
}
