"""The LiveKit adapter's face: the engine port, each call handed to its part on the loop.

Checks that need no state are made in the caller's thread, so that a wrong ID raises where it was
written; everything else happens on the engine's loop, in the order of the calls.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from app.engine.livekit.context import EngineContext
from app.engine.livekit.desk import EngineDesk
from app.engine.livekit.gate import EventGate
from app.engine.livekit.limits import check_room_info, check_stream_info
from app.engine.livekit.loop import EngineLoop
from app.engine.livekit.player import Player
from app.engine.livekit.publisher import Publisher
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory
from app.engine.port import EngineProfile, EventHandler
from app.model.errors import ErrorCode, InvalidValueError, WrongStateError
from app.model.events import DebugError
from app.model.frames import AudioFrame, RenderHandler, VideoFrame
from app.model.ids import check_room_id, check_stream_id
from app.model.media import (
    AudioConfig,
    Canvas,
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
)
from app.model.session import PlayConfig, PublishConfig, RoomConfig, User

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")

_LEVEL_PERIOD_MIN_MS = 100
_LEVEL_PERIOD_MAX_MS = 3000


class LiveKitEngine:
    """Implements :class:`app.engine.port.Engine`; made by ``create_engine``."""

    def __init__(
        self,
        profile: EngineProfile,
        *,
        captures: CaptureFactory | None,
        canvases: CanvasResolver | None,
    ) -> None:
        self._profile = profile
        self._loop = EngineLoop()
        self._gate = EventGate(self._loop.call)
        self._loop.on_task_failed = self._tell_failure
        self._sound = SoundDevices(self._loop, self._gate)
        context = EngineContext(self._loop, self._gate, self._sound, captures, canvases)
        self._desk = EngineDesk(context)
        self._streams = self._desk.streams
        self._end: Future[None] | None = None

    # -- engine ------------------------------------------------------------------------

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """See the port."""
        self._check_alive()
        self._gate.set_handler(handler)

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """See the port."""
        return await self._submit(self._desk.devices(kind))

    async def destroy(self) -> None:
        """See the port."""
        if self._end is None:
            self._end = self._loop.start(self._desk.shut_down())
        try:
            await asyncio.shield(asyncio.wrap_future(self._end))
        finally:
            if self._end.done():  # also when a part failed: the thread must not stay
                self._loop.close(self._desk.linger())
        _log.info("engine destroyed")

    # -- room --------------------------------------------------------------------------

    def login_room(
        self, room_id: str, user: User, config: RoomConfig
    ) -> Coroutine[object, object, None]:
        """See the port. The login starts with the call, not with its awaiting."""
        check_room_id(room_id)
        self._check_alive()
        self._desk.expect_login()
        return self._submit(self._desk.login(room_id, user, config))

    def logout_room(self, room_id: str | None = None) -> Coroutine[object, object, None]:
        """See the port."""
        return self._submit(self._desk.logout(room_id))

    def switch_room(self, room_id: str, config: RoomConfig) -> Coroutine[object, object, None]:
        """See the port."""
        check_room_id(room_id)
        return self._submit(self._desk.switch(room_id, config))

    def renew_token(self, token: str) -> None:
        """See the port."""
        self._call(self._desk.renew_token, token)

    def set_room_extra_info(self, key: str, value: str) -> Coroutine[object, object, None]:
        """See the port."""
        check_room_info(key, value)
        return self._submit(self._desk.set_room_info(key, value))

    # -- publish -----------------------------------------------------------------------

    def set_video_config(
        self, config: VideoConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.set_config, config)

    def set_audio_config(
        self, config: AudioConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_audio_config, config)

    def set_capture_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_capture_source, source)

    def set_audio_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_audio_source, source)

    def start_preview(
        self, canvas: Canvas | None = None, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.start_preview, canvas)

    def stop_preview(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.stop_preview)

    def start_publishing_stream(
        self,
        stream_id: str,
        config: PublishConfig | None = None,
        channel: PublishChannel = PublishChannel.MAIN,
    ) -> None:
        """See the port."""
        check_stream_id(stream_id)
        self._check_login_asked(f"publish {stream_id!r}")
        extra_info = config.extra_info if config is not None else ""
        check_stream_info(extra_info)
        self._call(self._desk.start_publishing, channel, stream_id, extra_info)

    def stop_publishing_stream(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._channel(channel).stop)

    def set_stream_extra_info(
        self, extra_info: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> Coroutine[object, object, None]:
        """See the port."""
        check_stream_info(extra_info)
        return self._submit(self._channel(channel).set_extra_info(extra_info))

    def enable_camera(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).enable_camera, state)

    def enable_audio_capture_device(self, state: SwitchState) -> None:
        """See the port."""
        for channel in PublishChannel:
            self._call(self._channel(channel).enable_microphone, state)

    def mute_microphone(self, state: SwitchState) -> None:
        """See the port."""
        for channel in PublishChannel:
            self._mute(channel, microphone=state)

    def mute_publish_stream_audio(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._mute(channel, audio=state)

    def mute_publish_stream_video(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._mute(channel, video=state)

    def use_video_device(
        self, device_id: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        source = CaptureSource(SourceKind.CAMERA, device_id)
        self._call(self._channel(channel).set_capture_source, source)

    def use_audio_device(self, kind: DeviceKind, device_id: str) -> None:
        """See the port."""
        self._call(self._sound.use, kind, device_id)

    def enable_traffic_control(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).enable_traffic_control, state)

    def send_custom_video_frame(
        self, frame: VideoFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._check_alive()
        self._channel(channel).capture.feed.push_custom(frame)

    def send_custom_audio_frame(
        self, frame: AudioFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._check_alive()
        self._channel(channel).push_audio(frame)

    # -- play --------------------------------------------------------------------------

    def start_playing_stream(
        self, stream_id: str, canvas: Canvas | None = None, config: PlayConfig | None = None
    ) -> None:
        """See the port."""
        check_stream_id(stream_id)
        self._check_login_asked(f"play {stream_id!r}")
        asked_at_us = time.time_ns() // 1000
        self._call(self._desk.start_playing, stream_id, canvas, config or PlayConfig(), asked_at_us)

    def stop_playing_stream(self, stream_id: str) -> None:
        """See the port."""
        self._call(self._streams.stop_player, stream_id)

    def update_playing_canvas(self, stream_id: str, canvas: Canvas | None) -> None:
        """See the port."""
        self._call_player(stream_id, lambda player: player.use_canvas(canvas))

    def set_play_volume(self, stream_id: str, volume: int) -> None:
        """See the port."""
        if not 0 <= volume <= 200:
            raise InvalidValueError(f"cannot use volume {volume}: 0 to 200 are possible")
        self._call_player(stream_id, lambda player: player.set_volume(volume))

    def mute_play_stream_audio(self, stream_id: str, state: SwitchState) -> None:
        """See the port."""
        self._call_player(stream_id, lambda player: player.mute(audio=state))

    def mute_play_stream_video(self, stream_id: str, state: SwitchState) -> None:
        """See the port."""
        self._call_player(stream_id, lambda player: player.mute(video=state))

    async def take_play_stream_snapshot(self, stream_id: str) -> VideoFrame:
        """See the port."""
        return await self._submit(self._streams.snapshot(stream_id))

    def set_custom_video_render_handler(self, handler: RenderHandler | None) -> None:
        """See the port."""
        self._call(self._streams.use_render_handler, handler)

    # -- sound levels ------------------------------------------------------------------

    def start_sound_level_monitor(self, period_ms: int = 100) -> None:
        """See the port."""
        if not _LEVEL_PERIOD_MIN_MS <= period_ms <= _LEVEL_PERIOD_MAX_MS:
            raise InvalidValueError(
                f"cannot tell sound levels every {period_ms} ms: 100 to 3000 are possible"
            )
        self._call(self._desk.levels.start, period_ms / 1000)

    def stop_sound_level_monitor(self) -> None:
        """See the port."""
        self._call(self._desk.levels.stop)

    # -- messages ----------------------------------------------------------------------

    async def send_broadcast_message(self, text: str) -> None:
        """See the port."""
        await self._submit(self._desk.messenger.broadcast(text))

    async def send_barrage_message(self, text: str) -> None:
        """See the port."""
        await self._submit(self._desk.messenger.barrage(text))

    async def send_custom_command(self, command: str, to_user_ids: Sequence[str]) -> None:
        """See the port."""
        await self._submit(self._desk.messenger.command(command, to_user_ids))

    # -- helpers -----------------------------------------------------------------------

    def _channel(self, channel: PublishChannel) -> Publisher:
        return self._streams.publishers[channel]

    def _mute(
        self,
        channel: PublishChannel,
        *,
        video: SwitchState | None = None,
        audio: SwitchState | None = None,
        microphone: SwitchState | None = None,
    ) -> None:
        publisher = self._channel(channel)
        self._call(lambda: publisher.mute(video=video, audio=audio, microphone=microphone))

    def _call_player(self, stream_id: str, action: Callable[[Player], None]) -> None:
        self._call(self._streams.with_player, stream_id, action)

    def _tell_failure(self, task: str, error: BaseException) -> None:
        self._gate.raise_event(
            DebugError(ErrorCode.ROOM_FAILED_INSIDE, function=task, message=type(error).__name__)
        )

    def _check_alive(self) -> None:
        if self._end is not None:
            raise WrongStateError(
                "cannot use the engine: it was destroyed",
                hint="Create a new one.",
                code=ErrorCode.ENGINE_NOT_CREATED,
            )

    def _check_login_asked(self, what: str) -> None:
        self._check_alive()
        if not self._desk.is_login_asked:
            raise WrongStateError(
                f"cannot {what}: no room is logged in",
                hint="Log in first and wait for the room to be connected.",
            )

    def _call(self, function: Callable[[*ArgumentTs], None], *args: *ArgumentTs) -> None:
        self._check_alive()
        self._loop.call(function, *args)

    def _submit(
        self, work: Coroutine[object, object, ResultT]
    ) -> Coroutine[object, object, ResultT]:
        if self._end is not None:
            work.close()
        self._check_alive()
        return self._loop.submit(work)
