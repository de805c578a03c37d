"""The LiveKit adapter's face: the engine port, each call handed to its part on the loop.

Checks that need no state are made in the caller's thread, so that a wrong ID raises where it was
written; everything else happens on the engine's loop, in the order of the calls.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

from livekit import rtc

from app.engine.livekit.connect import RoomConnector
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.gate import EventGate
from app.engine.livekit.loop import EngineLoop
from app.engine.livekit.members import ROOM_INFO_ATTRIBUTE, write_room_info
from app.engine.livekit.messages import Messenger
from app.engine.livekit.player import Player
from app.engine.livekit.publisher import Publisher
from app.engine.livekit.room import Phase, RoomSession
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory
from app.engine.port import EngineProfile, EventHandler
from app.model.errors import ErrorCode, InvalidValueError, KliegError, RoomError, WrongStateError
from app.model.events import DeviceError, EngineEvent, EngineStateUpdate, RoomStateChanged
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
from app.model.session import (
    PlayConfig,
    PublishConfig,
    RoomConfig,
    RoomStateReason,
    User,
)

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

_STREAM_INFO_MAX_BYTES = 1023
_ROOM_KEY_MAX_BYTES = 10
_ROOM_VALUE_MAX_BYTES = 128
_PART_CLOSE_TIMEOUT_S = 3.0


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
        self._gate = EventGate()
        self._sound = SoundDevices(self._tell_device_trouble)
        self._captures = captures
        self._context = EngineContext(self._loop, self._gate, self._sound, captures, canvases)
        self._connector = RoomConnector()
        self._messenger = Messenger(self._context)
        self._publishers = {
            channel: Publisher(channel, self._context, self) for channel in PublishChannel
        }
        self._players: dict[str, Player] = {}
        self._render_handler: RenderHandler | None = None
        self._session: RoomSession | None = None
        self._room_info: tuple[str, str] | None = None
        self._login_asked = False
        self._is_destroyed = False

    # -- engine ------------------------------------------------------------------------

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """See the port."""
        self._gate.set_handler(handler)

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """See the port."""
        return await self._submit(self._list_devices(kind))

    async def destroy(self) -> None:
        """See the port."""
        if self._is_destroyed:
            return
        work = self._submit(self._shut_down())
        self._is_destroyed = True
        await work
        self._loop.close()
        _log.info("engine destroyed")

    # -- room --------------------------------------------------------------------------

    def login_room(
        self, room_id: str, user: User, config: RoomConfig
    ) -> Coroutine[object, object, None]:
        """See the port. The login starts with the call, not with its awaiting."""
        check_room_id(room_id)
        self._login_asked = True
        return self._submit(self._login(room_id, user, config))

    def logout_room(self, room_id: str | None = None) -> Coroutine[object, object, None]:
        """See the port."""
        self._login_asked = False
        return self._submit(self._logout(room_id))

    def switch_room(self, room_id: str, config: RoomConfig) -> Coroutine[object, object, None]:
        """See the port."""
        check_room_id(room_id)
        return self._submit(self._switch(room_id, config))

    def renew_token(self, token: str) -> None:
        """See the port."""
        self._call(self._renew, token)

    def set_room_extra_info(self, key: str, value: str) -> Coroutine[object, object, None]:
        """See the port."""
        _check_size("room info key", key, _ROOM_KEY_MAX_BYTES, *_ROOM_KEY_CODES)
        _check_size("room info value", value, _ROOM_VALUE_MAX_BYTES, *_ROOM_VALUE_CODES)
        return self._submit(self._set_room_info(key, value))

    # -- publish -----------------------------------------------------------------------

    def set_video_config(
        self, config: VideoConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].set_video_config, config)

    def set_audio_config(
        self, config: AudioConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].set_audio_config, config)

    def set_capture_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].set_capture_source, source)

    def set_audio_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].set_audio_source, source)

    def start_preview(
        self, canvas: Canvas | None = None, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].start_preview, canvas)

    def stop_preview(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._publishers[channel].stop_preview)

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
        _check_stream_info(extra_info)
        self._call(self._publishers[channel].start, stream_id, extra_info)

    def stop_publishing_stream(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._publishers[channel].stop)

    def set_stream_extra_info(
        self, extra_info: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> Coroutine[object, object, None]:
        """See the port."""
        _check_stream_info(extra_info)
        return self._submit(self._publishers[channel].set_extra_info(extra_info))

    def enable_camera(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].enable_camera, state)

    def enable_audio_capture_device(self, state: SwitchState) -> None:
        """See the port."""
        for publisher in self._publishers.values():
            self._call(publisher.enable_microphone, state)

    def mute_microphone(self, state: SwitchState) -> None:
        """See the port."""
        for publisher in self._publishers.values():
            self._call(lambda p=publisher: p.mute(microphone=state))

    def mute_publish_stream_audio(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(lambda: self._publishers[channel].mute(audio=state))

    def mute_publish_stream_video(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(lambda: self._publishers[channel].mute(video=state))

    def use_video_device(
        self, device_id: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        source = CaptureSource(SourceKind.CAMERA, device_id)
        self._call(self._publishers[channel].set_capture_source, source)

    def use_audio_device(self, kind: DeviceKind, device_id: str) -> None:
        """See the port."""
        self._call(self._sound.use, kind, device_id)

    def enable_traffic_control(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._publishers[channel].enable_traffic_control, state)

    def send_custom_video_frame(
        self, frame: VideoFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._publishers[channel].push_video(frame)

    def send_custom_audio_frame(
        self, frame: AudioFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._publishers[channel].push_audio(frame)

    # -- play --------------------------------------------------------------------------

    def start_playing_stream(
        self, stream_id: str, canvas: Canvas | None = None, config: PlayConfig | None = None
    ) -> None:
        """See the port."""
        check_stream_id(stream_id)
        self._check_login_asked(f"play {stream_id!r}")
        self._call(self._start_player, stream_id, canvas, config or PlayConfig())

    def stop_playing_stream(self, stream_id: str) -> None:
        """See the port."""
        self._call(self._stop_player, stream_id)

    def update_playing_canvas(self, stream_id: str, canvas: Canvas | None) -> None:
        """See the port."""
        self._with_player(stream_id, lambda player: player.use_canvas(canvas))

    def set_play_volume(self, stream_id: str, volume: int) -> None:
        """See the port."""
        if not 0 <= volume <= 200:
            raise InvalidValueError(f"cannot use volume {volume}: 0 to 200 are possible")
        self._with_player(stream_id, lambda player: player.set_volume(volume))

    def mute_play_stream_audio(self, stream_id: str, state: SwitchState) -> None:
        """See the port."""
        self._with_player(stream_id, lambda player: player.mute(audio=state))

    def mute_play_stream_video(self, stream_id: str, state: SwitchState) -> None:
        """See the port."""
        self._with_player(stream_id, lambda player: player.mute(video=state))

    async def take_play_stream_snapshot(self, stream_id: str) -> VideoFrame:
        """See the port."""
        return await self._submit(self._snapshot(stream_id))

    def set_custom_video_render_handler(self, handler: RenderHandler | None) -> None:
        """See the port."""
        self._call(self._use_render_handler, handler)

    # -- messages ----------------------------------------------------------------------

    async def send_broadcast_message(self, text: str) -> None:
        """See the port."""
        await self._submit(self._messenger.broadcast(text))

    async def send_barrage_message(self, text: str) -> None:
        """See the port."""
        await self._submit(self._messenger.barrage(text))

    async def send_custom_command(self, command: str, to_user_ids: Sequence[str]) -> None:
        """See the port."""
        await self._submit(self._messenger.command(command, to_user_ids))

    # -- StreamOwners (for publishers) -------------------------------------------------

    def remote(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of that ID which somebody else publishes."""
        session = self._session
        return session.members.directory.get(stream_id) if session is not None else None

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""
        for channel, publisher in self._publishers.items():
            if publisher.stream_id == stream_id:
                return channel
        return None

    # -- RoomFollower (told by the session) --------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish, play and receive messages on a fresh connection."""
        if self._session is None:
            return
        self._messenger.detach()
        self._messenger.attach(room, self._session.room_id)
        for publisher in self._publishers.values():
            publisher.room_connected(room)
        for stream_id, player in self._players.items():
            player.stream_changed(self.remote(stream_id))
        if self._room_info is not None:
            self._loop.spawn(self._send_room_info(room), name="room-info")

    def room_interrupted(self) -> None:
        """Tell all that the connection broke."""
        for publisher in self._publishers.values():
            publisher.room_interrupted()
        for player in self._players.values():
            player.room_interrupted()

    def room_resumed(self) -> None:
        """Tell all that the same connection flows again."""
        for publisher in self._publishers.values():
            publisher.room_resumed()
        for player in self._players.values():
            player.room_resumed()

    def room_over(self, code: ErrorCode) -> None:
        """End all that lived from the room."""
        self._messenger.detach()
        self._session = None
        self._login_asked = False
        self._room_info = None
        for publisher in self._publishers.values():
            publisher.room_over(code)
        for stream_id in list(self._players):
            self._stop_player(stream_id, code)

    def stream_changed(self, stream_id: str) -> None:
        """Tell who publishes or plays that stream."""
        for publisher in self._publishers.values():
            publisher.stream_changed(stream_id)
        player = self._players.get(stream_id)
        if player is not None:
            player.stream_changed(self.remote(stream_id))

    def track_subscribed(self, stream_id: str, track: rtc.RemoteTrack) -> None:
        """Give the track to its player."""
        player = self._players.get(stream_id)
        if player is not None:
            player.track_subscribed(track)

    def track_unsubscribed(self, stream_id: str, track_sid: str) -> None:
        """Take the track from its player."""
        player = self._players.get(stream_id)
        if player is not None:
            player.track_unsubscribed(track_sid)

    # -- on the loop -------------------------------------------------------------------

    async def _login(self, room_id: str, user: User, config: RoomConfig) -> None:
        if self._session is not None:
            raise WrongStateError(
                f"cannot enter room {room_id!r}: room {self._session.room_id!r} is not left yet",
                hint="Leave the room first, or switch rooms.",
                code=ErrorCode.ALREADY_IN_ROOM,
            )
        session = RoomSession(
            room_id,
            user,
            config,
            loop=self._loop,
            gate=self._gate,
            connector=self._connector,
            follower=self,
        )
        self._session = session
        self._sound.open_speaker()
        await session.enter()

    async def _logout(self, room_id: str | None) -> None:
        session = self._session
        if session is None and room_id is None:
            return
        if session is None or (room_id is not None and room_id != session.room_id):
            self._raise_event(
                RoomStateChanged(
                    room_id or "",
                    RoomStateReason.LOGOUT_FAILED,
                    error_code=ErrorCode.ROOM_UNKNOWN,
                )
            )
            raise WrongStateError(
                f"cannot leave room {room_id!r}: it was not entered",
                hint="Name the room you are in, or none.",
                code=ErrorCode.ROOM_UNKNOWN,
            )
        await self._withdraw_streams()
        await session.leave()

    async def _withdraw_streams(self) -> None:
        """Stop publishing and playing and wait until the server knows (requirement D06)."""
        for publisher in self._publishers.values():
            publisher.stop()
        for stream_id in list(self._players):
            self._stop_player(stream_id)
        work = [asyncio.ensure_future(p.settle()) for p in self._publishers.values()]
        _done, late = await asyncio.wait(work, timeout=_PART_CLOSE_TIMEOUT_S)
        for task in late:
            task.cancel()

    async def _switch(self, room_id: str, config: RoomConfig) -> None:
        session = self._session
        if session is None or session.phase is not Phase.CONNECTED:
            raise WrongStateError(
                f"cannot switch to room {room_id!r}: no room is entered",
                hint="Enter a room first.",
            )
        await self._logout(None)
        self._login_asked = True
        await self._login(room_id, session.user, config)

    def _renew(self, token: str) -> None:
        if self._session is not None:
            self._session.renew_token(token)

    async def _set_room_info(self, key: str, value: str) -> None:
        session = self._session
        if session is None or session.room is None:
            raise WrongStateError(
                "cannot set the room's info: no room is entered", hint="Enter a room first."
            )
        self._room_info = (key, value)
        await self._send_room_info(session.room)

    async def _send_room_info(self, room: rtc.Room) -> None:
        if self._room_info is None:
            return
        if not room.local_participant.permissions.can_update_metadata:
            self._room_info = None
            raise RoomError(
                "cannot set the room's info: the token does not allow it",
                hint="Ask the host.",
                code=ErrorCode.STREAM_AUTHORISATION_REFUSED,
            )
        await room.local_participant.set_attributes(
            {ROOM_INFO_ATTRIBUTE: write_room_info(*self._room_info)}
        )

    def _start_player(self, stream_id: str, canvas: Canvas | None, config: PlayConfig) -> None:
        player = self._players.get(stream_id)
        if player is None:
            player = Player(stream_id, self._context)
            player.render_handler = self._render_handler
            self._players[stream_id] = player
        player.start(canvas, config)
        player.stream_changed(self.remote(stream_id))

    def _stop_player(self, stream_id: str, code: ErrorCode = ErrorCode.OK) -> None:
        player = self._players.pop(stream_id, None)
        if player is not None:
            self._loop.spawn(player.stop(code), name=f"stop-{stream_id}")

    def _with_player(self, stream_id: str, action: Callable[[Player], None]) -> None:
        def run() -> None:
            player = self._players.get(stream_id)
            if player is not None:
                action(player)

        self._call(run)

    async def _snapshot(self, stream_id: str) -> VideoFrame:
        player = self._players.get(stream_id)
        if player is None or player.newest is None:
            raise WrongStateError(
                f"cannot take a picture of {stream_id!r}: it has shown nothing yet",
                hint="Wait until the stream plays.",
                code=ErrorCode.SNAPSHOT_FAILED,
            )
        return player.newest

    def _use_render_handler(self, handler: RenderHandler | None) -> None:
        self._render_handler = handler
        for player in self._players.values():
            player.render_handler = handler

    async def _list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        if kind in {DeviceKind.MICROPHONE, DeviceKind.SPEAKER}:
            return self._sound.devices(kind)
        if self._captures is None:
            return ()
        return await asyncio.to_thread(self._captures.devices, kind)

    async def _shut_down(self) -> None:
        """Stop all parts, each within its time, then the room, then sound (requirement D01)."""
        try:
            await self._logout(None)
        except KliegError as error:
            _log.warning("leaving the room at the end: %s", error)
        for publisher in self._publishers.values():
            try:
                await asyncio.wait_for(publisher.close(), _PART_CLOSE_TIMEOUT_S)
            except TimeoutError:
                _log.warning("channel %s did not close in time", publisher.channel.name)
        await self._connector.drain()
        self._sound.close()
        self._raise_event(EngineStateUpdate(is_running=False))

    # -- helpers -----------------------------------------------------------------------

    def _check_alive(self) -> None:
        if self._is_destroyed:
            raise WrongStateError(
                "cannot use the engine: it was destroyed",
                hint="Create a new one.",
                code=ErrorCode.ENGINE_NOT_CREATED,
            )

    def _check_login_asked(self, what: str) -> None:
        if not self._login_asked:
            raise WrongStateError(
                f"cannot {what}: no room is logged in",
                hint="Log in first and wait for the room to be connected.",
            )

    def _call(self, function: Callable[..., None], *args: object) -> None:
        self._check_alive()
        self._loop.call(function, *args)

    def _submit(
        self, work: Coroutine[object, object, ResultT]
    ) -> Coroutine[object, object, ResultT]:
        if self._is_destroyed:
            work.close()
        self._check_alive()
        return self._loop.submit(work)

    def _raise_event(self, event: EngineEvent) -> None:
        self._gate.raise_event(event)

    def _tell_device_trouble(self, kind: DeviceKind, device_id: str, message: str) -> None:
        self._raise_event(
            DeviceError(kind, device_id, error_code=ErrorCode.DEVICE_UNKNOWN, message=message)
        )


_ROOM_KEY_CODES = (ErrorCode.ROOM_EXTRA_INFO_KEY_EMPTY, ErrorCode.ROOM_EXTRA_INFO_KEY_TOO_LONG)
_ROOM_VALUE_CODES = (None, ErrorCode.ROOM_EXTRA_INFO_VALUE_TOO_LONG)


def _check_size(
    what: str, text: str, max_bytes: int, empty: ErrorCode | None, too_long: ErrorCode
) -> None:
    size_bytes = len(text.encode("utf-8", "surrogatepass"))
    if size_bytes == 0 and empty is not None:
        raise InvalidValueError(f"cannot use an empty {what}", code=empty)
    if size_bytes > max_bytes:
        raise InvalidValueError(
            f"cannot use the {what}: it has {size_bytes} bytes",
            hint=f"Use at most {max_bytes} bytes.",
            code=too_long,
        )


def _check_stream_info(extra_info: str) -> None:
    _check_size(
        "stream info",
        extra_info,
        _STREAM_INFO_MAX_BYTES,
        None,
        ErrorCode.STREAM_EXTRA_INFO_TOO_LONG,
    )
