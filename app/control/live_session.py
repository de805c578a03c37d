"""One engine at work: what it captures, sends and plays, on which canvases, and its ordered end.

Qt thread only. The order of the end is always the same: stop publishing, stop the preview, stop
playing, log out, destroy. Every step is tried whatever became of the one before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from app.control.latency import play_buffer_ms
from app.control.qt_bridge import EventBridge
from app.control.tasks import tried
from app.control.tiles import own_channel, own_tile_id
from app.engine.port import Engine
from app.model.errors import KliegError
from app.model.media import (
    Canvas,
    CaptureSource,
    LatencyMode,
    PublishChannel,
    SimulcastLayer,
    SourceKind,
    SwitchState,
)
from app.model.session import PlayConfig, PublishConfig, RoomConfig, User

_logger = logging.getLogger(__name__)

LOGIN_END_LIMIT_S = 2.0
LOGOUT_LIMIT_S = 3.0
DESTROY_LIMIT_S = 5.0


class LiveSession:
    """Drives one engine from its first preview to its end.

    Args:
        engine: Already reports its events through ``bridge``.
        bridge: Closed when the engine is gone.
        canvases: The canvas of each tile that has one now, kept up by the owner.
    """

    def __init__(self, engine: Engine, bridge: EventBridge, canvases: Mapping[str, Canvas]) -> None:
        self.engine = engine
        self._bridge = bridge
        self._canvases = canvases
        self._sources: dict[PublishChannel, CaptureSource] = {}
        self._previews: set[PublishChannel] = set()
        self._published: set[PublishChannel] = set()
        self._played: dict[str, None] = {}
        self._latency_mode = LatencyMode.LOWEST
        self._login: asyncio.Task[None] | None = None
        self._is_ended = False

    @property
    def login_was_asked(self) -> bool:
        """Whether this engine has to do with a room, so that it serves no other."""
        return self._login is not None

    @property
    def played(self) -> tuple[str, ...]:
        """The streams being played, the oldest first."""
        return tuple(self._played)

    def preview(self, channel: PublishChannel, source: CaptureSource) -> None:
        """Capture ``source`` on ``channel`` and draw it where its tile is, once there is one."""
        self._sources[channel] = source
        self.engine.set_capture_source(source, channel)
        self._previews.add(channel)
        self.engine.start_preview(self._own_canvas(channel), channel)

    def stop_preview(self, channel: PublishChannel) -> None:
        """Capture ``channel`` no more."""
        self._previews.discard(channel)
        self._sources.pop(channel, None)
        self.engine.stop_preview(channel)

    def stop_previews(self) -> None:
        """Capture nothing more, as for an audience."""
        for channel in tuple(self._previews):
            self.stop_preview(channel)

    async def login(self, room_id: str, user: User, config: RoomConfig) -> None:
        """Enter a room; a cancelled caller does not cancel the login itself."""
        self._login = asyncio.ensure_future(self.engine.login_room(room_id, user, config))
        await asyncio.shield(self._login)

    def publish(self, channel: PublishChannel, stream_id: str, config: PublishConfig) -> None:
        """Send ``channel`` to the room."""
        self._published.add(channel)
        self.engine.start_publishing_stream(stream_id, config, channel)

    def stop_publishing(self, channel: PublishChannel) -> None:
        """Send ``channel`` no more."""
        self._published.discard(channel)
        self.engine.stop_publishing_stream(channel)

    def play(
        self, stream_id: str, volume: int, *, layer: SimulcastLayer = SimulcastLayer.AUTOMATIC
    ) -> None:
        """Receive a stream at once, even when its tile is still to come."""
        self._played[stream_id] = None
        self.choose_layer(stream_id, layer)
        self.engine.set_play_volume(stream_id, volume)

    def choose_layer(self, stream_id: str, layer: SimulcastLayer) -> None:
        """Receive this layer of a stream that is played."""
        config = None if layer is SimulcastLayer.AUTOMATIC else PlayConfig(layer=layer)
        self.engine.start_playing_stream(stream_id, self._canvases.get(stream_id), config)
        if self._latency_mode is not LatencyMode.LOWEST:  # which engines begin with
            self._buffer(stream_id)

    def use_latency_mode(self, mode: LatencyMode) -> None:
        """Play with that delay from now on, also what plays already."""
        if mode is not self._latency_mode:
            self._latency_mode = mode
            for stream_id in self.played:
                self._buffer(stream_id)

    def _buffer(self, stream_id: str) -> None:
        least_ms, most_ms = play_buffer_ms(self._latency_mode)
        self.engine.set_play_stream_buffer_interval_range(stream_id, least_ms, max_ms=most_ms)

    def stop_playing(self, stream_id: str) -> None:
        """Receive a stream no more."""
        self._played.pop(stream_id, None)
        self.engine.stop_playing_stream(stream_id)

    def canvas_changed(self, tile_id: str) -> None:
        """Draw the picture of ``tile_id`` where its canvas is now, or nowhere."""
        channel = own_channel(tile_id)
        if channel is not None and channel in self._previews:
            self.engine.start_preview(self._own_canvas(channel), channel)
        elif tile_id in self._played:
            self.engine.update_playing_canvas(tile_id, self._canvases.get(tile_id))

    async def end(self) -> tuple[str, ...]:
        """Stop all and destroy the engine; return what could not be done. The time is bounded."""
        if self._is_ended:
            return ()
        self._is_ended = True
        failed: list[str] = []
        for what, step in self._stops():
            if not _done(what, step):
                failed.append(what)
        if self._login is not None:
            if not await tried("log out", LOGOUT_LIMIT_S, self.engine.logout_room()):
                failed.append("log out")
            await _see_off(self._login)
        if not await tried("destroy the engine", DESTROY_LIMIT_S, self.engine.destroy()):
            failed.append("destroy the engine")
        self._bridge.close()
        return tuple(failed)

    def _stops(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            *(
                ("stop publishing", partial(self.stop_publishing, channel))
                for channel in sorted(self._published, reverse=True)
            ),
            *(
                ("stop the preview", partial(self.stop_preview, channel))
                for channel in sorted(self._previews, reverse=True)
            ),
            *(("stop playing", partial(self.stop_playing, stream_id)) for stream_id in self.played),
        ]

    def _own_canvas(self, channel: PublishChannel) -> Canvas | None:
        """The canvas of an own picture: mirrored for cameras, as in a looking glass."""
        canvas = self._canvases.get(own_tile_id(channel))
        if canvas is None:
            return None
        source = self._sources.get(channel)
        is_camera = source is not None and source.kind is SourceKind.CAMERA
        return replace(canvas, mirror=SwitchState.ON if is_camera else SwitchState.OFF)


def _done(what: str, step: Callable[[], None]) -> bool:
    """Whether a step of the end worked; the next steps are tried in any case."""
    try:
        step()
    except KliegError as error:
        _logger.warning("cannot %s: %s", what, error.message)
        return False
    except Exception:
        _logger.exception("cannot %s", what)
        return False
    return True


async def _see_off(login: asyncio.Task[None]) -> None:
    """A login that was left behind ends by the logout; its error was expected then."""
    done, _ = await asyncio.wait({login}, timeout=LOGIN_END_LIMIT_S)
    for task in done:
        if not task.cancelled() and task.exception() is not None:
            _logger.info("the login ended: %s", type(task.exception()).__name__)
