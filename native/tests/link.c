// The connection to the room service, and what arrives on it.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

#ifdef _WIN32
#include <process.h>
#define getpid _getpid
#else
#include <unistd.h>
#endif

enum { AGAIN_MS = 200, FIRST_WAIT_MS = 2000, FRAMES_LIMIT = 8, SIZE_LIMIT = 64 << 20 };

/// One message as it came; `data` has `size` bytes.
struct arrived {
    size_t size;
    unsigned char data[];
};

static void link_was_lost(struct engine* engine, void* data) {
    (void)data;
    room_lost(engine);
}

static void handle_link(struct engine* engine, const struct wire_message* m) {
    if (wire_is(m, "welcome")) {
        pthread_mutex_lock(&engine->lock);
        engine->link_up = true;
        engine->link_tried = true;
        pthread_cond_broadcast(&engine->changed);
        const bool waiting = engine->room.presence == ENTERING || engine->room.presence == AWAY;
        pthread_mutex_unlock(&engine->lock);
        if (waiting) {
            room_send_login(engine);
        }
    } else if (wire_is(m, "cut")) {
        pthread_mutex_lock(&engine->lock);
        engine->cut = true;
        pthread_mutex_unlock(&engine->lock);
        room_lost(engine);
    } else if (wire_is(m, "restored")) {
        pthread_mutex_lock(&engine->lock);
        engine->cut = false;
        const bool waiting = engine->room.presence == ENTERING || engine->room.presence == AWAY;
        pthread_mutex_unlock(&engine->lock);
        if (waiting) {
            room_send_login(engine);
        }
    }
}

static void handle(struct engine* engine, void* data) {
    struct arrived* arrived = data;
    struct wire_message m;
    if (!wire_parse(arrived->data, arrived->size, &m)) {
        return;
    }
    handle_link(engine, &m);
    if (!room_handle(engine, &m) && !publisher_handle(engine, &m) && !player_handle(engine, &m) &&
        !messages_handle(engine, &m)) {
        faults_handle(engine, &m);
    }
    wire_free(&m);
}

static void render(struct engine* engine, void* data) {
    struct arrived* arrived = data;
    struct wire_message m;
    if (wire_parse(arrived->data, arrived->size, &m)) {
        player_render(engine, &m);
        wire_free(&m);
    }
    atomic_fetch_sub(&engine->frames_waiting, 1);
}

static bool begins(const struct arrived* arrived, const char* verb) {
    const size_t length = strlen(verb);
    return arrived->size > 8 + length && memcmp(arrived->data + 8, verb, length) == 0;
}

static void hand_over(struct engine* engine, struct arrived* arrived) {
    if (begins(arrived, "audio\n")) {
        struct wire_message m;
        if (wire_parse(arrived->data, arrived->size, &m)) {
            player_audio(engine, &m);
            wire_free(&m);
        }
        free(arrived);
    } else if (begins(arrived, "video\n") || begins(arrived, "sei\n")) {
        if (atomic_fetch_add(&engine->frames_waiting, 1) >= FRAMES_LIMIT) {
            atomic_fetch_sub(&engine->frames_waiting, 1);
            free(arrived);
        } else {
            post(engine, RENDERER, render, arrived);
        }
    } else {
        post(engine, NETWORK, handle, arrived);
    }
}

static bool read_exactly(socket_type socket, unsigned char* data, size_t size) {
    while (size > 0) {
        const size_t got = socket_receive(socket, data, size);
        if (got == 0) {
            return false;
        }
        data += got;
        size -= got;
    }
    return true;
}

static void read_all(struct engine* engine, socket_type socket) {
    unsigned char head[4];
    while (read_exactly(socket, head, sizeof head)) {
        const size_t body =
            (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        struct arrived* arrived =
            body < SIZE_LIMIT ? malloc(sizeof *arrived + body + sizeof head) : NULL;
        if (arrived == NULL) {
            return;
        }
        arrived->size = body + sizeof head;
        memcpy(arrived->data, head, sizeof head);
        if (!read_exactly(socket, arrived->data + sizeof head, body)) {
            free(arrived);
            return;
        }
        hand_over(engine, arrived);
    }
}

static void say_hello(struct engine* engine) {
    struct buffer message = {0};
    char sign[65];
    copy_text(sign, sizeof sign, engine->profile.app_sign);
    wire_begin(&message, "hello");
    wire_put_number(&message, "app", engine->profile.app_id);
    wire_put(&message, "sign", sign[0] != '\0' ? "given" : "");
    wire_put_number(&message, "process", getpid());
    wire_put_number(&message, "variant", ZEGO_ABI);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
}

static bool is_ending(struct engine* engine) {
    pthread_mutex_lock(&engine->lock);
    const bool ending = engine->link_ending;
    pthread_mutex_unlock(&engine->lock);
    return ending;
}

static void one_connection(struct engine* engine, socket_type socket) {
    pthread_mutex_lock(&engine->send_lock);
    engine->socket = socket;
    pthread_mutex_unlock(&engine->send_lock);
    if (!is_ending(engine)) {
        say_hello(engine);
        read_all(engine, socket);
    }
    pthread_mutex_lock(&engine->send_lock);
    engine->socket = NO_SOCKET;
    pthread_mutex_unlock(&engine->send_lock);
    socket_close(socket);
    pthread_mutex_lock(&engine->lock);
    engine->link_up = false;
    engine->cut = false;
    const bool ending = engine->link_ending;
    pthread_mutex_unlock(&engine->lock);
    if (!ending) {
        post(engine, NETWORK, link_was_lost, NULL);
    }
}

static void* keep_connected(void* argument) {
    struct engine* engine = argument;
    char address[sizeof engine->reached];
    pthread_mutex_lock(&engine->lock);
    copy_text(address, sizeof address, engine->reached);
    pthread_mutex_unlock(&engine->lock);
    while (!is_ending(engine)) {
        const socket_type socket = socket_connect(address);
        if (socket != NO_SOCKET) {
            one_connection(engine, socket);
        }
        pthread_mutex_lock(&engine->lock);
        engine->link_tried = true;
        pthread_cond_broadcast(&engine->changed);
        pthread_mutex_unlock(&engine->lock);
        for (int waited = 0; waited < AGAIN_MS && !is_ending(engine); waited += 10) {
            sleep_ms(10);
        }
    }
    return NULL;
}

bool link_start(struct engine* engine) {
    pthread_mutex_lock(&engine->lock);
    engine->link_ending = engine->link_up = engine->link_tried = engine->cut = false;
    pthread_mutex_unlock(&engine->lock);
    if (pthread_create(&engine->link_thread, NULL, keep_connected, engine) != 0) {
        return false;
    }
    // What the tests have set (devices, calls that hang) is known when init returns.
    const long long until = now_ms() + FIRST_WAIT_MS;
    pthread_mutex_lock(&engine->lock);
    while (!engine->link_tried && now_ms() < until) {
        pthread_mutex_unlock(&engine->lock);
        sleep_ms(1);
        pthread_mutex_lock(&engine->lock);
    }
    pthread_mutex_unlock(&engine->lock);
    return true;
}

void link_stop(struct engine* engine, pthread_t but) {
    pthread_mutex_lock(&engine->lock);
    engine->link_ending = true;
    engine->link_up = false;
    const pthread_t thread = engine->link_thread;
    pthread_mutex_unlock(&engine->lock);
    pthread_mutex_lock(&engine->send_lock);
    socket_shut(engine->socket);
    pthread_mutex_unlock(&engine->send_lock);
    if (!pthread_equal(thread, but)) {  // no callback runs on it
        pthread_join(thread, NULL);
    }
}

bool link_usable(struct engine* engine) {
    pthread_mutex_lock(&engine->lock);
    const bool usable = engine->link_up && !engine->cut;
    pthread_mutex_unlock(&engine->lock);
    return usable;
}

void link_send(struct engine* engine, struct buffer* message) {
    pthread_mutex_lock(&engine->send_lock);
    if (engine->socket != NO_SOCKET) {
        socket_send_all(engine->socket, message->data, message->size);
    }
    pthread_mutex_unlock(&engine->send_lock);
    buffer_free(message);
}
