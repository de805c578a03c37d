"""All that one engine publishes and plays; told by the room what becomes of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from livekit import rtc

from app.engine.livekit.clock import ClockOffsets
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.microphones import Microphones
from app.engine.livekit.playback import Playback
from app.engine.livekit.player import Player
from app.engine.livekit.publisher import Publisher
from app.engine.livekit.sender_figures import FigureExchange
from app.model.errors import ErrorCode, WrongStateError
from app.model.frames import RenderHandler, VideoFrame
from app.model.media import Canvas, CaptureSource, PublishChannel
from app.model.session import PlayConfig

_log = logging.getLogger(__name__)

_CLOSE_TIMEOUT_S = 3.0

StreamFinder = Callable[[str], RemoteStream | None]


class EngineStreams:
    """Publishers by channel and players by stream ID; used on the engine's loop alone."""

    def __init__(
        self, context: EngineContext, find_remote: StreamFinder, clocks: ClockOffsets
    ) -> None:
        self._context = context
        self._find_remote = find_remote
        self._clocks = clocks
        self._render_handler: RenderHandler | None = None
        self._figures = FigureExchange(context.loop)
        self.publishers = {
            channel: Publisher(channel, context, self, self._figures) for channel in PublishChannel
        }
        self.players: dict[str, Player] = {}
        self._microphones = Microphones(context, find_remote)
        context.sound.on_speaker_changed = self._speaker_changed

    # -- StreamOwners (for publishers) -------------------------------------------------

    def remote(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of that ID which somebody else publishes."""
        return self._find_remote(stream_id)

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""
        for channel, publisher in self.publishers.items():
            if publisher.stream_id == stream_id:
                return channel
        return None

    # -- play --------------------------------------------------------------------------

    def start_player(
        self, stream_id: str, canvas: Canvas | None, config: PlayConfig, asked_at_us: int
    ) -> None:
        """Play a stream, or change how it is played."""
        player = self.players.get(stream_id)
        if player is None:
            player = Player(
                stream_id, self._context, self._clocks, self._figures, asked_at_us=asked_at_us
            )
            player.outlet.render_handler = self._render_handler
            self.players[stream_id] = player
        player.start(canvas, config)
        player.stream_changed(self.remote(stream_id))
        self._microphones.look(stream_id)

    def stop_player(self, stream_id: str, code: ErrorCode = ErrorCode.OK) -> None:
        """Play a stream no more."""
        player = self.players.pop(stream_id, None)
        if player is not None:
            player.stop(code)
            self._microphones.forget(stream_id)

    def with_player(self, stream_id: str, action: Callable[[Player], None]) -> None:
        """Do something with a player; nothing when the stream does not play."""
        player = self.players.get(stream_id)
        if player is not None:
            action(player)

    async def snapshot(self, stream_id: str) -> VideoFrame:
        """Return the newest frame of a stream.

        Raises:
            WrongStateError: There is none.
        """
        player = self.players.get(stream_id)
        if player is None or player.outlet.newest is None:
            raise WrongStateError(
                f"cannot take a picture of {stream_id!r}: it has shown nothing yet",
                hint="Wait until the stream plays.",
                code=ErrorCode.SNAPSHOT_FAILED,
            )
        return player.outlet.newest

    @property
    def pictures_received(self) -> int:
        """Return how many pictures the players of now have got."""
        return sum(player.pictures_received for player in self.players.values())

    def use_render_handler(self, handler: RenderHandler | None) -> None:
        """Give every decoded frame to ``handler`` too."""
        self._render_handler = handler
        for player in self.players.values():
            player.outlet.render_handler = handler

    def captured_sounds(self) -> list[rtc.Track]:
        """Return the published sounds."""
        tracks = (publisher.sound_track for publisher in self.publishers.values())
        return [track for track in tracks if track is not None]

    def previewed_sound(self) -> CaptureSource | None:
        """Return the sound of a mere preview of the main channel; None when it is sent."""
        return self.publishers[PublishChannel.MAIN].previewed_sound

    def received_sounds(self) -> dict[str, Playback]:
        """Return the received sounds by stream ID."""
        return {
            stream_id: player.sound
            for stream_id, player in self.players.items()
            if player.sound.track is not None
        }

    def _speaker_changed(self) -> None:
        for player in self.players.values():
            player.sound.speaker_changed()

    # -- what the room tells -----------------------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish and play on a fresh connection."""
        self._figures.attach(room)
        for publisher in self.publishers.values():
            publisher.room_connected(room)
        for stream_id in self.players:
            self._tell_player(stream_id)

    def room_interrupted(self) -> None:
        """The connection broke."""
        for publisher in self.publishers.values():
            publisher.room_interrupted()
        for player in self.players.values():
            player.room_interrupted()

    def room_lost(self) -> None:
        """The broken connection is given up; nothing more is asked of it."""
        self._figures.detach()
        for publisher in self.publishers.values():
            publisher.room_lost()
        for player in self.players.values():
            player.stream_changed(None)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        for publisher in self.publishers.values():
            publisher.room_resumed()
        for player in self.players.values():
            player.room_resumed()

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone and with it all streams."""
        self._figures.detach()
        for publisher in self.publishers.values():
            publisher.room_over(code)
        for stream_id in list(self.players):
            self.stop_player(stream_id, code)

    def stream_changed(self, stream_id: str) -> None:
        """Tell who publishes or plays that stream."""
        for publisher in self.publishers.values():
            publisher.stream_changed(stream_id)
        if stream_id in self.players:
            self._tell_player(stream_id)

    def _tell_player(self, stream_id: str) -> None:
        remote = self.remote(stream_id)
        self.players[stream_id].stream_changed(remote)
        if remote is not None:
            self._microphones.look(stream_id)
        else:
            self._microphones.forget(stream_id)

    def track_subscribed(self, stream_id: str, track: rtc.RemoteTrack) -> None:
        """Give the track to its player."""
        self.with_player(stream_id, lambda player: player.track_subscribed(track))

    def track_unsubscribed(self, stream_id: str, track_sid: str) -> None:
        """Take the track from its player."""
        self.with_player(stream_id, lambda player: player.track_unsubscribed(track_sid))

    def track_muted(self, stream_id: str) -> None:
        """Look at the sound of a stream that is played."""
        if stream_id in self.players:
            self._microphones.look(stream_id)

    # -- the end -----------------------------------------------------------------------

    async def withdraw(self) -> None:
        """Stop publishing and playing and wait until the server knows (requirement D06)."""
        for publisher in self.publishers.values():
            publisher.stop()
        for stream_id in list(self.players):
            self.stop_player(stream_id)
        await self._within_time("settle", {p.channel.name: p.settle() for p in self._all})

    async def close(self) -> None:
        """Release all sources and encoders; bounded in time."""
        await self._within_time("close", {p.channel.name: p.close() for p in self._all})

    @property
    def _all(self) -> list[Publisher]:
        return list(self.publishers.values())

    async def _within_time(
        self, what: str, work: dict[str, Coroutine[object, object, None]]
    ) -> None:
        tasks = {
            self._context.loop.spawn(coroutine, name=f"{what}-{name.lower()}")
            for name, coroutine in work.items()
        }
        _done, late = await asyncio.wait(tasks, timeout=_CLOSE_TIMEOUT_S)
        for task in late:
            _log.warning("%s did not end in time", task.get_name())
            task.cancel()
