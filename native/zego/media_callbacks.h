// The callbacks that bring pictures and sound: one copy, into a ring.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "zego/convert_parts.h"
#include "zego/event.h"
#include "zego/inside.h"

namespace klieg::zego {

template <class Abi>
struct MediaCallbacks {
    using FrameParam = typename Abi::zego_video_frame_param;
    using SoundParam = typename Abi::zego_audio_frame_param;

    static void custom_video_render_captured_frame_data(unsigned char** data,
                                                        unsigned int* data_length, FrameParam param,
                                                        int flip_mode, int channel,
                                                        void* user_context) noexcept {
        Inside(user_context).with_mailbox([&](Mailbox& mailbox) {
            FrameFacts facts = facts_of(FrameSource::kCaptured, channel, param);
            facts.flip_mode = flip_mode;
            put(mailbox, std::move(facts), planes_of(data, data_length, param));
        });
    }

    static void custom_video_render_remote_frame_data(const char* stream_id, unsigned char** data,
                                                      unsigned int* data_length, FrameParam param,
                                                      void* user_context) noexcept {
        Inside(user_context).with_mailbox([&](Mailbox& mailbox) {
            FrameFacts facts = facts_of(FrameSource::kRemote, 0, param);
            facts.stream_id = text_of(stream_id);
            put(mailbox, std::move(facts), planes_of(data, data_length, param));
        });
    }

    static void screen_capture_source_available_frame(const void* data, unsigned int data_length,
                                                      FrameParam param, int instance_index,
                                                      void* user_context) noexcept {
        Inside(user_context).with_mailbox([&](Mailbox& mailbox) {
            FrameMemory memory;
            memory.planes[0] = static_cast<const unsigned char*>(data);
            memory.lengths[0] = data_length;
            memory.strides[0] = param.strides[0];
            put(mailbox, facts_of(FrameSource::kScreen, instance_index, param), memory);
        });
    }

    static void captured_audio_data(const unsigned char* data, unsigned int data_length,
                                    SoundParam param, void* user_context) noexcept {
        put_sound(SoundSource::kCaptured, nullptr, {data, data_length}, param, user_context);
    }

    static void playback_audio_data(const unsigned char* data, unsigned int data_length,
                                    SoundParam param, void* user_context) noexcept {
        put_sound(SoundSource::kPlayback, nullptr, {data, data_length}, param, user_context);
    }

    static void mixed_audio_data(const unsigned char* data, unsigned int data_length,
                                 SoundParam param, void* user_context) noexcept {
        put_sound(SoundSource::kMixed, nullptr, {data, data_length}, param, user_context);
    }

    static void player_audio_data(const unsigned char* data, unsigned int data_length,
                                  SoundParam param, const char* stream_id,
                                  void* user_context) noexcept {
        put_sound(SoundSource::kPlayer, stream_id, {data, data_length}, param, user_context);
    }

private:
    static FrameFacts facts_of(FrameSource source, int channel, const FrameParam& param) {
        FrameFacts facts;
        facts.source = source;
        facts.channel = channel;
        facts.format = param.format;
        facts.width_px = param.width;
        facts.height_px = param.height;
        facts.rotation = param.rotation;
        facts.received_at_us = now_us();
        return facts;
    }

    // Only as many planes are read as the format has: the rest may never have been written.
    static FrameMemory planes_of(unsigned char* const* data, const unsigned int* data_length,
                                 const FrameParam& param) {
        FrameMemory memory;
        const auto shape = shape_of(param.format, param.width, param.height);
        if (data == nullptr || data_length == nullptr || !shape.has_value()) {
            return memory;
        }
        for (std::size_t number = 0; number < shape->plane_count; ++number) {
            memory.planes.at(number) = data[number];
            memory.lengths.at(number) = data_length[number];
            memory.strides.at(number) = param.strides[number];
        }
        return memory;
    }

    static void put(Mailbox& mailbox, FrameFacts facts, const FrameMemory& memory) {
        MediaKey key(static_cast<int>(facts.source), facts.channel, facts.stream_id);
        auto frame = copy_frame(std::move(facts), memory, mailbox.pool);
        if (frame == nullptr) {
            mailbox.frames.count_dropped();
            return;
        }
        mailbox.frames.push(key, std::move(frame));
    }

    static void put_sound(SoundSource source, const char* stream_id, Bytes data,
                          const SoundParam& param, void* user_context) noexcept {
        Inside(user_context).with_mailbox([&](Mailbox& mailbox) {
            if (param.sample_rate <= 0 || param.channel < 1 || param.channel > 2) {
                mailbox.sounds.count_dropped();
                return;
            }
            auto sound = std::make_shared<Sound>();
            sound->source = source;
            sound->stream_id = text_of(stream_id);
            sound->sample_rate_hz = param.sample_rate;
            sound->channels = param.channel;
            sound->received_at_us = now_us();
            sound->samples = bytes_of(data.data(), static_cast<unsigned int>(data.size()));
            mailbox.sounds.push(0, std::move(sound));
        });
    }
};

}  // namespace klieg::zego
