"""All that one engine publishes and plays; told by room and SDK what becomes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from app.engine.common.microphone_news import MicrophoneNews
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.delays import StreamDelays
from app.engine.zego.microphone import microphone_state
from app.engine.zego.player import Player
from app.engine.zego.publish_news import PublishNews
from app.engine.zego.publisher import Publisher
from app.engine.zego.router import EventRouter
from app.engine.zego.stream_states import NONE, StatesByStream
from app.engine.zego.translate import code_of
from app.model.errors import ErrorCode
from app.model.events import PlayerStateUpdate
from app.model.frames import RenderHandler, VideoFrame, i420_size_bytes
from app.model.media import Canvas, PublishChannel
from app.model.session import PlayConfig, PlayerState


class EngineStreams:
    """Publishers by channel and players by stream ID; used on the engine's loop alone.

    Only :meth:`deliver` and :meth:`take_stamp` belong to the pump's threads.
    """

    def __init__(self, context: ZegoContext, router: EventRouter) -> None:
        self._context = context
        self._render_handler: RenderHandler | None = None
        self._is_connected = False
        self._delays = StreamDelays()
        self._states = StatesByStream(context.loop, self._tell)
        self.publishers = {channel: Publisher(channel, context, self) for channel in PublishChannel}
        self.players: dict[str, Player] = {}
        self._microphones = MicrophoneNews(context.gate)
        self._publish_news = PublishNews(self.publishers, router)
        router.on(express.OnPlayerStateUpdate, self._player_state)
        router.on(express.OnPlayerQualityUpdate, self._player_quality)
        router.on(express.OnPlayerVideoSizeChanged, self._player_size)
        router.on(express.OnPlayerRenderVideoFirstFrame, self._player_drawn)
        router.on(express.OnRemoteMicStateUpdate, self._microphone)

    # -- StreamOwners (for publishers) -------------------------------------------------

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""
        for channel, publisher in self.publishers.items():
            if publisher.stream_id == stream_id:
                return channel
        return None

    # -- PlayerOwner (for players) -----------------------------------------------------

    def is_played(self, stream_id: str) -> bool:
        """Whether the application wants the stream played now."""
        return stream_id in self.players

    def play_refused(self, stream_id: str, code: ErrorCode) -> None:
        """End the play of a stream that the SDK does not play."""
        player = self.players.pop(stream_id, None)
        if player is not None:
            player.ended(code)
            self._microphones.forget(stream_id)

    # -- play --------------------------------------------------------------------------

    def start_player(
        self, stream_id: str, canvas: Canvas | None, config: PlayConfig, asked_at_us: int
    ) -> None:
        """Play a stream, or change how it is played."""
        player = self.players.get(stream_id)
        if player is None:
            player = Player(
                stream_id,
                self._context,
                self._states.of(stream_id),
                owner=self,
                asked_at_us=asked_at_us,
            )
            player.use_render_handler(self._render_handler)
            self.players[stream_id] = player
        player.start(canvas, config)
        if self._is_connected:
            player.room_connected()

    def stop_player(self, stream_id: str, code: ErrorCode = ErrorCode.OK) -> None:
        """Play a stream no more."""
        player = self.players.pop(stream_id, None)
        if player is not None:
            player.stop(code)
            self._microphones.forget(stream_id)

    @property
    def is_busy(self) -> bool:
        """Whether any stream is wanted, in or out."""
        is_publishing = any(publisher.stream_id for publisher in self.publishers.values())
        return is_publishing or bool(self.players)

    def with_player(self, stream_id: str, action: Callable[[Player], None]) -> None:
        """Do something with a player; nothing when the stream does not play."""
        player = self.players.get(stream_id)
        if player is not None:
            action(player)

    def use_render_handler(self, handler: RenderHandler | None) -> None:
        """Give every decoded frame to ``handler`` too."""
        self._render_handler = handler
        for player in self.players.values():
            player.use_render_handler(handler)

    def deliver(self, frame: express.Frame) -> None:
        """Show a frame of the SDK; on the pump's thread."""
        player = self.players.get(frame.stream_id)
        if player is None or frame.format != express.VideoFrameFormat.I420:
            return
        data = memoryview(frame)
        if data.nbytes != i420_size_bytes(frame.width_px, frame.height_px):
            return
        received_at_us = frame.received_at_us or time.time_ns() // 1000
        player.view.deliver(
            VideoFrame(
                frame.width_px,
                frame.height_px,
                data,
                captured_at_us=self._delays.captured_at_us(frame.stream_id, received_at_us),
                received_at_us=received_at_us,
            )
        )

    def take_stamp(self, event: express.OnPlayerRecvSei) -> None:
        """Take a message that travels with a stream; on the pump's thread."""
        self._delays.stamp(event.stream_id, event.data, event.received_at_us)

    # -- what the room tells -----------------------------------------------------------

    def room_connected(self, room_id: str) -> None:
        """Publish and play, what was waiting for it too."""
        self._is_connected = True
        for publisher in self.publishers.values():
            publisher.room_connected(room_id)
        for player in list(self.players.values()):
            player.room_connected()

    def room_interrupted(self) -> None:
        """The connection broke; the SDK mends it."""
        self._is_connected = False
        for publisher in self.publishers.values():
            publisher.room_interrupted()
        for player in self.players.values():
            player.room_interrupted()

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone and with it all streams."""
        self._is_connected = False
        for publisher in self.publishers.values():
            publisher.room_over(code)
        for stream_id, player in list(self.players.items()):
            player.room_gone()
            self.stop_player(stream_id, code)
        self._states.end_all()
        self._delays.forget()

    def resume_previews(self) -> None:
        """Preview again: the SDK ends all previews when a room is left."""
        for publisher in self.publishers.values():
            publisher.capture.resume_preview()

    # -- the end -----------------------------------------------------------------------

    async def withdraw(self) -> None:
        """Stop publishing and playing; the SDK has been told when it returns."""
        for publisher in self.publishers.values():
            publisher.stop()
        for stream_id in list(self.players):
            self.stop_player(stream_id)
        await self._context.sdk.run("stop_all", lambda _sdk: 0)  # in its turn, behind the stops

    async def close(self) -> None:
        """Stop all and release all sources."""
        for stream_id in list(self.players):
            self.stop_player(stream_id)
        await asyncio.gather(*(publisher.close() for publisher in self.publishers.values()))

    def join(self) -> bool:
        """Wait a little for all threads that send; False when the SDK holds one up. Any thread."""
        ended = [
            publisher.capture.sender.close() and publisher.sound.senders_have_ended()
            for publisher in self.publishers.values()
        ]
        return all(ended)

    # -- what the SDK tells ------------------------------------------------------------

    def _player_state(self, event: express.OnPlayerStateUpdate) -> None:
        states = self._states.known(event.stream_id)
        if states is None or states.is_echo(int(event.state), event.error_code):
            return
        player = self.players.get(event.stream_id)
        if player is None:
            if event.state == NONE:
                states.tell(NONE)
        elif not player.state_changed(event):
            self.play_refused(event.stream_id, code_of(event.error_code))

    def _player_quality(self, event: express.OnPlayerQualityUpdate) -> None:
        self.with_player(event.stream_id, lambda player: player.quality_told(event.quality))

    def _player_size(self, event: express.OnPlayerVideoSizeChanged) -> None:
        if self._context.ways.draws:
            size_px = (event.width, event.height)
            self.with_player(event.stream_id, lambda player: player.view.size_told(size_px))

    def _player_drawn(self, event: express.OnPlayerRenderVideoFirstFrame) -> None:
        self.with_player(event.stream_id, lambda player: player.view.drawn_by_sdk())

    def _microphone(self, event: express.OnRemoteMicStateUpdate) -> None:
        if self.is_played(event.stream_id):
            self._microphones.tell(event.stream_id, microphone_state(event.state))

    def _tell(self, stream_id: str, state: int, code: ErrorCode, extended_data: str) -> None:
        self._context.gate.raise_event(
            PlayerStateUpdate(
                stream_id, PlayerState(state), error_code=code, extended_data=extended_data
            )
        )
