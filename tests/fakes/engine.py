"""An engine that notes what it is told and raises the events a test gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.engine.port import EventHandler
from app.model.errors import ErrorCode, KliegError, WrongStateError
from app.model.events import EngineEvent
from app.model.frames import AudioFrame, RenderHandler, VideoFrame
from app.model.media import (
    AudioConfig,
    Canvas,
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SwitchState,
    VideoConfig,
)
from app.model.session import PlayConfig, PublishConfig, RoomConfig, User

MAIN = PublishChannel.MAIN


class RecordingEngine:
    """Takes every call, in memory; ``calls`` holds them in order, as (name, arguments)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.failures: dict[str, Exception] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.devices: dict[DeviceKind, tuple[DeviceInfo, ...]] = {}
        self._handler: EventHandler | None = None

    def emit(self, *events: EngineEvent) -> None:
        """Raise ``events``, in order."""
        for event in events:
            if self._handler is not None:
                self._handler(event)

    def names(self) -> list[str]:
        """Return the names of the calls so far."""
        return [name for name, _ in self.calls]

    def arguments(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of each call of ``name``."""
        return [arguments for called, arguments in self.calls if called == name]

    def hold(self, name: str) -> asyncio.Event:
        """Let the coroutine ``name`` wait until the returned event is set."""
        self.held[name] = asyncio.Event()
        return self.held[name]

    def fail(self, name: str, error: Exception) -> None:
        """Let each further call of ``name`` raise ``error``."""
        self.failures[name] = error

    def _note(self, name: str, *arguments: object) -> None:
        if "destroy" in self.names() and name != "destroy":
            raise WrongStateError(
                f"cannot {name}: the engine is destroyed", code=ErrorCode.ENGINE_NOT_CREATED
            )
        self.calls.append((name, arguments))
        if name in self.failures and name not in self.held:
            raise self.failures[name]

    async def _note_and_wait(self, name: str, *arguments: object) -> None:
        self._note(name, *arguments)
        if name in self.held:
            await self.held[name].wait()
            if name in self.failures:
                raise self.failures[name]

    def set_event_handler(self, handler: EventHandler | None) -> None:
        if "destroy" in self.names():
            raise WrongStateError("cannot set the handler: the engine is destroyed")
        self._handler = handler

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        await self._note_and_wait("list_devices", kind)
        return self.devices.get(kind, ())

    async def destroy(self) -> None:
        for name, gate in self.held.items():
            if name == "login_room":
                self.failures.setdefault(name, KliegError("cannot enter room: it was left"))
                gate.set()
        await self._note_and_wait("destroy")

    async def login_room(self, room_id: str, user: User, config: RoomConfig) -> None:
        await self._note_and_wait("login_room", room_id, user, config)

    async def logout_room(self, room_id: str | None = None) -> None:
        await self._note_and_wait("logout_room", room_id)

    async def switch_room(self, room_id: str, config: RoomConfig) -> None:
        await self._note_and_wait("switch_room", room_id, config)

    def renew_token(self, token: str) -> None:
        self._note("renew_token", token)

    def reconnect_room(self) -> None:
        self._note("reconnect_room")

    async def set_room_extra_info(self, key: str, value: str) -> None:
        await self._note_and_wait("set_room_extra_info", key, value)

    def set_video_config(self, config: VideoConfig, channel: PublishChannel = MAIN) -> None:
        self._note("set_video_config", config, channel)

    def set_audio_config(self, config: AudioConfig, channel: PublishChannel = MAIN) -> None:
        self._note("set_audio_config", config, channel)

    def set_capture_source(self, source: CaptureSource, channel: PublishChannel = MAIN) -> None:
        self._note("set_capture_source", source, channel)

    def set_audio_source(self, source: CaptureSource, channel: PublishChannel = MAIN) -> None:
        self._note("set_audio_source", source, channel)

    def start_preview(self, canvas: Canvas | None = None, channel: PublishChannel = MAIN) -> None:
        self._note("start_preview", canvas, channel)

    def stop_preview(self, channel: PublishChannel = MAIN) -> None:
        self._note("stop_preview", channel)

    def start_publishing_stream(
        self,
        stream_id: str,
        config: PublishConfig | None = None,
        channel: PublishChannel = MAIN,
    ) -> None:
        self._note("start_publishing_stream", stream_id, config, channel)

    def stop_publishing_stream(self, channel: PublishChannel = MAIN) -> None:
        self._note("stop_publishing_stream", channel)

    async def set_stream_extra_info(self, extra_info: str, channel: PublishChannel = MAIN) -> None:
        await self._note_and_wait("set_stream_extra_info", extra_info, channel)

    def enable_camera(self, state: SwitchState, channel: PublishChannel = MAIN) -> None:
        self._note("enable_camera", state, channel)

    def enable_audio_capture_device(self, state: SwitchState) -> None:
        self._note("enable_audio_capture_device", state)

    def mute_microphone(self, state: SwitchState) -> None:
        self._note("mute_microphone", state)

    def mute_publish_stream_audio(self, state: SwitchState, channel: PublishChannel = MAIN) -> None:
        self._note("mute_publish_stream_audio", state, channel)

    def mute_publish_stream_video(self, state: SwitchState, channel: PublishChannel = MAIN) -> None:
        self._note("mute_publish_stream_video", state, channel)

    def use_video_device(self, device_id: str, channel: PublishChannel = MAIN) -> None:
        self._note("use_video_device", device_id, channel)

    def use_audio_device(self, kind: DeviceKind, device_id: str) -> None:
        self._note("use_audio_device", kind, device_id)

    def enable_traffic_control(self, state: SwitchState, channel: PublishChannel = MAIN) -> None:
        self._note("enable_traffic_control", state, channel)

    def send_custom_video_frame(self, frame: VideoFrame, channel: PublishChannel = MAIN) -> None:
        self._note("send_custom_video_frame", frame, channel)

    def send_custom_audio_frame(self, frame: AudioFrame, channel: PublishChannel = MAIN) -> None:
        self._note("send_custom_audio_frame", frame, channel)

    def start_playing_stream(
        self, stream_id: str, canvas: Canvas | None = None, config: PlayConfig | None = None
    ) -> None:
        self._note("start_playing_stream", stream_id, canvas, config)

    def stop_playing_stream(self, stream_id: str) -> None:
        self._note("stop_playing_stream", stream_id)

    def update_playing_canvas(self, stream_id: str, canvas: Canvas | None) -> None:
        self._note("update_playing_canvas", stream_id, canvas)

    def set_play_volume(self, stream_id: str, volume: int) -> None:
        self._note("set_play_volume", stream_id, volume)

    def set_play_stream_buffer_interval_range(
        self, stream_id: str, min_ms: int, *, max_ms: int
    ) -> None:
        self._note("set_play_stream_buffer_interval_range", stream_id, min_ms, max_ms)

    def mute_play_stream_audio(self, stream_id: str, state: SwitchState) -> None:
        self._note("mute_play_stream_audio", stream_id, state)

    def mute_play_stream_video(self, stream_id: str, state: SwitchState) -> None:
        self._note("mute_play_stream_video", stream_id, state)

    async def take_play_stream_snapshot(self, stream_id: str) -> VideoFrame:
        await self._note_and_wait("take_play_stream_snapshot", stream_id)
        raise KliegError("cannot take a picture: nothing plays here")

    def start_sound_level_monitor(self, period_ms: int = 100) -> None:
        self._note("start_sound_level_monitor", period_ms)

    def stop_sound_level_monitor(self) -> None:
        self._note("stop_sound_level_monitor")

    def set_custom_video_render_handler(self, handler: RenderHandler | None) -> None:
        self._note("set_custom_video_render_handler", handler)

    async def send_broadcast_message(self, text: str) -> None:
        await self._note_and_wait("send_broadcast_message", text)

    async def send_barrage_message(self, text: str) -> None:
        await self._note_and_wait("send_barrage_message", text)

    async def send_custom_command(self, command: str, to_user_ids: Sequence[str]) -> None:
        await self._note_and_wait("send_custom_command", command, tuple(to_user_ids))
