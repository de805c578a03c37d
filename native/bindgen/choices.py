"""What of the interface is bound by hand, left out, renamed or given a default."""

from model import Callback, Function, Interface, Kind, Member

# Bound by hand: lists without a code, a struct returned by value, a buffer to be filled.
BY_HAND = frozenset(
    {
        "zego_express_engine_create_handle",
        "zego_express_engine_destroy_handle",
        "zego_express_get_screen_capture_sources",
        "zego_express_screen_capture_get_capture_source_rect",
        "zego_express_screen_capture_set_exclude_window_list",
        "zego_express_fetch_custom_audio_render_pcm_data",
    }
)
# Their data goes into rings of frames, not into the queue of events.
FRAMES = {
    "zego_on_custom_video_render_captured_frame_data": "CAPTURED",
    "zego_on_custom_video_render_remote_frame_data": "REMOTE",
    "zego_on_screen_capture_source_available_frame": "SCREEN",
}
SOUNDS = {
    "zego_on_captured_audio_data": "CAPTURED",
    "zego_on_playback_audio_data": "PLAYBACK",
    "zego_on_mixed_audio_data": "MIXED",
    "zego_on_player_audio_data": "PLAYER",
}
# Of these the newest counts: when nobody reads, the oldest are dropped.
PERIODIC = frozenset(
    [
        "zego_on_publisher_quality_update",
        "zego_on_player_quality_update",
        "zego_on_captured_sound_level_update",
        "zego_on_captured_sound_level_info_update",
        "zego_on_remote_sound_level_update",
        "zego_on_remote_sound_level_info_update",
        "zego_on_audio_device_volume_changed",
        "zego_on_performance_status_update",
        "zego_on_network_quality",
        "zego_on_rtc_stats",
        "zego_on_network_speed_test_quality_update",
        "zego_on_mixer_sound_level_update",
        "zego_on_auto_mixer_sound_level_update",
        "zego_on_captured_data_record_progress_update",
        "zego_on_remote_data_record_progress_update",
        "zego_on_player_recv_sei",
        "zego_on_player_recv_media_side_info",
        "zego_on_custom_video_capture_encoded_data_traffic_control",
        "zego_on_api_called_result",
    ]
)
RENAMED = {"count": "user_count", "list": "window_list"}
ARGUMENTS = {"type": "fence_type", "property": "properties", "license": "license_text"}


def python_name(member: Member) -> str:
    """Its name in Python; tuples have a method ``count``."""
    return RENAMED.get(member.name, member.name)


def argument_name(member: Member) -> str:
    """Its name as an argument; some are builtins."""
    return ARGUMENTS.get(member.name, python_name(member))


def events(interface: Interface) -> list[Callback]:
    """The callbacks that become events."""
    return [
        callback
        for callback in interface.callbacks
        if callback.name not in FRAMES and callback.name not in SOUNDS
    ]


def methods(interface: Interface) -> list[Function]:
    """The functions that become methods by generation."""
    freeing = {function.free_with for function in interface.functions}
    return [
        function
        for function in interface.functions
        if function.name not in BY_HAND and function.name not in freeing
    ]


def default_of(member: Member) -> str:
    """The default of an argument, empty when it must be given."""
    if member.type_name == "zego_publish_channel":
        return "PublishChannel.MAIN"
    if member.kind is Kind.OPTIONAL and member.name in {"canvas", "config", "watermark"}:
        return "None"
    return ""


def positional(members: list[Member]) -> int:
    """How many arguments may be given by position: at most two, and no switch."""
    for number, member in enumerate(members[:2]):
        if member.kind is Kind.BOOL:
            return number
    return min(len(members), 2)


def ordered(function: Function) -> list[Member]:
    """The inputs; those with a default last."""
    return sorted(function.inputs, key=lambda member: bool(default_of(member)))
