// Quality every three seconds, the speed test, the performance monitor.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    PERIOD_MS = 3000,
    NO_WAY = 1015002,
    PERFORMANCE_PERIOD = 1015031,
    NO_NETWORK_AFTER_MS = 50,
};

static struct zego_publish_stream_quality publish_quality(struct publisher* publisher) {
    struct zego_publish_stream_quality quality;
    const double seconds = PERIOD_MS / 1000.0;
    memset(&quality, 0, sizeof quality);
    quality.video_capture_fps = publisher->pictures / seconds;
    quality.video_encode_fps = quality.video_send_fps = publisher->pictures_sent / seconds;
    quality.video_kbps = publisher->video_bytes * 8 / 1000 / seconds;
    quality.audio_kbps = publisher->audio_bytes * 8 / 1000 / seconds;
    quality.audio_capture_fps = quality.audio_send_fps = 50;
    quality.rtt = 1;
    quality.level = zego_stream_quality_level_excellent;
    quality.video_codec_id = publisher->video.codec_id;
    quality.total_send_bytes = publisher->all_video_bytes + publisher->all_audio_bytes;
    quality.video_send_bytes = publisher->all_video_bytes;
    quality.audio_send_bytes = publisher->all_audio_bytes;
    publisher->pictures = publisher->pictures_sent = 0;
    publisher->video_bytes = publisher->audio_bytes = 0;
    return quality;
}

static struct zego_play_stream_quality play_quality(struct player* player) {
    struct zego_play_stream_quality quality;
    const double seconds = PERIOD_MS / 1000.0;
    memset(&quality, 0, sizeof quality);
    quality.video_recv_fps = quality.video_dejitter_fps = player->pictures / seconds;
    quality.video_decode_fps = quality.video_render_fps = player->pictures / seconds;
    quality.video_kbps = player->video_bytes * 8 / 1000 / seconds;
    quality.audio_kbps = player->audio_bytes * 8 / 1000 / seconds;
    quality.mos = 4.5;
    quality.rtt = 1;
    quality.peer_to_peer_delay = quality.delay = player->delay_ms;
    quality.level = zego_stream_quality_level_excellent;
    quality.total_recv_bytes = player->all_video_bytes + player->all_audio_bytes;
    quality.video_recv_bytes = player->all_video_bytes;
    quality.audio_recv_bytes = player->all_audio_bytes;
    quality.mute_video = player->mute_video;
    quality.mute_audio = player->mute_audio;
    player->pictures = 0;
    player->video_bytes = player->audio_bytes = 0;
    return quality;
}

/// The user who publishes what a player plays; empty when it plays nothing.
static void find_owner(struct engine* engine, int at, char* user, size_t size) {
    pthread_mutex_lock(&engine->lock);
    const struct player* player = &engine->players[at];
    user[0] = '\0';
    for (unsigned known = 0; known < engine->room.stream_count; ++known) {
        const struct zego_stream* stream = &engine->room.streams[known];
        if (player->used && player->state == zego_player_state_playing &&
            strcmp(stream->stream_id, player->stream) == 0) {
            copy_text(user, size, stream->user.user_id);
        }
    }
    pthread_mutex_unlock(&engine->lock);
}

static void tell_network(struct engine* engine) {
    char user[ID_SIZE];
    fire_network_quality(engine, "", zego_stream_quality_level_excellent,
                         zego_stream_quality_level_excellent);
    for (int at = 0; at < PLAYERS; ++at) {
        find_owner(engine, at, user, sizeof user);
        if (user[0] != '\0') {
            fire_network_quality(engine, user, zego_stream_quality_level_excellent,
                                 zego_stream_quality_level_unknown);
        }
    }
}

static void tell_quality(struct engine* engine, void* data) {
    (void)data;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        struct publisher* publisher = &engine->publishers[channel];
        const bool runs = publisher->state == zego_publisher_state_publishing;
        copy_text(stream, sizeof stream, publisher->stream);
        const struct zego_publish_stream_quality quality = publish_quality(publisher);
        pthread_mutex_unlock(&engine->lock);
        if (runs) {
            fire_publisher_quality_update(engine, stream, quality);
        }
    }
    for (int at = 0; at < PLAYERS; ++at) {
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        struct player* player = &engine->players[at];
        const bool runs = player->used && player->state == zego_player_state_playing;
        copy_text(stream, sizeof stream, player->stream);
        const struct zego_play_stream_quality quality = play_quality(player);
        pthread_mutex_unlock(&engine->lock);
        if (runs) {
            fire_player_quality_update(engine, stream, quality);
        }
    }
    pthread_mutex_lock(&engine->lock);
    const bool inside = engine->room.presence == INSIDE;
    pthread_mutex_unlock(&engine->lock);
    if (inside) {
        const struct zego_rtc_stats_info stats = {.avg_tx_rtt = 1, .avg_rx_rtt = 1};
        tell_network(engine);
        fire_rtc_stats(engine, stats);
    }
}

static void tell_performance(struct engine* engine) {
    const struct zego_performance_status status = {.cpu_usage_app = 0.1,
                                                   .cpu_usage_system = 0.2,
                                                   .memory_usage_app = 0.05,
                                                   .memory_usage_system = 0.5,
                                                   .memory_used_app = 100};
    fire_performance_status_update(engine, status);
}

void quality_tick(struct engine* engine, long long tick) {
    const long long period = scaled(engine, PERIOD_MS) / TICK_MS;
    if (period > 0 && tick % period == 0) {
        post(engine, NETWORK, tell_quality, NULL);
    }
    pthread_mutex_lock(&engine->lock);
    const long long wanted = engine->performance_period_ms / TICK_MS;
    pthread_mutex_unlock(&engine->lock);
    if (wanted > 0 && tick % wanted == 0) {
        tell_performance(engine);
    }
}

int EXPORT(zego_express_start_performance_monitor)(HANDLE_AND unsigned int millisecond) {
    ENTER;
    if (millisecond < 1000 || millisecond > 10000) {
        return LEAVE(PERFORMANCE_PERIOD);
    }
    pthread_mutex_lock(&engine->lock);
    engine->performance_period_ms = (int)millisecond;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_stop_performance_monitor)(HANDLE_ONLY) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->performance_period_ms = 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

static void one_round(struct engine* engine, void* data) {
    const int round = *(int*)data;
    pthread_mutex_lock(&engine->lock);
    const bool current = engine->speed_test.round == round;
    const bool up = current && engine->speed_test.up;
    const bool down = current && engine->speed_test.down;
    const unsigned interval = engine->speed_test.interval;
    pthread_mutex_unlock(&engine->lock);
    if (!up && !down) {
        return;
    }
    if (!link_usable(engine)) {
        if (up) {
            fire_network_speed_test_error(engine, NO_WAY, zego_network_speed_test_type_uplink);
        }
        if (down) {
            fire_network_speed_test_error(engine, NO_WAY, zego_network_speed_test_type_downlink);
        }
        return;
    }
    const struct zego_network_speed_test_quality quality = {
        .connect_cost = 3, .rtt = 1, .quality = zego_stream_quality_level_excellent};
    if (up) {
        fire_network_speed_test_quality_update(engine, quality,
                                               zego_network_speed_test_type_uplink);
    }
    if (down) {
        fire_network_speed_test_quality_update(engine, quality,
                                               zego_network_speed_test_type_downlink);
    }
    post_later(engine, NETWORK, scaled(engine, interval), one_round, copied(&round, sizeof round));
}

int EXPORT(zego_express_start_network_speed_test)(
    HANDLE_AND struct zego_network_speed_test_config config, unsigned int interval) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    const int round = ++engine->speed_test.round;
    engine->speed_test.up = config.test_uplink;
    engine->speed_test.down = config.test_downlink;
    engine->speed_test.interval = interval != 0 ? interval : PERIOD_MS;
    pthread_mutex_unlock(&engine->lock);
    post_later(engine, NETWORK, scaled(engine, NO_NETWORK_AFTER_MS), one_round,
               copied(&round, sizeof round));
    return LEAVE(0);
}

int EXPORT(zego_express_stop_network_speed_test)(HANDLE_ONLY) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    ++engine->speed_test.round;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_get_network_time_info)(
    HANDLE_AND struct zego_network_time_info* time_info) {
    ENTER;
    if (time_info == NULL) {
        return LEAVE(BAD_ARGUMENT);
    }
    memset(time_info, 0, sizeof *time_info);
    time_info->timestamp = (unsigned long long)unix_ms();
    return LEAVE(0);
}

static void tell_connectivity(struct engine* engine, void* data) {
    enum { FAILED = 1015001 };
    const struct zego_test_network_connectivity_result result = {3};
    fire_test_network_connectivity(engine, *(int*)data, link_usable(engine) ? 0 : FAILED, result);
}

int EXPORT(zego_express_test_network_connectivity)(HANDLE_AND zego_seq* sequence) {
    ENTER;
    *sequence = next_seq(engine);
    post(engine, NETWORK, tell_connectivity, copied(sequence, sizeof *sequence));
    return LEAVE(0);
}
