// Snapshots. The picture itself would be a QImage, HBITMAP or CGImage: it is always null here.

#include <string.h>

#include "engine.h"

enum { PUBLISH_FAILED = 1003030, PLAY_FAILED = 1004030 };

static void tell_published(struct engine* engine, void* data) {
    const int channel = *(int*)data;
    pthread_mutex_lock(&engine->lock);
    const bool there = engine->publishers[channel].last.data != NULL;
    pthread_mutex_unlock(&engine->lock);
    fire_publisher_take_snapshot_result(engine, there ? 0 : PUBLISH_FAILED,
                                        (enum zego_publish_channel)channel, NULL);
}

static int take_published(struct engine* engine, int channel) {
    const int code = check_channel(channel);
    if (code == 0) {
        post(engine, SIDE, tell_published, copied(&channel, sizeof channel));
    }
    return code;
}

int EXPORT(zego_express_take_publish_stream_snapshot)(
    HANDLE_AND enum zego_publish_channel channel) {
    ENTER;
    return LEAVE(take_published(engine, (int)channel));
}

int EXPORT(zego_express_take_publish_stream_snapshot_by_config)(
    HANDLE_AND struct zego_publisher_take_snapshot_config config,
    enum zego_publish_channel channel) {
    ENTER;
    (void)config;
    return LEAVE(take_published(engine, (int)channel));
}

static void tell_played(struct engine* engine, void* data) {
    const char* stream = data;
    pthread_mutex_lock(&engine->lock);
    const struct player* player = player_of(engine, stream);
    const bool there = player != NULL && player->last.data != NULL;
    pthread_mutex_unlock(&engine->lock);
    fire_player_take_snapshot_result(engine, there ? 0 : PLAY_FAILED, stream, NULL);
}

int EXPORT(zego_express_take_play_stream_snapshot)(HANDLE_AND const char* stream_id) {
    ENTER;
    const int code = check_stream_id(stream_id);
    if (code == 0) {
        post(engine, SIDE, tell_played, copied(stream_id, strlen(stream_id) + 1));
    }
    return LEAVE(code);
}
