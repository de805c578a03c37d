// Sound: rings, levels, what is played and who listens.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { PERIOD_WRONG = 1006031, FETCHED_LATELY_MS = 1000 };

/// A sine of full scale has level 100, one of half scale 50.
static const double FULL_SINE = 141.42;

double level_of(const int16_t* samples, int count) {
    double sum = 0;
    for (int at = 0; at < count; ++at) {
        sum += (double)samples[at] * samples[at];
    }
    const double mean = count > 0 ? sqrt(sum / count) / 32768 : 0;
    return fmin(100, mean * FULL_SINE);
}

void ring_write(struct ring* ring, const int16_t* samples, int frames, int rate, int channels) {
    if (ring->frames == NULL) {
        ring->frames = calloc(RING_FRAMES * 2, sizeof *ring->frames);
        if (ring->frames == NULL) {
            abort();
        }
    }
    const int made = (int)((long long)frames * RATE / rate);
    for (int at = 0; at < made; ++at) {
        const int from = (int)((long long)at * rate / RATE) * channels;
        if (ring->count == RING_FRAMES) {
            ring->first = (ring->first + 1) % RING_FRAMES;
            --ring->count;
        }
        int16_t* place = ring->frames + (size_t)((ring->first + ring->count) % RING_FRAMES) * 2;
        place[0] = samples[from];
        place[1] = samples[from + channels - 1];
        ++ring->count;
    }
}

int ring_read(struct ring* ring, int16_t* stereo, int frames) {
    const int there = ring->count < frames ? ring->count : frames;
    for (int at = 0; at < there; ++at) {
        memcpy(stereo + at * 2, ring->frames + (size_t)((ring->first + at) % RING_FRAMES) * 2,
               2 * sizeof *stereo);
    }
    memset(stereo + there * 2, 0, (size_t)(frames - there) * 2 * sizeof *stereo);
    ring->first = there != 0 ? (ring->first + there) % RING_FRAMES : ring->first;
    ring->count -= there;
    return there;
}

/// Turn 48 kHz stereo into what an observer asked for; returns the number of samples.
static int convert(const int16_t* stereo, int frames, struct zego_audio_frame_param to,
                   int16_t* out) {
    const int rate = to.sample_rate > 0 ? (int)to.sample_rate : RATE;
    const int channels = to.channel == zego_audio_channel_stereo ? 2 : 1;
    const int made = (int)((long long)frames * rate / RATE);
    for (int at = 0; at < made; ++at) {
        const int16_t* from = stereo + (long long)at * RATE / rate * 2;
        if (channels == 2) {
            out[at * 2] = from[0];
            out[at * 2 + 1] = from[1];
        } else {
            out[at] = (int16_t)((from[0] + from[1]) / 2);
        }
    }
    return made * channels;
}

static void add(int* mix, const int16_t* sound, int volume) {
    for (int at = 0; at < TICK_FRAMES * 2; ++at) {
        mix[at] += sound[at] * volume / 100;
    }
}

static void play(struct engine* engine) {
    int mix[TICK_FRAMES * 2] = {0};
    int16_t out[TICK_FRAMES * 2];
    int16_t converted[TICK_FRAMES * 2];
    for (int at = 0; at < PLAYERS; ++at) {
        int16_t sound[TICK_FRAMES * 2];
        char stream[ID_SIZE];
        pthread_mutex_lock(&engine->lock);
        struct player* player = &engine->players[at];
        const bool there = player->used && player->ring.frames != NULL;
        const bool watched = (engine->observed & zego_audio_data_callback_bit_mask_player) != 0;
        const struct zego_audio_frame_param param = engine->observer;
        if (there) {
            copy_text(stream, sizeof stream, player->stream);
            if (ring_read(&player->ring, sound, TICK_FRAMES) == 0) {
                player->level = 0;
            }
            add(mix, sound, player->volume);
        }
        pthread_mutex_unlock(&engine->lock);
        if (there && watched) {
            const int samples = convert(sound, TICK_FRAMES, param, converted);
            fire_player_audio_data(engine, (const unsigned char*)converted,
                                   (unsigned)samples * (unsigned)sizeof *converted, param, stream);
        }
    }
    pthread_mutex_lock(&engine->lock);
    for (int at = 0; at < TICK_FRAMES * 2; ++at) {
        const int value = mix[at] > 32767 ? 32767 : (mix[at] < -32768 ? -32768 : mix[at]);
        out[at] = engine->speaker_muted ? 0 : (int16_t)value;
    }
    if (now_ms() - engine->fetched_at < FETCHED_LATELY_MS) {
        ring_write(&engine->playback, out, TICK_FRAMES, RATE, 2);
    }
    const unsigned observed = engine->observed;
    const struct zego_audio_frame_param param = engine->observer;
    pthread_mutex_unlock(&engine->lock);
    const int samples = convert(out, TICK_FRAMES, param, converted);
    const unsigned size = (unsigned)samples * (unsigned)sizeof *converted;
    if ((observed & zego_audio_data_callback_bit_mask_playback) != 0) {
        fire_playback_audio_data(engine, (const unsigned char*)converted, size, param);
    }
    if ((observed & zego_audio_data_callback_bit_mask_mixed) != 0) {
        fire_mixed_audio_data(engine, (const unsigned char*)converted, size, param);
    }
}

static void tell_levels(struct engine* engine) {
    struct zego_sound_level_info* remote = calloc(PLAYERS, sizeof *remote);
    struct zego_sound_level_info captured;
    unsigned count = 0;
    if (remote == NULL) {
        return;
    }
    memset(&captured, 0, sizeof captured);
    pthread_mutex_lock(&engine->lock);
    for (int channel = 0; channel < CHANNELS; ++channel) {
        captured.sound_level = (float)fmax(captured.sound_level, engine->publishers[channel].level);
        engine->publishers[channel].level *= 0.5;
    }
    captured.vad = engine->level_vad && captured.sound_level > 5;
    for (int at = 0; at < PLAYERS; ++at) {
        const struct player* player = &engine->players[at];
        if (player->used && player->state == zego_player_state_playing) {
            copy_text(remote[count].stream_id, sizeof remote->stream_id, player->stream);
            remote[count].sound_level = (float)player->level;
            remote[count].vad = engine->level_vad && player->level > 5;
            ++count;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    fire_captured_sound_level_update(engine, &captured);
    fire_captured_sound_level_info_update(engine, &captured);
    if (count != 0) {
        fire_remote_sound_level_update(engine, remote, count);
        fire_remote_sound_level_info_update(engine, remote, count);
    }
    free(remote);
}

void sound_tick(struct engine* engine, long long tick) {
    pthread_mutex_lock(&engine->lock);
    const int period = engine->level_period_ms / TICK_MS;
    const bool running = engine->media_running;
    pthread_mutex_unlock(&engine->lock);
    if (running) {
        play(engine);
    }
    if (period > 0 && tick % period == 0) {
        tell_levels(engine);
    }
}

static int set_levels(struct engine* engine, unsigned period_ms, bool vad) {
    if (period_ms < 100 || period_ms > 3000) {
        return PERIOD_WRONG;
    }
    pthread_mutex_lock(&engine->lock);
    engine->level_period_ms = (int)period_ms;
    engine->level_vad = vad;
    pthread_mutex_unlock(&engine->lock);
    return 0;
}

int EXPORT(zego_express_start_sound_level_monitor)(HANDLE_AND unsigned int millisecond) {
    ENTER;
    return LEAVE(set_levels(engine, millisecond, false));
}

int EXPORT(zego_express_start_sound_level_monitor_with_config)(
    HANDLE_AND struct zego_sound_level_config config) {
    ENTER;
    return LEAVE(set_levels(engine, config.millisecond, config.enable_vad));
}

int EXPORT(zego_express_stop_sound_level_monitor)(HANDLE_ONLY) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->level_period_ms = 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_start_audio_data_observer)(HANDLE_AND unsigned int observer_bit_mask,
                                                   struct zego_audio_frame_param param) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->observed = observer_bit_mask;
    engine->observer = param;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}

int EXPORT(zego_express_stop_audio_data_observer)(HANDLE_ONLY) {
    ENTER;
    pthread_mutex_lock(&engine->lock);
    engine->observed = 0;
    pthread_mutex_unlock(&engine->lock);
    return LEAVE(0);
}
