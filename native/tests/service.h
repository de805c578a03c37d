// The room service: who is connected, what they publish and play, what goes wrong on purpose.
#pragma once

#include "platform.h"
#include "wire.h"

enum {
    CLIENTS = 512,
    STREAMS_EACH = 4,
    PLAYS_EACH = 64,
    ROOMS = 256,
    RULES = 256,
    SETTINGS = 64,
    ID = 257,
};

struct stream {
    bool used;
    char id[ID];
    int channel;
    char extra[1025];
    int camera;
    int microphone;
};

struct play {
    bool used;
    char id[ID];
    bool audio;
    bool video;
    bool told;
};

struct client {
    socket_type socket;
    struct buffer in;
    struct buffer out;
    /// What waits behind a delayed answer, in order; nothing when `held_until` is 0.
    struct buffer held;
    long long held_until;
    bool is_control;
    bool in_room;
    bool cut;
    bool notify;
    bool may_publish;
    bool token_told;
    char room[ID];
    char user[ID];
    char name[ID];
    char app_sign[80];
    long long token_ends;
    long long cut_ends;
    long long last_broadcast;
    struct stream streams[STREAMS_EACH];
    struct play plays[PLAYS_EACH];
};

struct room {
    bool used;
    char id[ID];
    char key[ID];
    char value[4097];
    char updater[ID];
    char updater_name[ID];
    long long updated;
};

struct rule {
    bool used;
    bool once;
    char kind[16];
    char about[2048];
    char user[ID];
    char room[ID];
    long long lifetime_ms;
    bool publish;
    int code;
};

struct service {
    struct client* clients[CLIENTS];
    struct room rooms[ROOMS];
    struct rule rules[RULES];
    struct buffer settings[SETTINGS];
    bool unreachable;
    long long delay;
    long long next_id;
};

// service.c
void send_now(struct client* client, const struct buffer* message);
/// Hold answers back for so long from now on; those held already wait no longer than that.
void delay_answers(struct service* service, long long milliseconds);
/// Send an answer, after the delay the tests asked for; what follows waits behind it.
void send_answer(struct service* service, struct client* client, const struct buffer* message);
void send_to_room(struct service* service, const char* room, const struct client* but,
                  const struct buffer* message);

// service_rooms.c
struct room* room_of(struct service* service, const char* id);
struct stream* stream_of(struct service* service, const char* id, struct client** owner);
void answer_login(struct service* service, struct client* client, const struct wire_message* m);
void leave_room(struct service* service, struct client* client);
void tell_room_state(struct service* service, struct client* client);
void put_out(struct service* service, struct client* client, int code);
bool handle_room(struct service* service, struct client* client, const struct wire_message* m);
void tell_online_count(struct service* service, const char* room, int count);
int people_in(const struct service* service, const char* room);

// service_media.c
bool handle_media(struct service* service, struct client* client, const struct wire_message* m);
void stop_stream(struct service* service, struct client* client, struct stream* stream);

// service_tokens.c
int judge_token(struct service* service, struct client* client, const struct wire_message* m);
struct rule* take_rule(struct service* service, const char* kind, const char* about);
struct rule* add_rule(struct service* service, const char* kind, const char* about);
void watch_tokens(struct service* service);

// service_control.c
bool handle_control(struct service* service, struct client* client, const struct wire_message* m);
void cut(struct service* service, struct client* client, long long milliseconds);
void restore(struct service* service, struct client* client);
