// The threads of an engine.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

enum { PACE_MS = 60 };

struct task {
    struct task* next;
    long long due;
    task_function run;
    void* data;
    drop_function drop;
};

struct worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct task* first;
    struct engine* engine;
    bool ending;
    bool alone;  // nobody waits for its end
    long long pace;
};

static atomic_int alone_count;

static void destroy(struct worker* worker) {
    while (worker->first != NULL) {
        struct task* task = worker->first;
        worker->first = task->next;
        if (task->drop != NULL) {
            task->drop(task->data);
        }
        free(task->data);
        free(task);
    }
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->wake);
    free(worker);
}

static void wait_until(struct worker* worker, long long due) {
    const long long wait = due - now_ms();
    struct timespec when;
    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec += (time_t)(wait / 1000);
    when.tv_nsec += (long)(wait % 1000) * 1000000;
    if (when.tv_nsec >= 1000000000) {
        when.tv_nsec -= 1000000000;
        ++when.tv_sec;
    }
    pthread_cond_timedwait(&worker->wake, &worker->lock, &when);
}

static struct task* next_task(struct worker* worker) {
    pthread_mutex_lock(&worker->lock);
    struct task* task = NULL;
    while (!worker->ending && task == NULL) {
        if (worker->first == NULL) {
            pthread_cond_wait(&worker->wake, &worker->lock);
        } else if (worker->first->due > now_ms()) {
            wait_until(worker, worker->first->due);
        } else {
            task = worker->first;
            worker->first = task->next;
        }
    }
    pthread_mutex_unlock(&worker->lock);
    return task;
}

static void* work(void* argument) {
    struct worker* worker = argument;
    for (;;) {
        struct task* task = next_task(worker);
        if (task == NULL) {
            break;
        }
        task->run(worker->engine, task->data);
        free(task->data);
        free(task);
        sleep_ms(worker->pace);
    }
    pthread_mutex_lock(&worker->lock);
    const bool alone = worker->alone;
    pthread_mutex_unlock(&worker->lock);
    if (alone) {
        destroy(worker);
        atomic_fetch_sub(&alone_count, 1);
    }
    return NULL;
}

bool workers_start(struct engine* engine) {
    for (int name = 0; name < WORKERS; ++name) {
        struct worker* worker = calloc(1, sizeof *worker);
        if (worker == NULL) {
            return false;
        }
        pthread_mutex_init(&worker->lock, NULL);
        pthread_cond_init(&worker->wake, NULL);
        worker->engine = engine;
        worker->pace = name == RESULTS ? scaled(engine, PACE_MS) : 0;
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
            destroy(worker);
            return false;
        }
        pthread_mutex_lock(&engine->workers_lock);
        engine->workers[name] = worker;
        pthread_mutex_unlock(&engine->workers_lock);
    }
    return true;
}

void workers_stop(struct engine* engine, pthread_t but) {
    struct worker* stopped[WORKERS];
    pthread_mutex_lock(&engine->workers_lock);
    memcpy(stopped, engine->workers, sizeof stopped);
    memset(engine->workers, 0, sizeof engine->workers);
    pthread_mutex_unlock(&engine->workers_lock);
    for (int name = 0; name < WORKERS; ++name) {
        struct worker* worker = stopped[name];
        if (worker == NULL) {
            continue;
        }
        const pthread_t thread = worker->thread;
        const bool alone = pthread_equal(thread, but) != 0;
        pthread_mutex_lock(&worker->lock);
        worker->ending = true;
        worker->alone = alone;
        pthread_cond_signal(&worker->wake);
        pthread_mutex_unlock(&worker->lock);
        if (alone) {
            atomic_fetch_add(&alone_count, 1);
            pthread_detach(thread);
        }
    }
    for (int name = 0; name < WORKERS; ++name) {
        struct worker* worker = stopped[name];
        if (worker != NULL && !pthread_equal(worker->thread, but)) {
            pthread_join(worker->thread, NULL);
            destroy(worker);
        }
    }
}

bool workers_gone(void) {
    return atomic_load(&alone_count) == 0;
}

#ifndef _WIN32
/// A library that is unloaded must not be left by a thread that is still on its way out.
__attribute__((destructor)) static void wait_for_those_alone(void) {
    for (int round = 0; round < 100 && atomic_load(&alone_count) > 0; ++round) {
        sleep_ms(10);
    }
}
#endif

static void enqueue(struct engine* engine, enum worker_name name, long long delay_ms,
                    task_function run, void* data, drop_function drop) {
    struct task* task = calloc(1, sizeof *task);
    pthread_mutex_lock(&engine->workers_lock);
    struct worker* worker = engine->workers[name];
    if (worker == NULL || task == NULL) {
        pthread_mutex_unlock(&engine->workers_lock);
        free(task);
        if (drop != NULL) {
            drop(data);
        }
        free(data);
        return;
    }
    *task = (struct task){.due = now_ms() + delay_ms, .run = run, .data = data, .drop = drop};
    pthread_mutex_lock(&worker->lock);
    struct task** place = &worker->first;
    while (*place != NULL && (*place)->due <= task->due) {
        place = &(*place)->next;
    }
    task->next = *place;
    *place = task;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    pthread_mutex_unlock(&engine->workers_lock);
}

void post_later(struct engine* engine, enum worker_name name, long long delay_ms, task_function run,
                void* data) {
    enqueue(engine, name, delay_ms, run, data, NULL);
}

void post(struct engine* engine, enum worker_name name, task_function run, void* data) {
    enqueue(engine, name, 0, run, data, NULL);
}

void post_owning(struct engine* engine, enum worker_name name, task_function run, void* data,
                 drop_function drop) {
    enqueue(engine, name, 0, run, data, drop);
}

long long scaled(const struct engine* engine, long long milliseconds) {
    return (long long)((double)milliseconds / engine->speed);
}

void* copied(const void* data, size_t size) {
    void* copy = malloc(size != 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    if (size != 0) {
        memcpy(copy, data, size);
    }
    return copy;
}
