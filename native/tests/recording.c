// Local recording: an AVI file of raw I420 and PCM, whatever its suffix says.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    SUFFIX_WRONG = 1010002,
    OPEN_FAILED = 1010013,
    HEADER = 324,
    SIZE_LIMIT = 512 << 20,
    PROGRESS_TICKS = 1000 / TICK_MS,
};

struct index_entry {
    unsigned char name[4];
    unsigned at;
    unsigned size;
};

struct recording {
    FILE* file;
    struct zego_data_record_config config;
    int width;
    int height;
    int fps;
    unsigned pictures;
    unsigned samples;
    unsigned written;
    struct index_entry* index;
    unsigned count;
    long long begun;
    long long ticks;
};

static void number(FILE* file, unsigned value, int bytes) {
    for (int at = 0; at < bytes; ++at) {
        fputc((int)(value >> (8 * at) & 255), file);
    }
}

static void tag(FILE* file, const char* name) {
    fwrite(name, 1, 4, file);
}

static void stream_header(FILE* file, bool video, const struct recording* recording) {
    tag(file, "strh");
    number(file, 56, 4);
    tag(file, video ? "vids" : "auds");
    tag(file, video ? "I420" : "\1\0\0");
    number(file, 0, 4);
    number(file, 0, 4);
    number(file, 0, 4);
    number(file, video ? 1 : 2, 4);
    number(file, video ? (unsigned)recording->fps : RATE * 2, 4);
    number(file, 0, 4);
    number(file, video ? recording->pictures : recording->samples, 4);
    number(file, 0, 4);
    number(file, 0xffffffff, 4);
    number(file, video ? 0 : 2, 4);
    number(file, 0, 4);
    number(file, 0, 4);
}

static void video_format(FILE* file, const struct recording* recording) {
    tag(file, "strf");
    number(file, 40, 4);
    number(file, 40, 4);
    number(file, (unsigned)recording->width, 4);
    number(file, (unsigned)recording->height, 4);
    number(file, 1, 2);
    number(file, 12, 2);
    tag(file, "I420");
    number(file, (unsigned)picture_size(recording->width, recording->height), 4);
    for (int at = 0; at < 4; ++at) {
        number(file, 0, 4);
    }
}

static void audio_format(FILE* file) {
    tag(file, "strf");
    number(file, 16, 4);
    number(file, 1, 2);
    number(file, 1, 2);
    number(file, RATE, 4);
    number(file, RATE * 2, 4);
    number(file, 2, 2);
    number(file, 16, 2);
}

static void header(const struct recording* recording) {
    FILE* file = recording->file;
    const unsigned index = recording->count * 16;
    tag(file, "RIFF");
    number(file, HEADER - 8 + recording->written + 8 + index, 4);
    tag(file, "AVI ");
    tag(file, "LIST");
    number(file, 4 + 64 + 124 + 100, 4);
    tag(file, "hdrl");
    tag(file, "avih");
    number(file, 56, 4);
    number(file, 1000000u / (unsigned)recording->fps, 4);
    number(file, 0, 4);
    number(file, 0, 4);
    number(file, 0x10, 4);
    number(file, recording->pictures, 4);
    number(file, 0, 4);
    number(file, 2, 4);
    number(file, 0, 4);
    number(file, (unsigned)recording->width, 4);
    number(file, (unsigned)recording->height, 4);
    for (int at = 0; at < 4; ++at) {
        number(file, 0, 4);
    }
    tag(file, "LIST");
    number(file, 4 + 64 + 48, 4);
    tag(file, "strl");
    stream_header(file, true, recording);
    video_format(file, recording);
    tag(file, "LIST");
    number(file, 4 + 64 + 24, 4);
    tag(file, "strl");
    stream_header(file, false, recording);
    audio_format(file);
    tag(file, "LIST");
    number(file, 4 + recording->written, 4);
    tag(file, "movi");
}

static void chunk(struct recording* recording, const char* name, const void* data, size_t size) {
    if (recording->written > SIZE_LIMIT) {
        return;
    }
    if (recording->count % 1024 == 0) {
        struct index_entry* grown =
            realloc(recording->index, (recording->count + 1024) * sizeof *grown);
        if (grown == NULL) {
            return;
        }
        recording->index = grown;
    }
    struct index_entry* entry = &recording->index[recording->count++];
    memcpy(entry->name, name, 4);
    entry->at = 4 + recording->written;
    entry->size = (unsigned)size;
    tag(recording->file, name);
    number(recording->file, (unsigned)size, 4);
    fwrite(data, 1, size, recording->file);
    number(recording->file, 0, (int)(size & 1));
    recording->written += 8 + (unsigned)size + (unsigned)(size & 1);
}

void recording_picture(struct publisher* publisher, const struct picture* picture) {
    struct recording* recording = publisher->recording;
    if (recording != NULL && picture->width == recording->width &&
        picture->height == recording->height) {
        ++recording->pictures;
        chunk(recording, "00dc", picture->data, picture_size(picture->width, picture->height));
    }
}

void recording_sound(struct publisher* publisher, const int16_t* frames, int count, int channels) {
    struct recording* recording = publisher->recording;
    int16_t* mono = recording != NULL ? malloc((size_t)count * sizeof *mono) : NULL;
    if (mono == NULL) {
        return;
    }
    for (int at = 0; at < count; ++at) {
        mono[at] = frames[at * channels];
    }
    recording->samples += (unsigned)count;
    chunk(recording, "01wb", mono, (size_t)count * sizeof *mono);
    free(mono);
}

static void finish(struct recording* recording) {
    tag(recording->file, "idx1");
    number(recording->file, recording->count * 16, 4);
    for (unsigned at = 0; at < recording->count; ++at) {
        const struct index_entry* entry = &recording->index[at];
        fwrite(entry->name, 1, 4, recording->file);
        number(recording->file, 0x10, 4);
        number(recording->file, entry->at, 4);
        number(recording->file, entry->size, 4);
    }
    rewind(recording->file);
    header(recording);
    fclose(recording->file);
    free(recording->index);
    free(recording);
}

static bool good_suffix(const char* path) {
    static const char* const suffixes[] = {".mp4", ".flv", ".aac"};
    const char* dot = strrchr(path, '.');
    for (size_t at = 0; dot != NULL && at < sizeof suffixes / sizeof *suffixes; ++at) {
        if (strcmp(dot, suffixes[at]) == 0) {
            return true;
        }
    }
    return false;
}

struct told {
    enum zego_data_record_state state;
    int channel;
    struct zego_data_record_config config;
};

static void tell(struct engine* engine, void* data) {
    const struct told* told = data;
    fire_captured_data_record_state_update(engine, told->state, 0, told->config,
                                           (enum zego_publish_channel)told->channel);
}

static void tell_soon(struct engine* engine, int channel, enum zego_data_record_state state,
                      const struct zego_data_record_config* config) {
    const struct told told = {state, channel, *config};
    post(engine, SIDE, tell, copied(&told, sizeof told));
}

static int start(struct engine* engine, const struct zego_data_record_config* config, int channel) {
    if (strnlen(config->file_path, sizeof config->file_path) == sizeof config->file_path ||
        !good_suffix(config->file_path)) {
        return SUFFIX_WRONG;
    }
    struct recording* recording = calloc(1, sizeof *recording);
    FILE* file = recording != NULL ? fopen(config->file_path, "wb") : NULL;
    if (file == NULL) {
        free(recording);
        return OPEN_FAILED;
    }
    recording->file = file;
    recording->config = *config;
    recording->begun = now_ms();
    pthread_mutex_lock(&engine->lock);
    struct publisher* publisher = &engine->publishers[channel];
    recording->width = publisher->video.encode_width;
    recording->height = publisher->video.encode_height;
    recording->fps = publisher->video.fps;
    header(recording);
    struct recording* before = publisher->recording;
    publisher->recording = recording;
    pthread_mutex_unlock(&engine->lock);
    if (before != NULL) {
        finish(before);
    }
    return 0;
}

int EXPORT(zego_express_start_recording_captured_data)(
    HANDLE_AND struct zego_data_record_config config, enum zego_publish_channel channel) {
    ENTER;
    int code = check_channel((int)channel);
    code = code != 0 ? code : start(engine, &config, (int)channel);
    if (code != 0) {
        fire_captured_data_record_state_update(engine, zego_data_record_state_no_record, code,
                                               config, channel);
    } else {
        tell_soon(engine, (int)channel, zego_data_record_state_recording, &config);
        media_reconcile(engine);
    }
    return LEAVE(code);
}

static bool stop(struct engine* engine, int channel, struct zego_data_record_config* config) {
    pthread_mutex_lock(&engine->lock);
    struct recording* recording = engine->publishers[channel].recording;
    engine->publishers[channel].recording = NULL;
    pthread_mutex_unlock(&engine->lock);
    if (recording == NULL) {
        return false;
    }
    *config = recording->config;
    finish(recording);
    return true;
}

int EXPORT(zego_express_stop_recording_captured_data)(
    HANDLE_AND enum zego_publish_channel channel) {
    ENTER;
    struct zego_data_record_config config;
    const int code = check_channel((int)channel);
    if (code == 0 && stop(engine, (int)channel, &config)) {
        tell_soon(engine, (int)channel, zego_data_record_state_success, &config);
        media_reconcile(engine);
    }
    return LEAVE(code);
}

void recordings_stop(struct engine* engine) {
    struct zego_data_record_config config;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        stop(engine, channel, &config);
    }
}

void recording_tick(struct engine* engine) {
    for (int channel = 0; channel < CHANNELS; ++channel) {
        struct zego_data_record_progress progress;
        struct zego_data_record_config config;
        memset(&progress, 0, sizeof progress);
        bool due = false;
        pthread_mutex_lock(&engine->lock);
        struct recording* recording = engine->publishers[channel].recording;
        if (recording != NULL) {
            due = ++recording->ticks % PROGRESS_TICKS == 0;
            progress.duration = (unsigned long long)(now_ms() - recording->begun);
            progress.current_file_size = HEADER + recording->written;
            progress.quality.level = zego_stream_quality_level_excellent;
            config = recording->config;
        }
        pthread_mutex_unlock(&engine->lock);
        if (due) {
            fire_captured_data_record_progress_update(engine, progress, config,
                                                      (enum zego_publish_channel)channel);
        }
    }
}
