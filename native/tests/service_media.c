// Streams: who publishes and who plays, and the pictures and sounds between them.

#include <string.h>

#include "service.h"

enum {
    NAME_TAKEN = 1003028,
    NO_RIGHT = 1003072,
    QUEUE_LIMIT = 24 << 20,
};

static struct play* play_of(struct client* client, const char* id) {
    for (int at = 0; at < PLAYS_EACH; ++at) {
        if (client->plays[at].used && strcmp(client->plays[at].id, id) == 0) {
            return &client->plays[at];
        }
    }
    return NULL;
}

static void put_stream(struct buffer* message, const struct client* owner,
                       const struct stream* stream) {
    wire_put(message, "room", owner->room);
    wire_put(message, "stream", stream->id);
    wire_put(message, "user", owner->user);
    wire_put(message, "name", owner->name);
    wire_put(message, "extra", stream->extra);
    wire_put_number(message, "camera", stream->camera);
    wire_put_number(message, "microphone", stream->microphone);
}

static void tell_stream(struct service* service, const struct client* owner,
                        const struct stream* stream, const char* verb) {
    struct buffer message = {0};
    wire_begin(&message, verb);
    put_stream(&message, owner, stream);
    wire_end(&message, NULL, 0);
    send_to_room(service, owner->room, owner, &message);
    buffer_free(&message);
}

/// Tell a player that its stream is there (or gone, or how its devices are).
static void tell_player(struct client* player, const struct client* owner,
                        const struct stream* stream, const char* verb) {
    struct buffer message = {0};
    wire_begin(&message, verb);
    put_stream(&message, owner, stream);
    wire_end(&message, NULL, 0);
    send_now(player, &message);
    buffer_free(&message);
}

static void tell_players(struct service* service, const struct client* owner,
                         const struct stream* stream, const char* verb) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && client->in_room && !client->cut &&
            play_of(client, stream->id) != NULL) {
            tell_player(client, owner, stream, verb);
        }
    }
}

void stop_stream(struct service* service, struct client* client, struct stream* stream) {
    stream->used = false;
    tell_stream(service, client, stream, "stream_left");
    tell_players(service, client, stream, "unplayable");
}

static void publish(struct service* service, struct client* client, const struct wire_message* m) {
    const char* id = wire_text(m, "stream");
    struct client* owner = NULL;
    const struct rule* refused = take_rule(service, "publish", id);
    struct stream* known = stream_of(service, id, &owner);
    int code = 0;
    if (refused != NULL) {
        code = refused->code;
    } else if (!client->may_publish) {
        code = NO_RIGHT;
    } else if (known != NULL && owner != client) {
        code = NAME_TAKEN;
    }
    const int channel = (int)(wire_number(m, "channel") & 3);
    struct stream* stream = &client->streams[channel];
    const bool is_back = code == 0 && known == stream;
    if (code == 0 && known != NULL && !is_back) {
        code = NAME_TAKEN;
    }
    if (code == 0 && !is_back) {
        memset(stream, 0, sizeof *stream);
        stream->used = true;
        stream->channel = channel;
        copy_text(stream->id, ID, id);
        copy_text(stream->extra, sizeof stream->extra, wire_text(m, "extra"));
        stream->camera = (int)wire_number(m, "camera");
        stream->microphone = (int)wire_number(m, "microphone");
    }
    struct buffer answer = {0};
    wire_begin(&answer, "publish_answer");
    wire_put(&answer, "stream", id);
    wire_put_number(&answer, "channel", channel);
    wire_put_number(&answer, "attempt", wire_number(m, "attempt"));
    wire_put_number(&answer, "code", code);
    wire_end(&answer, NULL, 0);
    send_answer(service, client, &answer);
    buffer_free(&answer);
    if (code == 0 && !is_back) {
        tell_stream(service, client, stream, "stream_came");
        tell_players(service, client, stream, "playable");
    }
}

static struct stream* own_stream(struct client* client, const struct wire_message* m) {
    for (int place = 0; place < STREAMS_EACH; ++place) {
        struct stream* stream = &client->streams[place];
        if (stream->used && strcmp(stream->id, wire_text(m, "stream")) == 0) {
            return stream;
        }
    }
    return NULL;
}

static void start_play(struct service* service, struct client* client,
                       const struct wire_message* m) {
    const char* id = wire_text(m, "stream");
    struct play* play = play_of(client, id);
    const bool is_new = play == NULL;
    for (int at = 0; play == NULL && at < PLAYS_EACH; ++at) {
        play = client->plays[at].used ? NULL : &client->plays[at];
    }
    if (play == NULL) {
        return;
    }
    play->used = true;
    copy_text(play->id, ID, id);
    play->audio = wire_number(m, "audio") != 0;
    play->video = wire_number(m, "video") != 0;
    const struct rule* refused = is_new ? take_rule(service, "play", id) : NULL;
    if (refused != NULL) {
        play->used = false;
        struct buffer answer = {0};
        wire_begin(&answer, "play_refused");
        wire_put(&answer, "stream", id);
        wire_put_number(&answer, "code", refused->code);
        wire_end(&answer, NULL, 0);
        send_answer(service, client, &answer);
        buffer_free(&answer);
        return;
    }
    struct client* owner = NULL;
    const struct stream* stream = stream_of(service, id, &owner);
    if (stream != NULL) {
        tell_player(client, owner, stream, "playable");
    }
}

static void pass_media_on(struct service* service, struct client* client,
                          const struct wire_message* m, const unsigned char* raw, size_t size) {
    const bool is_video = wire_is(m, "video");
    const bool is_sei = wire_is(m, "sei");
    if (own_stream(client, m) == NULL) {
        return;
    }
    const struct buffer whole = {.data = (unsigned char*)(size_t)raw, .size = size};
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* other = service->clients[at];
        if (other == NULL || !other->in_room || other->cut) {
            continue;
        }
        const struct play* play = play_of(other, wire_text(m, "stream"));
        const bool wanted = play != NULL && (is_sei || (is_video ? play->video : play->audio));
        if (wanted && other->out.size < QUEUE_LIMIT) {
            send_now(other, &whole);
        }
    }
}

/// Write the message anew: parsing has cut the one that came into pieces.
static void repack(const struct wire_message* m, struct buffer* whole) {
    wire_begin(whole, m->verb);
    for (int at = 0; at < m->count; ++at) {
        wire_put(whole, m->fields[at].key, m->fields[at].value);
    }
    wire_end(whole, m->payload, m->payload_size);
}

static void change_stream(struct service* service, struct client* client,
                          const struct wire_message* m) {
    struct stream* stream = own_stream(client, m);
    if (wire_is(m, "stream_state")) {
        if (stream != NULL) {
            stream->camera = (int)wire_number(m, "camera");
            stream->microphone = (int)wire_number(m, "microphone");
            tell_players(service, client, stream, "stream_state");
        }
        return;
    }
    if (stream != NULL) {
        copy_text(stream->extra, sizeof stream->extra, wire_text(m, "extra"));
        tell_stream(service, client, stream, "stream_info");
    }
    struct buffer answer = {0};
    wire_begin(&answer, "answer");
    wire_put(&answer, "to", m->verb);
    wire_put_number(&answer, "seq", wire_number(m, "seq"));
    wire_put_number(&answer, "code", 0);
    wire_end(&answer, NULL, 0);
    send_answer(service, client, &answer);
    buffer_free(&answer);
}

/// Whether all inputs of a mixing task are on air.
static void answer_mixer(struct service* service, struct client* client,
                         const struct wire_message* m) {
    enum { INPUT_MISSING = 1005026 };
    int code = 0;
    for (int at = 0; at < (int)wire_number(m, "inputs"); ++at) {
        struct client* owner = NULL;
        if (stream_of(service, wire_text_at(m, "input", at), &owner) == NULL) {
            code = INPUT_MISSING;
        }
    }
    struct buffer answer = {0};
    wire_begin(&answer, "answer");
    wire_put(&answer, "to", m->verb);
    wire_put_number(&answer, "seq", wire_number(m, "seq"));
    wire_put_number(&answer, "code", code);
    wire_end(&answer, NULL, 0);
    send_answer(service, client, &answer);
    buffer_free(&answer);
}

bool handle_media(struct service* service, struct client* client, const struct wire_message* m) {
    if (!client->in_room) {
        return true;  // late words of somebody who was put out
    }
    if (wire_is(m, "video") || wire_is(m, "audio") || wire_is(m, "sei")) {
        static struct buffer whole;
        repack(m, &whole);
        pass_media_on(service, client, m, whole.data, whole.size);
    } else if (wire_is(m, "publish")) {
        publish(service, client, m);
    } else if (wire_is(m, "unpublish")) {
        struct stream* stream = own_stream(client, m);
        if (stream != NULL) {
            stop_stream(service, client, stream);
        }
    } else if (wire_is(m, "play")) {
        start_play(service, client, m);
    } else if (wire_is(m, "unplay")) {
        struct play* play = play_of(client, wire_text(m, "stream"));
        if (play != NULL) {
            play->used = false;
        }
    } else if (wire_is(m, "stream_state") || wire_is(m, "set_stream_info")) {
        change_stream(service, client, m);
    } else if (wire_is(m, "mix") || wire_is(m, "unmix")) {
        answer_mixer(service, client, m);
    } else {
        return false;
    }
    return true;
}
