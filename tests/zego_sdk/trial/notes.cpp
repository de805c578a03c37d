#include "notes.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <utility>

#include "zego/events.h"

namespace klieg::trial {

namespace {

using zego::EventKind;

constexpr std::chrono::milliseconds kTurn{100};

template <class Kind>
const Kind& as(const zego::Event& event) {
    return static_cast<const Kind&>(event);
}

bool note_state(Journal& journal, const zego::Event& event) {
    switch (event.kind) {
        case EventKind::kOnEngineStateUpdate:
            journal.add("engine_state_update", "", as<zego::OnEngineStateUpdate>(event).state, 0);
            return true;
        case EventKind::kOnEngineUninit:
            journal.add("engine_uninit", "", 0, 0);
            return true;
        case EventKind::kOnCustomVideoCaptureStart:
            journal.add("custom_video_capture_start", "", 0, 0);
            return true;
        case EventKind::kOnCustomVideoCaptureStop:
            journal.add("custom_video_capture_stop", "", 0, 0);
            return true;
        case EventKind::kOnPublisherRenderVideoFirstFrame:
            journal.add("publisher_render_video_first_frame", "", 0, 0);
            return true;
        default:
            return false;
    }
}

bool note_room(Journal& journal, const zego::Event& event) {
    if (event.kind == EventKind::kOnRoomStateChanged) {
        const auto& told = as<zego::OnRoomStateChanged>(event);
        journal.add("room_state_changed", told.room_id.c_str(), told.reason, told.error_code);
    } else if (event.kind == EventKind::kOnRoomLoginResult) {
        const auto& told = as<zego::OnRoomLoginResult>(event);
        journal.add("room_login_result", told.room_id.c_str(), told.seq, told.error_code);
    } else if (event.kind == EventKind::kOnPublisherStateUpdate) {
        const auto& told = as<zego::OnPublisherStateUpdate>(event);
        journal.add("publisher_state_update", told.stream_id.c_str(), told.state, told.error_code);
    } else {
        return false;
    }
    return true;
}

bool note_measure(Journal& journal, const zego::Event& event) {
    if (event.kind == EventKind::kOnPublisherVideoSizeChanged) {
        const auto& told = as<zego::OnPublisherVideoSizeChanged>(event);
        journal.add("publisher_video_size_changed", "", told.width, told.height);
    } else if (event.kind == EventKind::kOnCapturedSoundLevelInfoUpdate) {
        const auto& told = as<zego::OnCapturedSoundLevelInfoUpdate>(event);
        const float level = told.sound_level_info ? told.sound_level_info->sound_level : -1.0F;
        journal.add("captured_sound_level_info_update", "", std::lround(level), 0);
    } else if (event.kind == EventKind::kOnPerformanceStatusUpdate) {
        const auto& status = as<zego::OnPerformanceStatusUpdate>(event).status;
        journal.add("performance_status_update", "", std::lround(status.cpu_usage_app),
                    std::lround(status.memory_used_app));
    } else if (event.kind == EventKind::kOnNetworkSpeedTestError) {
        const auto& told = as<zego::OnNetworkSpeedTestError>(event);
        journal.add("network_speed_test_error", "", told.type, told.error_code);
    } else {
        return false;
    }
    return true;
}

bool note_recording(Journal& journal, const zego::Event& event) {
    if (event.kind == EventKind::kOnCapturedDataRecordStateUpdate) {
        const auto& told = as<zego::OnCapturedDataRecordStateUpdate>(event);
        journal.add("captured_data_record_state_update", told.config.file_path.c_str(), told.state,
                    told.error_code);
    } else if (event.kind == EventKind::kOnCapturedDataRecordProgressUpdate) {
        const auto& told = as<zego::OnCapturedDataRecordProgressUpdate>(event);
        journal.add("captured_data_record_progress_update", told.config.file_path.c_str(),
                    static_cast<std::int64_t>(told.progress.duration),
                    std::lround(told.progress.quality.video_encode_fps));
    } else {
        return false;
    }
    return true;
}

void note_snapshot(Journal& journal, const zego::OnPublisherTakeSnapshotResult& told,
                   const std::filesystem::path& folder) {
    if (told.image.has_value()) {
        std::ofstream file(folder / "snapshot.bgra", std::ios::binary);
        file.write(told.image->data.data(), static_cast<std::streamsize>(told.image->data.size()));
    }
    const std::int64_t width = told.image.has_value() ? told.image->width_px : 0;
    journal.add("publisher_take_snapshot_result", "", width, told.error_code);
}

}  // namespace

NoteTaker::NoteTaker(std::shared_ptr<zego::Handle> handle, Journal& journal,
                     std::filesystem::path folder)
    : handle_(std::move(handle)), journal_(journal), folder_(std::move(folder)), thread_([this] {
          while (!ended_) {
              for (const auto& event : handle_->mailbox().events.take(kTurn)) {
                  note(*event);
              }
          }
      }) {}

NoteTaker::~NoteTaker() {
    ended_ = true;
    handle_->mailbox().events.wake();
    thread_.join();
}

void NoteTaker::note(const zego::Event& event) {
    if (event.kind == EventKind::kOnPublisherTakeSnapshotResult) {
        note_snapshot(journal_, as<zego::OnPublisherTakeSnapshotResult>(event), folder_);
    } else if (!note_state(journal_, event) && !note_room(journal_, event) &&
               !note_measure(journal_, event)) {
        note_recording(journal_, event);
    }
}

}  // namespace klieg::trial
