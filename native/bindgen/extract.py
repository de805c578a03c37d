"""Takes what the binding uses out of a full description of the SDK's C interface.

Run by hand when the binding grows: ``python native/bindgen/extract.py FULL.json`` writes
``native/zego/abi.json``: names and numbers only, one entry to a line.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

Entry: TypeAlias = dict[str, "str | int | bool | list[str] | list[Entry] | Entry"]

# Worth having beside the functions and callbacks of tier "core".
FUNCTIONS = frozenset(
    [
        "set_local_proxy_config",
        "set_cloud_proxy_config",
        "set_license",
        "set_geo_fence",
        "call_experimental_api",
        "free_call_experimental_api_result",
        "set_publish_dual_stream_config",
        "set_publish_stream_encryption_key",
        "take_publish_stream_snapshot_by_config",
        "set_audio_capture_stereo_mode",
        "enable_h_265_encode_fallback",
        "get_video_encoder_supported",
        "set_play_stream_decryption_key",
        "set_play_stream_cross_app_info",
        "is_video_decoder_supported",
        "get_video_decoder_supported",
        "set_play_stream_focus_on",
        "get_current_audio_device",
        "set_audio_device_mode",
        "enable_audio_capture_device_async",
        "enable_mix_system_playout",
        "set_mix_system_playout_volume",
        "start_audio_device_volume_monitor",
        "stop_audio_device_volume_monitor",
        "set_custom_video_capture_flip_mode",
        "set_custom_video_capture_rotation",
        "send_custom_video_capture_encoded_data",
        "send_transparent_message",
        "screen_capture_update_publish_region",
        "screen_capture_enable_window_activate",
        "screen_capture_enable_cursor_visible",
        "screen_capture_enable_hight_light",
        "screen_capture_enable_audio_capture_with_config",
        "start_auto_mixer_task",
        "stop_auto_mixer_task",
        "start_recording_remote_data",
        "stop_recording_remote_data",
        "start_network_probe",
        "stop_network_probe",
        "test_network_connectivity",
        "set_dummy_capture_image_params",
        "enable_transient_ans",
    ]
)
CALLBACKS = frozenset(
    [
        "recv_experimental_api",
        "publisher_low_fps_warning",
        "publisher_dummy_capture_image_path_error",
        "publisher_get_video_encoder_supported_result",
        "player_recv_media_side_info",
        "player_low_fps_warning",
        "player_get_video_decoder_supported_result",
        "remote_speaker_state_update",
        "audio_captrue_device_enable_result",
        "custom_video_capture_encoded_data_traffic_control",
        "custom_video_capture_frame_rate",
        "mixed_audio_data",
        "player_audio_data",
        "recv_room_transparent_message",
        "send_transparent_message_result",
        "screen_capture_source_capture_type_exception_occurred",
        "auto_mixer_sound_level_update",
        "auto_mixer_start_result",
        "auto_mixer_stop_result",
        "remote_data_record_state_update",
        "remote_data_record_progress_update",
        "test_network_connectivity",
        "network_probe_result",
    ]
)
# Their prototypes differ between systems or have a successor that does all they do.
UNUSED = frozenset({"zego_express_set_engine_config_with_instance"})
KEYS = [
    "name",
    "register",
    "group",
    "ret",
    "handle",
    "args",
    "abi",
    "when",
    "platforms",
    "result_callback",
    "sequence",
    "free_with",
    "size",
    "align",
    "fields",
    "v1_layout",
    "v3_25_layout",
    "values",
    "used_as",
]


def _types_of(entries: Iterable[Mapping[str, str]]) -> set[str]:
    words = " ".join(entry["ctype"] for entry in entries).replace("*", " ").split()
    return {word for word in words if word.startswith("zego_")}


def _cut(entry: Entry) -> Entry:
    kept = {key: entry[key] for key in KEYS if key in entry}
    for key in ("fields",):
        if key in kept:
            kept[key] = [_field(field) for field in kept[key]]
    for key in ("v1_layout", "v3_25_layout"):
        if key in kept:
            kept[key] = {**kept[key], "fields": [_field(field) for field in kept[key]["fields"]]}
    return kept


def _field(field: Entry) -> Entry:
    return {key: field[key] for key in ("name", "ctype", "offset")}


def extract(whole: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Return the part of ``whole`` that the binding uses, in its order."""
    functions = [
        entry
        for entry in whole["functions"]
        if (entry["tier"] == "core" or entry["name"].removeprefix("zego_express_") in FUNCTIONS)
        and entry["name"] not in UNUSED
    ]
    callbacks = [
        entry
        for entry in whole["callbacks"]
        if entry["tier"] == "core" or entry["name"].removeprefix("zego_on_") in CALLBACKS
    ]
    structs = {entry["name"]: entry for entry in whole["structs"]}
    used: set[str] = set()
    ahead = {name for entry in functions + callbacks for name in _types_of(entry["args"])}
    ahead |= {"zego_rect", "zego_screen_capture_source_info"}
    while ahead:
        name = ahead.pop()
        used.add(name)
        if name in structs:
            ahead |= _types_of(structs[name]["fields"]) - used
    flags = [entry for entry in whole["enums"] if entry.get("used_as")]
    return {
        "enums": [
            _cut(entry)
            for entry in whole["enums"]
            if entry["name"] in used or (entry in flags and "beautify" not in entry["name"])
        ],
        "structs": [_cut(entry) for entry in whole["structs"]],
        "functions": [_cut(entry) for entry in functions],
        "callbacks": [_cut(entry) for entry in callbacks],
    }


def main() -> None:
    """Write ``abi.json`` from the file named on the command line."""
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    parts = [
        f'"{kind}": [\n'
        + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
        + "\n]"
        for kind, entries in extract(whole).items()
    ]
    target = Path(__file__).resolve().parents[1] / "zego" / "abi.json"
    target.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
