// Handles, callback registration and the frame around every call.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { HANDLES = 256, LEAVING_MS = 3000 };

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static struct engine* the_one;
#if ZEGO_ABI == 2
static struct engine* known[HANDLES];
#endif

static bool like_windows(void) {
    const char* platform = getenv("ZEGO_STANDIN_PLATFORM");
    if (platform != NULL && platform[0] != '\0') {
        return strcmp(platform, "linux") != 0;
    }
#ifdef __linux__
    return false;
#else
    return true;
#endif
}

static struct engine* make_engine(void) {
    struct engine* engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        return NULL;
    }
    pthread_mutex_init(&engine->lock, NULL);
    pthread_mutex_init(&engine->slots_lock, NULL);
    pthread_mutex_init(&engine->workers_lock, NULL);
    pthread_mutex_init(&engine->send_lock, NULL);
    pthread_cond_init(&engine->changed, NULL);
    engine->windows = like_windows();
    engine->socket = NO_SOCKET;
    engine->room_retry_s = 1200;
    engine->av_retry_s = 1200;
    engine->speed = 1;
    return engine;
}

static struct engine* the_only_engine(void) {
    pthread_mutex_lock(&registry);
    if (the_one == NULL) {
        the_one = make_engine();
    }
    struct engine* found = the_one;
    pthread_mutex_unlock(&registry);
    return found;
}

#if ZEGO_ABI == 2
zego_handle EXPORT(zego_express_engine_create_handle)(void) {
    faults_hang(NULL, __func__);
    if (like_windows()) {
        return NULL;
    }
    struct engine* made = make_engine();
    pthread_mutex_lock(&registry);
    int at = 0;
    while (at < HANDLES && known[at] != NULL) {
        ++at;
    }
    if (at < HANDLES) {
        known[at] = made;
    }
    pthread_mutex_unlock(&registry);
    return made;
}

/// Wait for an uninit on another thread; false when it does not end, or runs on this one.
static bool is_left(struct engine* engine) {
    const long long until = now_ms() + LEAVING_MS;
    bool left = false;
    while (!left && now_ms() < until) {
        pthread_mutex_lock(&engine->lock);
        left = !engine->uniniting && workers_gone();
        pthread_mutex_unlock(&engine->lock);
        if (!left) {
            sleep_ms(1);
        }
    }
    return left;
}

void EXPORT(zego_express_engine_destroy_handle)(zego_handle handle) {
    struct engine* engine = engine_of(handle);
    if (engine == NULL || like_windows()) {
        return;
    }
    engine_uninit(engine);
    pthread_mutex_lock(&registry);
    for (int at = 0; at < HANDLES; ++at) {
        if (known[at] == engine) {
            known[at] = NULL;
        }
    }
    pthread_mutex_unlock(&registry);
    if (!is_left(engine)) {
        return;  // better lost than freed under somebody's feet
    }
    pthread_mutex_destroy(&engine->lock);
    pthread_mutex_destroy(&engine->slots_lock);
    pthread_mutex_destroy(&engine->workers_lock);
    pthread_mutex_destroy(&engine->send_lock);
    pthread_cond_destroy(&engine->changed);
    free(engine);
}

struct engine* engine_of(zego_handle handle) {
    if (like_windows()) {
        return the_only_engine();
    }
    struct engine* found = NULL;
    pthread_mutex_lock(&registry);
    for (int at = 0; at < HANDLES && handle != NULL; ++at) {
        if (known[at] == handle) {
            found = known[at];
        }
    }
    pthread_mutex_unlock(&registry);
    return found;
}
#else
struct engine* engine_of(zego_handle handle) {
    (void)handle;
    return the_only_engine();
}
#endif

#ifndef _WIN32
__attribute__((destructor)) static void forget_the_one(void) {
    pthread_mutex_lock(&registry);
    if (the_one != NULL && the_one->life == NOT_BORN) {
        free(the_one);
        the_one = NULL;
    }
    pthread_mutex_unlock(&registry);
}
#endif

int enter(struct engine* engine, const char* call, int needs_life) {
    faults_hang(engine, call);
    if (engine == NULL) {
        return NO_ENGINE;
    }
    if (needs_life) {
        pthread_mutex_lock(&engine->lock);
        const bool alive = engine->life == ALIVE;
        pthread_mutex_unlock(&engine->lock);
        if (!alive) {
            return leave(engine, call, NO_ENGINE);
        }
    }
    return 0;
}

int leave(struct engine* engine, const char* call, int code) {
    if (engine == NULL) {
        return code != 0 ? code : NO_ENGINE;
    }
    char info[160];
    snprintf(info, sizeof info, "%s, error %d, https://doc-en.zego.im/", call, code);
    if (code != 0) {
        fire_debug_error(engine, code, call, info);
    }
    fire_api_called_result(engine, code, call, info);
    return code;
}

void set_slot(zego_handle handle, enum slot slot, any_function function, void* context) {
    struct engine* engine = engine_of(handle);
    if (engine == NULL) {
        return;
    }
    pthread_mutex_lock(&engine->slots_lock);
    engine->slots[slot] = (struct slot_value){function, context};
    pthread_mutex_unlock(&engine->slots_lock);
}

struct slot_value get_slot(struct engine* engine, enum slot slot) {
    pthread_mutex_lock(&engine->slots_lock);
    const struct slot_value found = engine->slots[slot];
    pthread_mutex_unlock(&engine->slots_lock);
    return found;
}

int next_seq(struct engine* engine) {
    return atomic_fetch_add(&engine->next_seq, 1) + 1;
}

int refused_seq(struct engine* engine) {
    return -next_seq(engine);
}

int EXPORT(zego_express_get_increase_seq)(HANDLE_ONLY) {
    struct engine* engine = engine_of(GIVEN_HANDLE);
    return engine != NULL ? next_seq(engine) : 0;
}

int EXPORT(zego_express_get_version)(HANDLE_AND const char** version) {
    ENTER_ANY_TIME;
    *version = ZEGO_ABI == 2 ? "3.25.0.0_standin" : "3.22.0.0_standin";
    return engine != NULL ? LEAVE(0) : 0;
}
