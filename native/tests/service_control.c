// What tests may do to rooms and engines.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service.h"

static bool is_meant(const struct client* client, const char* user) {
    if (client->is_control) {
        return false;
    }
    if (strcmp(user, "*") == 0) {
        return true;
    }
    return client->in_room && strcmp(client->user, user) == 0;
}

void cut(struct service* service, struct client* client, long long milliseconds) {
    (void)service;
    client->cut = true;
    client->cut_ends = milliseconds > 0 ? now_ms() + milliseconds : 0;
    struct buffer message = {0};
    wire_begin(&message, "cut");
    wire_end(&message, NULL, 0);
    send_now(client, &message);
    buffer_free(&message);
}

void restore(struct service* service, struct client* client) {
    if (!client->cut) {
        return;
    }
    client->cut = false;
    struct buffer message = {0};
    wire_begin(&message, "restored");
    wire_put_number(&message, "in_room", client->in_room);
    wire_end(&message, NULL, 0);
    send_now(client, &message);
    buffer_free(&message);
    (void)service;
}

static void answer(struct client* client, const char* text) {
    struct buffer message = {0};
    wire_begin(&message, text == NULL ? "ok" : "error");
    if (text != NULL) {
        wire_put(&message, "text", text);
    }
    wire_end(&message, NULL, 0);
    send_now(client, &message);
    buffer_free(&message);
}

static void pack(const struct wire_message* m, struct buffer* message) {
    wire_begin(message, m->verb + strlen("control_"));
    for (int at = 0; at < m->count; ++at) {
        wire_put(message, m->fields[at].key, m->fields[at].value);
    }
    wire_end(message, NULL, 0);
}

/// Keep a setting for engines still to come.
static void keep(struct service* service, const struct buffer* message) {
    for (int at = 0; at < SETTINGS; ++at) {
        if (service->settings[at].size == 0) {
            buffer_append(&service->settings[at], message->data, message->size);
            return;
        }
    }
    fprintf(stderr, "zego_standin_service: too many settings\n");
    abort();
}

/// Drop the kept setting that speaks of the same device, or of the same thing.
static void forget_setting(struct service* service, const char* verb,
                           const struct wire_message* m) {
    for (int at = 0; at < SETTINGS; ++at) {
        struct buffer copy = {0};
        struct wire_message kept;
        buffer_append(&copy, service->settings[at].data, service->settings[at].size);
        if (copy.size != 0 && wire_parse(copy.data, copy.size, &kept)) {
            if (wire_is(&kept, verb) &&
                strcmp(wire_text(&kept, "device"), wire_text(m, "device")) == 0 &&
                strcmp(wire_text(&kept, "kind"), wire_text(m, "kind")) == 0) {
                service->settings[at].size = 0;
            }
            wire_free(&kept);
        }
        buffer_free(&copy);
    }
}

/// Pass a control on to the engines; those for everybody also to engines still to come.
static bool pass_on(struct service* service, const struct wire_message* m) {
    static const char* const kept[] = {"control_plug", "control_tone", "control_hang"};
    static const char* const passed[] = {"control_garbage", "control_storm", "control_fatal",
                                         "control_unplug", "control_device_exception"};
    bool is_kept = false;
    bool is_passed = false;
    for (size_t at = 0; at < sizeof kept / sizeof *kept; ++at) {
        is_kept = is_kept || wire_is(m, kept[at]);
    }
    for (size_t at = 0; at < sizeof passed / sizeof *passed; ++at) {
        is_passed = is_passed || wire_is(m, passed[at]);
    }
    if (!is_kept && !is_passed) {
        return false;
    }
    const char* user = wire_text(m, "user")[0] != '\0' ? wire_text(m, "user") : "*";
    struct buffer message = {0};
    pack(m, &message);
    const char* verb = m->verb + strlen("control_");
    forget_setting(service, strcmp(verb, "unplug") == 0 ? "plug" : verb, m);
    if (is_kept && strcmp(user, "*") == 0) {
        keep(service, &message);
    }
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && is_meant(client, user)) {
            send_now(client, &message);
        }
    }
    buffer_free(&message);
    return true;
}

static void add_refusal(struct service* service, const struct wire_message* m, const char* kind,
                        const char* about) {
    struct rule* rule = add_rule(service, kind, about);
    rule->once = true;
    rule->code = (int)wire_number(m, "code");
}

static bool make_rule(struct service* service, const struct wire_message* m) {
    if (wire_is(m, "control_refuse_login")) {
        add_refusal(service, m, "login", wire_text(m, "user"));
    } else if (wire_is(m, "control_refuse_publish")) {
        add_refusal(service, m, "publish", wire_text(m, "stream"));
    } else if (wire_is(m, "control_refuse_play")) {
        add_refusal(service, m, "play", wire_text(m, "stream"));
    } else if (wire_is(m, "control_delay")) {
        delay_answers(service, wire_number(m, "ms"));
    } else if (wire_is(m, "control_token")) {
        struct rule* rule = add_rule(service, "token", wire_text(m, "token"));
        copy_text(rule->user, ID, wire_text(m, "user"));
        copy_text(rule->room, ID, wire_text(m, "room"));
        rule->lifetime_ms = wire_number(m, "ms");
        rule->publish = wire_number(m, "publish") != 0;
        rule->code = (int)wire_number(m, "code");
    } else {
        return false;
    }
    return true;
}

/// Do something to each client that is meant; returns how many there were, -1 if unknown.
static int do_to_clients(struct service* service, const struct wire_message* m) {
    int count = 0;
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        const bool in_ended = client != NULL && client->in_room && wire_is(m, "control_end_room") &&
                              strcmp(client->room, wire_text(m, "room")) == 0;
        const bool by_user = client != NULL && !wire_is(m, "control_end_room") &&
                             is_meant(client, wire_text(m, "user"));
        if (!in_ended && !by_user) {
            continue;
        }
        ++count;
        if (wire_is(m, "control_interrupt")) {
            cut(service, client, wire_number(m, "ms"));
        } else if (wire_is(m, "control_restore")) {
            restore(service, client);
        } else if (wire_is(m, "control_forget")) {
            leave_room(service, client);
        } else if (wire_is(m, "control_expire")) {
            client->token_ends = now_ms() + wire_number(m, "ms");
            client->token_told = false;
        } else if (wire_is(m, "control_kick") || in_ended) {
            if (client->in_room) {
                put_out(service, client, (int)wire_number(m, "code"));
            }
        } else {
            return -1;
        }
    }
    return count;
}

static void tell_state(struct service* service, struct client* asking) {
    int users = 0;
    int streams = 0;
    int engines = 0;
    char key[600];
    struct buffer message = {0};
    wire_begin(&message, "ok");
    for (int at = 0; at < CLIENTS; ++at) {
        const struct client* client = service->clients[at];
        engines += client != NULL && !client->is_control;
        if (client == NULL || !client->in_room) {
            continue;
        }
        ++users;
        snprintf(key, sizeof key, "user.%s.%s", client->room, client->user);
        wire_put(&message, key, client->name);
        for (int place = 0; place < STREAMS_EACH; ++place) {
            const struct stream* stream = &client->streams[place];
            if (!stream->used) {
                continue;
            }
            ++streams;
            snprintf(key, sizeof key, "stream.%s", stream->id);
            wire_put(&message, key, client->user);
            int watchers = 0;
            for (int other = 0; other < CLIENTS * PLAYS_EACH; ++other) {
                const struct client* watcher = service->clients[other / PLAYS_EACH];
                watchers += watcher != NULL && watcher->in_room &&
                            watcher->plays[other % PLAYS_EACH].used &&
                            strcmp(watcher->plays[other % PLAYS_EACH].id, stream->id) == 0;
            }
            snprintf(key, sizeof key, "watchers.%s", stream->id);
            wire_put_number(&message, key, watchers);
        }
    }
    wire_put_number(&message, "users", users);
    wire_put_number(&message, "streams", streams);
    wire_put_number(&message, "engines", engines);
    wire_end(&message, NULL, 0);
    send_now(asking, &message);
    buffer_free(&message);
}

static void say(struct service* service, const struct wire_message* m) {
    struct buffer message = {0};
    wire_begin(&message, "broadcast");
    wire_put(&message, "room", wire_text(m, "room"));
    wire_put(&message, "user", wire_text(m, "user"));
    wire_put(&message, "name", wire_text(m, "name"));
    wire_put(&message, "text", wire_text(m, "text"));
    wire_put_number(&message, "id", ++service->next_id);
    wire_put_number(&message, "time", unix_ms());
    wire_end(&message, NULL, 0);
    send_to_room(service, wire_text(m, "room"), NULL, &message);
    buffer_free(&message);
}

bool handle_control(struct service* service, struct client* client, const struct wire_message* m) {
    client->is_control = true;
    if (wire_is(m, "control_state")) {
        tell_state(service, client);
        return true;
    }
    if (wire_is(m, "control_network")) {
        service->unreachable = wire_number(m, "reachable") == 0;
        for (int at = 0; at < CLIENTS; ++at) {
            struct client* other = service->clients[at];
            if (other != NULL && !other->is_control && service->unreachable) {
                cut(service, other, 0);
            } else if (other != NULL) {
                restore(service, other);
            }
        }
        answer(client, NULL);
        return true;
    }
    if (wire_is(m, "control_say")) {
        say(service, m);
    } else if (wire_is(m, "control_online_count")) {
        tell_online_count(service, wire_text(m, "room"), (int)wire_number(m, "count"));
    } else if (!make_rule(service, m) && !pass_on(service, m)) {
        const int count = do_to_clients(service, m);
        if (count <= 0) {
            answer(client, count == 0 ? "there is nobody like that" : "unknown command");
            return true;
        }
    }
    answer(client, NULL);
    return true;
}
