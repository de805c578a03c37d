// Mixing tasks and relays to a CDN.

#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    TASK_EMPTY = 1005001,
    NO_INPUTS = 1005020,
    NO_OUTPUTS = 1005021,
    TOO_MANY_INPUTS = 1005025,
    INPUTS = 12,
    RELAY_FAILED = 1003040,
};

struct mixed {
    bool starts;
    bool automatic;
    int code;
    int seq;
};

static void tell(struct engine* engine, void* data) {
    const struct mixed* mixed = data;
    if (mixed->automatic && mixed->starts) {
        fire_auto_mixer_start_result(engine, mixed->code, mixed->seq, "{}");
    } else if (mixed->automatic) {
        fire_auto_mixer_stop_result(engine, mixed->code, mixed->seq);
    } else if (mixed->starts) {
        fire_mixer_start_result(engine, mixed->code, mixed->seq, "{}");
    } else {
        fire_mixer_stop_result(engine, mixed->code, mixed->seq);
    }
}

void mixer_handle_answer(struct engine* engine, const struct wire_message* m) {
    struct mixed mixed = {.code = (int)wire_number(m, "code"), .seq = (int)wire_number(m, "seq")};
    mixed.starts = strcmp(wire_text(m, "to"), "mix") == 0;
    if (mixed.starts || strcmp(wire_text(m, "to"), "unmix") == 0) {
        tell(engine, &mixed);
    }
}

static int check_task(const struct zego_mixer_task* task, bool starts) {
    if (task->task_id[0] == '\0') {
        return TASK_EMPTY;
    }
    if (!starts) {
        return 0;
    }
    if (task->input_list_count == 0 || task->input_list == NULL) {
        return NO_INPUTS;
    }
    if (task->input_list_count > INPUTS) {
        return TOO_MANY_INPUTS;
    }
    return task->output_list_count == 0 || task->output_list == NULL ? NO_OUTPUTS : 0;
}

static int run_task(struct engine* engine, const struct zego_mixer_task* task, bool starts,
                    zego_seq* seq) {
    int code = check_task(task, starts);
    pthread_mutex_lock(&engine->lock);
    const bool inside = engine->room.presence == INSIDE;
    pthread_mutex_unlock(&engine->lock);
    if (code == 0 && !inside) {
        code = NOT_IN_ROOM;
    }
    if (code != 0) {
        const struct mixed mixed = {starts, false, code, refused_seq(engine)};
        *seq = mixed.seq;
        post(engine, RESULTS, tell, copied(&mixed, sizeof mixed));
        return code;
    }
    *seq = next_seq(engine);
    struct buffer message = {0};
    wire_begin(&message, starts ? "mix" : "unmix");
    const int inputs = starts ? (int)task->input_list_count : 0;
    for (int at = 0; at < inputs; ++at) {
        char stream[sizeof task->input_list->stream_id];
        copy_text(stream, sizeof stream, task->input_list[at].stream_id);
        wire_put_at(&message, "input", at, stream);
    }
    wire_put_number(&message, "inputs", inputs);
    wire_put_number(&message, "seq", *seq);
    wire_end(&message, NULL, 0);
    link_send(engine, &message);
    return 0;
}

int EXPORT(zego_express_start_mixer_task)(HANDLE_AND struct zego_mixer_task task,
                                          zego_seq* sequence) {
    ENTER;
    return LEAVE(run_task(engine, &task, true, sequence));
}

int EXPORT(zego_express_stop_mixer_task)(HANDLE_AND struct zego_mixer_task task,
                                         zego_seq* sequence) {
    ENTER;
    return LEAVE(run_task(engine, &task, false, sequence));
}

static int run_automatic(struct engine* engine, const struct zego_auto_mixer_task* task,
                         bool starts, zego_seq* seq) {
    struct mixed mixed = {starts, true, task->task_id[0] == '\0' ? TASK_EMPTY : 0, 0};
    mixed.seq = mixed.code == 0 ? next_seq(engine) : refused_seq(engine);
    *seq = mixed.seq;
    post(engine, mixed.code == 0 ? NETWORK : RESULTS, tell, copied(&mixed, sizeof mixed));
    return mixed.code;
}

int EXPORT(zego_express_start_auto_mixer_task)(HANDLE_AND struct zego_auto_mixer_task task,
                                               zego_seq* sequence) {
    ENTER;
    return LEAVE(run_automatic(engine, &task, true, sequence));
}

int EXPORT(zego_express_stop_auto_mixer_task)(HANDLE_AND struct zego_auto_mixer_task task,
                                              zego_seq* sequence) {
    ENTER;
    return LEAVE(run_automatic(engine, &task, false, sequence));
}

struct relayed {
    int code;
    int seq;
    bool starts;
    char stream[ID_SIZE];
    char url[1024];
};

static void tell_relay_state(struct engine* engine, const struct relayed* relayed,
                             enum zego_stream_relay_cdn_state state) {
    struct zego_stream_relay_cdn_info info;
    memset(&info, 0, sizeof info);
    copy_text(info.url, sizeof info.url, relayed->url);
    info.state = state;
    info.state_time = (unsigned long long)unix_ms();
    fire_publisher_relay_cdn_state_update(engine, relayed->stream, &info, 1);
}

static void relay(struct engine* engine, void* data) {
    struct relayed* relayed = data;
    if (relayed->code == 0 && !link_usable(engine)) {
        relayed->code = RELAY_FAILED;
    }
    fire_publisher_update_cdn_url_result(engine, relayed->stream, relayed->code, relayed->seq);
    if (relayed->code != 0) {
        return;
    }
    pthread_mutex_lock(&engine->lock);
    bool publishing = false;
    for (int channel = 0; channel < CHANNELS; ++channel) {
        const struct publisher* publisher = &engine->publishers[channel];
        publishing = publishing || (publisher->state == zego_publisher_state_publishing &&
                                    strcmp(publisher->stream, relayed->stream) == 0);
    }
    pthread_mutex_unlock(&engine->lock);
    if (!relayed->starts) {
        tell_relay_state(engine, relayed, zego_stream_relay_cdn_state_no_relay);
    } else if (publishing) {
        tell_relay_state(engine, relayed, zego_stream_relay_cdn_state_relay_requesting);
        tell_relay_state(engine, relayed, zego_stream_relay_cdn_state_relaying);
    }
}

/// The address is not looked at: what becomes of it is told by callbacks or not at all.
static int change_relay(struct engine* engine, const char* stream, const char* url, bool starts,
                        zego_seq* seq) {
    const int code = check_stream_id(stream);
    struct relayed relayed = {.code = code, .starts = starts};
    *seq = relayed.seq = code == 0 ? next_seq(engine) : refused_seq(engine);
    copy_text(relayed.stream, sizeof relayed.stream, stream != NULL ? stream : "");
    copy_text(relayed.url, sizeof relayed.url, url != NULL ? url : "");
    post(engine, NETWORK, relay, copied(&relayed, sizeof relayed));
    return code;
}

int EXPORT(zego_express_add_publish_cdn_url)(HANDLE_AND const char* stream_id,
                                             const char* target_url, zego_seq* sequence) {
    ENTER;
    return LEAVE(change_relay(engine, stream_id, target_url, true, sequence));
}

int EXPORT(zego_express_add_publish_cdn_url_v2)(HANDLE_AND const char* stream_id,
                                                const char* target_url, int time_out,
                                                zego_seq* sequence) {
    ENTER;
    (void)time_out;
    return LEAVE(change_relay(engine, stream_id, target_url, true, sequence));
}

int EXPORT(zego_express_remove_publish_cdn_url)(HANDLE_AND const char* stream_id,
                                                const char* target_url, zego_seq* sequence) {
    ENTER;
    return LEAVE(change_relay(engine, stream_id, target_url, false, sequence));
}
