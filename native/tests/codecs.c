// Questions about codecs, and the network probe: everything here can be done and is reachable.

#include "engine.h"

static int tell_support(enum zego_video_codec_id codec, int* is_supported) {
    if (is_supported == NULL) {
        return BAD_ARGUMENT;
    }
    *is_supported = codec != zego_video_codec_id_unknown;
    return 0;
}

int EXPORT(zego_express_is_video_encoder_supported)(HANDLE_AND enum zego_video_codec_id codec_id,
                                                    enum zego_video_codec_backend codec_backend,
                                                    int* is_supported) {
    ENTER;
    (void)codec_backend;
    return LEAVE(tell_support(codec_id, is_supported));
}

int EXPORT(zego_express_is_video_decoder_supported)(HANDLE_AND enum zego_video_codec_id codec_id,
                                                    enum zego_video_codec_backend codec_backend,
                                                    int* is_supported) {
    ENTER;
    (void)codec_backend;
    return LEAVE(tell_support(codec_id, is_supported));
}

#if ZEGO_ABI == 2
struct asked {
    int support;
    int seq;
};

static void tell_encoder(struct engine* engine, void* data) {
    const struct asked* asked = data;
    fire_publisher_get_video_encoder_supported_result(engine, asked->support, asked->seq);
}

static void tell_decoder(struct engine* engine, void* data) {
    const struct asked* asked = data;
    fire_player_get_video_decoder_supported_result(engine, asked->support, asked->seq);
}

int EXPORT(zego_express_get_video_encoder_supported)(HANDLE_AND enum zego_video_codec_id codec_id,
                                                     enum zego_video_codec_backend codec_backend,
                                                     zego_seq sequence) {
    ENTER;
    (void)codec_backend;
    struct asked asked = {.seq = sequence};
    tell_support(codec_id, &asked.support);
    post(engine, RESULTS, tell_encoder, copied(&asked, sizeof asked));
    return LEAVE(0);
}

int EXPORT(zego_express_get_video_decoder_supported)(HANDLE_AND enum zego_video_codec_id codec_id,
                                                     enum zego_video_codec_backend codec_backend,
                                                     zego_seq sequence) {
    ENTER;
    (void)codec_backend;
    struct asked asked = {.seq = sequence};
    tell_support(codec_id, &asked.support);
    post(engine, RESULTS, tell_decoder, copied(&asked, sizeof asked));
    return LEAVE(0);
}
#endif

static void tell_probe(struct engine* engine, void* data) {
    enum { FAILED = 1015001 };
    const bool reachable = link_usable(engine);
    const int code = reachable ? 0 : FAILED;
    struct zego_network_probe_http_result http = {code, reachable ? 3 : 0};
    struct zego_network_probe_tcp_result tcp = {code, reachable ? 1 : 0, reachable ? 3 : 0};
    struct zego_network_probe_udp_result udp = {code, reachable ? 1 : 0};
    const struct zego_network_probe_result result = {
        .http_probe_result = &http, .tcp_probe_result = &tcp, .udp_probe_result = &udp};
    fire_network_probe_result(engine, *(int*)data, code, result);
}

int EXPORT(zego_express_start_network_probe)(HANDLE_AND struct zego_network_probe_config config,
                                             zego_seq* sequence) {
    ENTER;
    (void)config;
    *sequence = next_seq(engine);
    post(engine, NETWORK, tell_probe, copied(sequence, sizeof *sequence));
    return LEAVE(0);
}
