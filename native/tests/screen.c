// Screens and windows as sources; not on Linux.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { NO_SUPPORT = 1020001, NO_INSTANCE = 1020003, TOO_MANY = 1020004, THUMB = 32 };

void screens_reset(struct engine* engine) {
    memset(engine->screens, 0, sizeof engine->screens);
}

static void fill(struct zego_screen_capture_source_info* info, bool window, const char* name,
                 uintptr_t id) {
    memset(info, 0, sizeof *info);
    info->source_type =
        window ? zego_screen_capture_source_type_window : zego_screen_capture_source_type_screen;
    info->source_id = (void*)id;
    copy_text(info->source_name, sizeof info->source_name, name);
    info->thumbnail_image.width = info->thumbnail_image.height = THUMB;
    info->thumbnail_image.length = THUMB * THUMB * 4;
    info->thumbnail_image.buffer = calloc(1, THUMB * THUMB * 4);
}

struct zego_screen_capture_source_info* EXPORT(zego_express_get_screen_capture_sources)(
    HANDLE_AND int thumbnail_width, int thumbnail_height, int icon_width, int icon_height,
    int* source_count) {
    ENTER_ANY_TIME;
    (void)thumbnail_width;
    (void)thumbnail_height;
    (void)icon_width;
    (void)icon_height;
    struct zego_screen_capture_source_info* list = calloc(3, sizeof *list);
    const bool there = engine != NULL && engine->windows;
    if (list == NULL) {
        abort();
    }
    if (there) {
        fill(&list[0], false, "Stand-in Screen", 1);
        fill(&list[1], true, "Fenster \xe2\x80\x93 \xe7\xaa\x97", 2);
    }
    *source_count = there ? 2 : 0;
    (void)LEAVE(there ? 0 : NO_SUPPORT);
    return list;
}

int EXPORT(zego_express_free_screen_capture_source_list)(
    HANDLE_AND struct zego_screen_capture_source_info* source_list, int source_count) {
    ENTER_ANY_TIME;
    for (int at = 0; source_list != NULL && at < source_count; ++at) {
        free(source_list[at].thumbnail_image.buffer);
        free(source_list[at].icon_image.buffer);
    }
    free(source_list);
    return LEAVE(0);
}

/// The number of the new source, or -1.
int EXPORT(zego_express_create_screen_capture_source)(
    HANDLE_AND void* source_id, enum zego_screen_capture_source_type source_type) {
    ENTER_ANY_TIME;
    if (engine == NULL || !engine->windows) {
        (void)LEAVE(NO_SUPPORT);
        return -1;
    }
    int made = -1;
    pthread_mutex_lock(&engine->lock);
    for (int at = 0; engine->life == ALIVE && made < 0 && at < SCREENS; ++at) {
        if (!engine->screens[at].used) {
            engine->screens[at] =
                (struct screen){.used = true, .source_id = source_id, .type = source_type};
            made = at;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    (void)LEAVE(made < 0 ? TOO_MANY : 0);
    return made;
}

/// Do something to a source under the lock; `what` says what.
enum doing { DESTROY, UPDATE, START, STOP, NOTHING };

static int act(struct engine* engine, int instance, enum doing what, void* source_id,
               enum zego_screen_capture_source_type type) {
    if (!engine->windows) {
        return NO_SUPPORT;
    }
    int code = NO_INSTANCE;
    pthread_mutex_lock(&engine->lock);
    if (instance >= 0 && instance < SCREENS && engine->screens[instance].used) {
        struct screen* screen = &engine->screens[instance];
        code = 0;
        if (what == DESTROY) {
            memset(screen, 0, sizeof *screen);
        } else if (what == UPDATE) {
            screen->source_id = source_id;
            screen->type = type;
        } else if (what != NOTHING) {
            screen->capturing = what == START;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return code;
}

int EXPORT(zego_express_destroy_screen_capture_source)(HANDLE_AND int instance_index) {
    ENTER;
    return LEAVE(
        act(engine, instance_index, DESTROY, NULL, zego_screen_capture_source_type_unknow));
}

int EXPORT(zego_express_screen_capture_update_capture_source)(
    HANDLE_AND void* source_id, enum zego_screen_capture_source_type source_type,
    int instance_index) {
    ENTER;
    return LEAVE(act(engine, instance_index, UPDATE, source_id, source_type));
}

int EXPORT(zego_express_screen_capture_start_capture)(HANDLE_AND int instance_index) {
    ENTER;
    return LEAVE(act(engine, instance_index, START, NULL, zego_screen_capture_source_type_unknow));
}

int EXPORT(zego_express_screen_capture_stop_capture)(HANDLE_AND int instance_index) {
    ENTER;
    return LEAVE(act(engine, instance_index, STOP, NULL, zego_screen_capture_source_type_unknow));
}

/// Until a picture was captured this is what happened to lie in memory.
struct zego_rect EXPORT(zego_express_screen_capture_get_capture_source_rect)(
    HANDLE_AND int instance_index) {
    ENTER_ANY_TIME;
    struct zego_rect rect = {-842150451, 32767, 0, -1431655766};
    if (engine != NULL && instance_index >= 0 && instance_index < SCREENS) {
        pthread_mutex_lock(&engine->lock);
        if (engine->screens[instance_index].used && engine->screens[instance_index].seen) {
            rect = (struct zego_rect){0, 0, 1920, 1080};
        }
        pthread_mutex_unlock(&engine->lock);
        (void)LEAVE(0);
    }
    return rect;
}

int EXPORT(zego_express_screen_capture_update_capture_region)(HANDLE_AND struct zego_rect rect,
                                                              int instance_index) {
    ENTER;
    (void)rect;
    return LEAVE(
        act(engine, instance_index, NOTHING, NULL, zego_screen_capture_source_type_unknow));
}
