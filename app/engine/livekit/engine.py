"""The LiveKit adapter's face: the engine port, each call handed to its part on the loop.

Checks that need no state are made in the caller's thread, so that a wrong ID raises where it was
written; everything else happens on the engine's loop, in the order of the calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence

from app.engine.common.limits import check_buffer_range, check_room_info
from app.engine.livekit.player import Player
from app.engine.livekit.publish_face import PublishFace
from app.model.errors import InvalidValueError
from app.model.frames import RenderHandler, VideoFrame
from app.model.ids import check_room_id, check_stream_id
from app.model.media import Canvas, SwitchState
from app.model.session import PlayConfig, RoomConfig, User

_LEVEL_PERIOD_MIN_MS = 100
_LEVEL_PERIOD_MAX_MS = 3000


class LiveKitEngine(PublishFace):
    """Implements :class:`app.engine.port.Engine`; made by ``create_engine``."""

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

    def reconnect_room(self) -> None:
        """See the port."""
        self._call(self._desk.reconnect)

    def set_room_extra_info(self, key: str, value: str) -> Coroutine[object, object, None]:
        """See the port."""
        check_room_info(key, value)
        return self._submit(self._desk.set_room_info(key, value))

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

    def set_play_stream_buffer_interval_range(
        self, stream_id: str, min_ms: int, *, max_ms: int
    ) -> None:
        """See the port."""
        check_buffer_range(min_ms, max_ms)
        self._call_player(stream_id, lambda player: player.use_buffer(min_ms, max_ms))

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

    def _call_player(self, stream_id: str, action: Callable[[Player], None]) -> None:
        self._call(self._streams.with_player, stream_id, action)
