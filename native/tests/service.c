// The room service's connections and clock.

#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define poll WSAPoll
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

enum { READ_AT_ONCE = 1 << 18, TURN_MS = 10 };

void send_now(struct client* client, const struct buffer* message) {
    struct buffer* to = client->held_until != 0 ? &client->held : &client->out;
    buffer_append(to, message->data, message->size);
}

void delay_answers(struct service* service, long long milliseconds) {
    service->delay = milliseconds;
    const long long latest = now_ms() + milliseconds;
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && client->held_until > latest) {
            client->held_until = latest;
        }
    }
}

void send_answer(struct service* service, struct client* client, const struct buffer* message) {
    if (service->delay != 0 && client->held_until == 0) {
        client->held_until = now_ms() + service->delay;
    }
    send_now(client, message);
}

void send_to_room(struct service* service, const char* room, const struct client* but,
                  const struct buffer* message) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && client != but && client->in_room && !client->cut &&
            strcmp(client->room, room) == 0) {
            send_now(client, message);
        }
    }
}

static void send_what_is_due(struct service* service) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && client->held_until != 0 && client->held_until <= now_ms()) {
            client->held_until = 0;
            if (!client->cut) {
                send_now(client, &client->held);
            }
            client->held.size = 0;
        }
    }
}

static void welcome(struct service* service, struct client* client, const struct wire_message* m) {
    copy_text(client->app_sign, sizeof client->app_sign, wire_text(m, "sign"));
    for (int at = 0; at < SETTINGS; ++at) {
        if (service->settings[at].size != 0) {
            send_now(client, &service->settings[at]);
        }
    }
    struct buffer answer = {0};
    wire_begin(&answer, "welcome");
    wire_end(&answer, NULL, 0);
    send_now(client, &answer);
    buffer_free(&answer);
    if (service->unreachable) {
        cut(service, client, 0);
    }
}

static void handle(struct service* service, struct client* client, const struct wire_message* m) {
    if (strncmp(m->verb, "control_", 8) == 0) {
        handle_control(service, client, m);
    } else if (wire_is(m, "hello")) {
        welcome(service, client, m);
    } else if (wire_is(m, "bye")) {
        leave_room(service, client);
    } else if (!client->cut && !handle_room(service, client, m) &&
               !handle_media(service, client, m)) {
        fprintf(stderr, "zego_standin_service: nobody handles %s\n", m->verb);
    }
}

static bool read_from(struct service* service, struct client* client) {
    static unsigned char part[READ_AT_ONCE];
    const size_t size = socket_receive(client->socket, part, sizeof part);
    if (size == 0) {
        return false;
    }
    buffer_append(&client->in, part, size);
    size_t used = 0;
    for (;;) {
        const size_t whole = wire_complete(client->in.data + used, client->in.size - used);
        if (whole == 0) {
            break;
        }
        struct wire_message message;
        if (!wire_parse(client->in.data + used, whole, &message)) {
            return false;
        }
        handle(service, client, &message);
        wire_free(&message);
        used += whole;
    }
    buffer_consume(&client->in, used);
    return true;
}

static bool write_to(struct client* client) {
#ifdef _WIN32
    const int sent = send(client->socket, (const char*)client->out.data, (int)client->out.size, 0);
#else
    const ssize_t sent =
        send(client->socket, client->out.data, client->out.size, MSG_NOSIGNAL | MSG_DONTWAIT);
#endif
    if (sent < 0) {
        return false;
    }
    buffer_consume(&client->out, (size_t)sent);
    return true;
}

static void drop(struct service* service, int at) {
    struct client* client = service->clients[at];
    leave_room(service, client);
    socket_close(client->socket);
    buffer_free(&client->in);
    buffer_free(&client->out);
    buffer_free(&client->held);
    free(client);
    service->clients[at] = NULL;
}

static void take_in(struct service* service, socket_type listener) {
    const socket_type made = accept(listener, NULL, NULL);
    if (made == NO_SOCKET) {
        return;
    }
    socket_without_delay(made);
    for (int at = 0; at < CLIENTS; ++at) {
        if (service->clients[at] == NULL) {
            struct client* client = calloc(1, sizeof *client);
            if (client == NULL) {
                break;
            }
            client->socket = made;
            service->clients[at] = client;
            return;
        }
    }
    socket_close(made);
}

static void end_cuts(struct service* service) {
    for (int at = 0; at < CLIENTS; ++at) {
        struct client* client = service->clients[at];
        if (client != NULL && client->cut && client->cut_ends != 0 &&
            client->cut_ends <= now_ms()) {
            restore(service, client);
        }
    }
}

static int fill(const struct service* service, struct pollfd* polled, int* owners) {
    int count = 0;
    for (int at = 0; at < CLIENTS; ++at) {
        const struct client* client = service->clients[at];
        if (client != NULL) {
            polled[count].fd = client->socket;
            polled[count].events = (short)(POLLIN | (client->out.size != 0 ? POLLOUT : 0));
            polled[count].revents = 0;
            owners[count++] = at;
        }
    }
    return count;
}

static void turn(struct service* service, socket_type listener, bool* ended) {
    static struct pollfd polled[CLIENTS + 2];
    static int owners[CLIENTS];
    int count = fill(service, polled, owners);
    const int clients = count;
    polled[count++] = (struct pollfd){.fd = listener, .events = POLLIN};
#ifndef _WIN32
    polled[count++] = (struct pollfd){.fd = 0, .events = POLLIN};
#endif
    if (poll(polled, (unsigned)count, TURN_MS) > 0) {
        for (int at = 0; at < clients; ++at) {
            struct client* client = service->clients[owners[at]];
            bool alive = true;
            if ((polled[at].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
                alive = read_from(service, client);
            }
            if (alive && client->out.size != 0 && (polled[at].revents & POLLERR) == 0 &&
                (polled[at].revents & POLLOUT) != 0) {
                alive = write_to(client);
            }
            if (!alive) {
                drop(service, owners[at]);
            }
        }
        if ((polled[clients].revents & POLLIN) != 0) {
            take_in(service, listener);
        }
#ifndef _WIN32
        char ignored[64];
        if (polled[clients + 1].revents != 0 && read(0, ignored, sizeof ignored) <= 0) {
            *ended = true;  // whoever started the service has gone
        }
#else
        (void)ended;
#endif
    }
    send_what_is_due(service);
    end_cuts(service);
    watch_tokens(service);
}

static socket_type listen_on(int port, int* taken) {
    const socket_type listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in where;
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons((unsigned short)port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, (const void*)&on, sizeof on);
    if (bind(listener, (const struct sockaddr*)&where, sizeof where) != 0 ||
        listen(listener, 64) != 0) {
        return NO_SOCKET;
    }
    socklen_t size = sizeof where;
    getsockname(listener, (struct sockaddr*)&where, &size);
    *taken = ntohs(where.sin_port);
    return listener;
}

int main(int count, char** arguments) {
    int port = 0;
    if (count == 3 && strcmp(arguments[1], "--port") == 0) {
        port = atoi(arguments[2]);
    } else if (count != 1) {
        fprintf(stderr, "usage: zego_standin_service [--port NUMBER]\n");
        return 2;
    }
    struct service* service = calloc(1, sizeof *service);
    int taken = 0;
    const socket_type listener = sockets_ready() ? listen_on(port, &taken) : NO_SOCKET;
    if (listener == NO_SOCKET || service == NULL) {
        fprintf(stderr, "zego_standin_service: cannot listen on port %d\n", port);
        free(service);
        return 1;
    }
    printf("listening 127.0.0.1:%d\n", taken);
    fflush(stdout);
    bool ended = false;
    while (!ended) {
        turn(service, listener, &ended);
    }
    for (int at = 0; at < CLIENTS; ++at) {
        if (service->clients[at] != NULL) {
            drop(service, at);
        }
    }
    for (int at = 0; at < SETTINGS; ++at) {
        buffer_free(&service->settings[at]);
    }
    socket_close(listener);
    free(service);
    return 0;
}
