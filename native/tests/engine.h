// One engine of the stand-in: its state, its threads and what its files ask of each other.
//
// `lock` guards everything that is not said to have its own guard. No callback runs under it.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define ZEGO_EXPORT __declspec(dllexport)
#else
#define ZEGO_EXPORT __attribute__((visibility("default")))
#endif

#include "fire.h"
#include "platform.h"
#include "wire.h"
#include "zego_abi.h"

/// Marks what is written by hand; generate.py looks for it.
#define EXPORT(name) name
#define ENTER                                               \
    struct engine* engine = engine_of(GIVEN_HANDLE);        \
    const int refused_at_once = enter(engine, __func__, 1); \
    if (refused_at_once != 0) {                             \
        return refused_at_once;                             \
    }
#define ENTER_ANY_TIME                               \
    struct engine* engine = engine_of(GIVEN_HANDLE); \
    (void)enter(engine, __func__, 0)
#define LEAVE(code) leave(engine, __func__, code)
#if ZEGO_ABI == 2
#define SEEN_HANDLE(engine) (zego_handle) & (engine)->seen_handle,
#else
#define SEEN_HANDLE(engine)
#endif

enum error_code {
    NO_ENGINE = 1000001,
    NOT_IN_ROOM = 1000002,
    NOT_HERE = 1000006,
    STREAM_ID_LONG = 1000014,
    STREAM_ID_EMPTY = 1000015,
    STREAM_ID_CHARACTER = 1000016,
    BAD_ARGUMENT = 1000017,
    TOO_LATE = 1000066,
    INTERRUPTED = 1002051,
    GIVEN_UP = 1002053,
};

enum {
    CHANNELS = 4,
    PLAYERS = 64,
    DEVICES = 16,
    SCREENS = 2,
    RATE = 48000,
    TICK_MS = 20,
    TICK_FRAMES = RATE * TICK_MS / 1000,
    RING_FRAMES = RATE / 2,
    ID_SIZE = 257,
};

typedef void (*any_function)(void);
struct slot_value {
    any_function function;
    void* context;
};

/// The threads of an engine, each with a queue of tasks.
enum worker_name { NETWORK, RESULTS, MEDIA, ENCODER, RENDERER, SIDE, WORKERS };
struct worker;
/// Runs on a worker; `data` is freed afterwards.
typedef void (*task_function)(struct engine* engine, void* data);
/// Frees what `data` points to, instead of the task.
typedef void (*drop_function)(void* data);

enum life { NOT_BORN, ALIVE, ENDING };
enum presence { OUTSIDE, ENTERING, INSIDE, AWAY };

/// An I420 picture without gaps.
struct picture {
    int width;
    int height;
    long long time_ms;
    unsigned char* data;
};

struct ring {
    int16_t* frames;  // stereo
    int first;
    int count;
};

struct room_state {
    enum presence presence;
    char id[129];
    struct zego_user user;
    char token[2048];
    bool notify;
    bool wants_result;
    int seq;
    int attempt;
    bool was_inside;
    long long give_up_at;
    struct zego_user* users;
    unsigned user_count;
    struct zego_stream* streams;
    unsigned stream_count;
    int told_count;
    char told_key[129];
    char told_value[4097];
    long long sent_at[2][24];
};

struct publisher {
    enum zego_publisher_state state;
    char stream[ID_SIZE];
    char extra[1025];
    int attempt;
    bool preview;
    bool capturing;
    bool told_start;
    bool custom;
    bool custom_sound;
    bool first_picture;
    bool first_sent;
    bool first_sound;
    bool camera_on;
    bool mute_audio;
    bool mute_video;
    int camera_told;
    int microphone_told;
    enum zego_video_source_type source;
    int source_instance;
    enum zego_audio_source_type sound_source;
    bool captured_render;
    bool dual;
    struct zego_video_config video;
    struct zego_audio_config audio;
    struct picture last;
    int pictures;
    int pictures_sent;
    double video_bytes;
    double audio_bytes;
    double all_video_bytes;
    double all_audio_bytes;
    double level;
    char camera_id[512];
    struct recording* recording;
};

struct player {
    bool used;
    bool there;
    enum zego_player_state state;
    char stream[ID_SIZE];
    bool mute_audio;
    bool mute_video;
    int volume;
    bool first_video;
    bool first_audio;
    bool rendered;
    bool custom_render;
    bool small;
    long long missed_since;
    int camera_told;
    int microphone_told;
    struct picture last;
    struct ring ring;
    double level;
    int pictures;
    double video_bytes;
    double audio_bytes;
    double all_video_bytes;
    double all_audio_bytes;
    int delay_ms;
};

struct device {
    bool used;
    enum { CAMERA, MICROPHONE, SPEAKER } kind;
    char id[512];
    char name[512];
    int volume;
    bool muted;
};

struct screen {
    bool used;
    bool capturing;
    bool seen;
    void* source_id;
    enum zego_screen_capture_source_type type;
};

struct engine {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool windows;
    int seen_handle;
    enum life life;
    bool uniniting;
    pthread_t uninit_thread;
    atomic_int next_seq;
    atomic_int frames_waiting;
    atomic_int pictures_waiting;

    pthread_mutex_t slots_lock;
    struct slot_value slots[SLOT_COUNT];

    pthread_mutex_t workers_lock;
    struct worker* workers[WORKERS];

    struct zego_engine_profile profile;
    char address[128];
    char reached[128];
    int room_retry_s;
    int av_retry_s;
    double speed;

    pthread_t link_thread;
    pthread_mutex_t send_lock;
    socket_type socket;
    bool link_ending;
    bool link_up;
    bool link_tried;
    bool cut;

    struct room_state room;
    struct publisher publishers[CHANNELS];
    struct player players[PLAYERS];
    bool media_running;
    long long idle_since;
    long long next_tick;
    long long ticks;

    bool custom_render;
    enum zego_video_frame_format_series render_series;
    bool mute_all_audio;
    bool mute_all_video;
    bool microphone_muted;
    bool microphone_off;
    bool speaker_muted;
    int capture_volume;
    unsigned observed;
    struct zego_audio_frame_param observer;
    int level_period_ms;
    bool level_vad;
    int performance_period_ms;
    struct ring playback;
    long long fetched_at;

    struct device devices[DEVICES];
    char used_device[3][512];
    int tone_hertz;
    double tone_level;
    struct screen screens[SCREENS];
    struct {
        bool up;
        bool down;
        unsigned interval;
        int round;
    } speed_test;

    char hung_call[96];
    long long hang_ms;
};

// handles.c
struct engine* engine_of(zego_handle handle);
int enter(struct engine* engine, const char* call, int needs_life);
/// Report the outcome of a call on this thread and return it.
int leave(struct engine* engine, const char* call, int code);
void set_slot(zego_handle handle, enum slot slot, any_function function, void* context);
struct slot_value get_slot(struct engine* engine, enum slot slot);
int next_seq(struct engine* engine);
int refused_seq(struct engine* engine);

// engine.c
void engine_uninit(struct engine* engine);

// workers.c
bool workers_start(struct engine* engine);
/// Let all end their present task and forget the others; not for the thread `but`.
void workers_stop(struct engine* engine, pthread_t but);
/// Whether no worker is left that made its own engine end, from inside a callback.
bool workers_gone(void);
/// `data` must come from malloc (or be null).
void post(struct engine* engine, enum worker_name name, task_function run, void* data);
void post_later(struct engine* engine, enum worker_name name, long long delay_ms, task_function run,
                void* data);
/// As post, for data that owns more: `run` takes it over, or `drop` frees it.
void post_owning(struct engine* engine, enum worker_name name, task_function run, void* data,
                 drop_function drop);
long long scaled(const struct engine* engine, long long milliseconds);
void* copied(const void* data, size_t size);

// link.c
bool link_start(struct engine* engine);
void link_stop(struct engine* engine, pthread_t but);
/// Send when the service can be reached; never under `lock`. Frees the message.
void link_send(struct engine* engine, struct buffer* message);
bool link_usable(struct engine* engine);

// room.c, room_answers.c
void room_leave(struct engine* engine, bool stop_previews);
void room_send_login(struct engine* engine);
void room_lost(struct engine* engine);
void room_end(struct engine* engine, int code, enum zego_room_state_changed_reason reason);
void room_clear_lists(struct engine* engine);
void room_watch(struct engine* engine, void* data);
bool room_handle(struct engine* engine, const struct wire_message* m);
int room_check_named(struct engine* engine, const char* room_id);

// publisher.c, player.c
void publishers_send(struct engine* engine);
void publisher_tell_state(struct engine* engine, int channel);
bool publisher_handle(struct engine* engine, const struct wire_message* m);
int check_stream_id(const char* stream);
int check_channel(int channel);
struct player* player_of(struct engine* engine, const char* stream);
void players_send(struct engine* engine);
bool player_handle(struct engine* engine, const struct wire_message* m);
void player_audio(struct engine* engine, const struct wire_message* m);
void player_render(struct engine* engine, void* data);
/// Give up streams that have not come for too long.
void players_watch(struct engine* engine);
void player_forget(struct player* player);
int check_canvas(struct engine* engine, const struct zego_canvas* canvas);

// media.c
void media_reconcile(struct engine* engine);
void media_tick(struct engine* engine, void* data);
void media_stop_all(struct engine* engine);
/// Give a captured picture to preview, stream and recording; takes over its data.
void media_picture(struct engine* engine, int channel, struct picture picture);
void media_sound(struct engine* engine, int channel, const int16_t* frames, int count, int rate,
                 int channels);

// sound.c
double level_of(const int16_t* samples, int count);
void ring_write(struct ring* ring, const int16_t* samples, int frames, int rate, int channels);
/// Fills up with silence; returns how many frames were there.
int ring_read(struct ring* ring, int16_t* stereo, int frames);
void sound_tick(struct engine* engine, long long tick);

// pixels.c
struct picture picture_make(int width, int height);
size_t picture_size(int width, int height);
bool picture_from(const unsigned char* data, size_t size, const struct zego_video_frame_param* from,
                  struct picture* target);
void picture_to_bgra(const struct picture* picture, unsigned char* target);
/// Every second pixel of every second row.
struct picture picture_half(const struct picture* picture);
void picture_pattern(struct picture* picture, int number);

// the others
void quality_tick(struct engine* engine, long long tick);
void recording_tick(struct engine* engine);
void recording_picture(struct publisher* publisher, const struct picture* picture);
void recording_sound(struct publisher* publisher, const int16_t* frames, int count, int channels);
void recordings_stop(struct engine* engine);
bool messages_handle(struct engine* engine, const struct wire_message* m);
void mixer_handle_answer(struct engine* engine, const struct wire_message* m);
bool faults_handle(struct engine* engine, const struct wire_message* m);
void faults_hang(struct engine* engine, const char* call);
bool device_known(struct engine* engine, int kind);
void screens_reset(struct engine* engine);
