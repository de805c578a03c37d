// What a token allows, and rules the tests made.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service.h"

enum {
    OTHER_USER = 1002077,
    OTHER_ROOM = 1002033,
    EXPIRED = 1002078,
    MALFORMED = 1002075,
    NO_TOKEN = 1002067,
    PUT_OUT_EXPIRED = 1002056,
    TOLD_BEFORE_MS = 30000,
};

static const long long A_DAY_MS = 86400000;

struct meaning {
    char user[ID];
    char room[ID];
    long long lifetime_ms;
    bool publish;
    int code;
};

struct rule* add_rule(struct service* service, const char* kind, const char* about) {
    for (int at = 0; at < RULES; ++at) {
        struct rule* rule = &service->rules[at];
        if (!rule->used || (strcmp(rule->kind, kind) == 0 && strcmp(rule->about, about) == 0)) {
            memset(rule, 0, sizeof *rule);
            rule->used = true;
            copy_text(rule->kind, sizeof rule->kind, kind);
            copy_text(rule->about, sizeof rule->about, about);
            return rule;
        }
    }
    fprintf(stderr, "zego_standin_service: too many rules\n");
    abort();
}

struct rule* take_rule(struct service* service, const char* kind, const char* about) {
    for (int at = 0; at < RULES; ++at) {
        struct rule* rule = &service->rules[at];
        if (rule->used && strcmp(rule->kind, kind) == 0 &&
            (strcmp(rule->about, about) == 0 || strcmp(rule->about, "*") == 0)) {
            rule->used = !rule->once;
            return rule;
        }
    }
    return NULL;
}

static void read_part(struct meaning* meaning, const char* key, const char* value) {
    if (strcmp(key, "user") == 0) {
        copy_text(meaning->user, ID, value);
    } else if (strcmp(key, "room") == 0) {
        copy_text(meaning->room, ID, value);
    } else if (strcmp(key, "seconds") == 0) {
        meaning->lifetime_ms = (long long)(strtod(value, NULL) * 1000);
    } else if (strcmp(key, "publish") == 0) {
        meaning->publish = strcmp(value, "0") != 0;
    } else if (strcmp(key, "code") == 0) {
        meaning->code = atoi(value);
    }
}

static void read_token(struct meaning* meaning, const char* token) {
    char text[2049];
    copy_text(text, sizeof text, token);
    for (char* part = strchr(text, ';'); part != NULL;) {
        char* key = part + 1;
        part = strchr(key, ';');
        if (part != NULL) {
            *part = '\0';
        }
        char* equals = strchr(key, '=');
        if (equals != NULL) {
            *equals = '\0';
            read_part(meaning, key, equals + 1);
        }
    }
}

static struct meaning meaning_of(struct service* service, const char* token) {
    struct meaning meaning = {.lifetime_ms = A_DAY_MS, .publish = true};
    const struct rule* rule = take_rule(service, "token", token);
    if (rule != NULL) {
        copy_text(meaning.user, ID, rule->user);
        copy_text(meaning.room, ID, rule->room);
        meaning.lifetime_ms = rule->lifetime_ms;
        meaning.publish = rule->publish;
        meaning.code = rule->code;
    } else if (strncmp(token, "standin;", 8) == 0) {
        read_token(&meaning, token);
    } else if (strcmp(token, "expired") == 0) {
        meaning.code = EXPIRED;
    } else if (strcmp(token, "foreign") == 0) {
        meaning.code = OTHER_USER;
    } else if (strcmp(token, "malformed") == 0) {
        meaning.code = MALFORMED;
    }
    return meaning;
}

int judge_token(struct service* service, struct client* client, const struct wire_message* m) {
    const char* token = wire_text(m, "token");
    if (token[0] == '\0') {
        client->token_ends = 0;
        client->may_publish = true;
        return client->app_sign[0] != '\0' ? 0 : NO_TOKEN;
    }
    const struct meaning meaning = meaning_of(service, token);
    if (meaning.code != 0) {
        return meaning.code;
    }
    if (meaning.user[0] != '\0' && strcmp(meaning.user, wire_text(m, "user")) != 0) {
        return OTHER_USER;
    }
    if (meaning.room[0] != '\0' && strcmp(meaning.room, wire_text(m, "room")) != 0) {
        return OTHER_ROOM;
    }
    if (meaning.lifetime_ms <= 0) {
        return EXPIRED;
    }
    client->may_publish = meaning.publish;
    client->token_ends = now_ms() + meaning.lifetime_ms;
    client->token_told = false;
    return 0;
}

void watch_tokens(struct service* service) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client == NULL || !client->in_room || client->cut || client->token_ends == 0) {
            continue;
        }
        const long long left = client->token_ends - now_ms();
        if (left <= 0) {
            put_out(service, client, PUT_OUT_EXPIRED);
        } else if (left <= TOLD_BEFORE_MS && !client->token_told) {
            client->token_told = true;
            struct buffer message = {0};
            wire_begin(&message, "token_will_expire");
            wire_put(&message, "room", client->room);
            wire_put_number(&message, "seconds", (left + 999) / 1000);
            wire_end(&message, NULL, 0);
            send_now(client, &message);
            buffer_free(&message);
        }
    }
}
