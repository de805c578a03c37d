"""One incoming stream: receive its tracks, draw, measure, follow it through breaks.

Receives only what is played, and of a simulcast stream only the layer that the canvas can show.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from dataclasses import replace

from livekit import rtc

from app.engine.common.frame_meter import FrameMeter
from app.engine.common.layers import needed_size, simulcast_layers
from app.engine.common.pacing import HELD_MAX, FramePacer
from app.engine.livekit import native
from app.engine.livekit.clock import ClockOffsets
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.frame_reader import FrameReader
from app.engine.livekit.picture_watch import PictureWatch
from app.engine.livekit.play_stats import PlayMeter
from app.engine.livekit.playback import Playback
from app.engine.livekit.publish_stats import QUALITY_PERIOD_S
from app.engine.livekit.sender_figures import FigureExchange, SenderFigures, ViewerFigures
from app.engine.livekit.stats import inbound_of, stats_of
from app.engine.media_port import FrameSink
from app.model.errors import ErrorCode
from app.model.events import (
    PlayerQualityUpdate,
    PlayerReceivedVideoFirstFrame,
    PlayerRenderedVideoFirstFrame,
    PlayerStateUpdate,
    PlayerVideoSizeChanged,
)
from app.model.frames import RenderHandler, VideoFrame
from app.model.media import Canvas, SimulcastLayer, SwitchState
from app.model.session import PlayConfig, PlayerState

_log = logging.getLogger(__name__)

_LAYER_QUALITY = {
    SimulcastLayer.LOW: rtc.VideoQuality.VIDEO_QUALITY_LOW,
    SimulcastLayer.MEDIUM: rtc.VideoQuality.VIDEO_QUALITY_MEDIUM,
    SimulcastLayer.HIGH: rtc.VideoQuality.VIDEO_QUALITY_HIGH,
}
_RESIZE_REST_S = 0.15
_PAUSE_S = 0.15  # shorter ones the server takes for none
_REPORT_PERIODS = 4


class Player:
    """One stream that the application wants to play; used on the engine's loop alone."""

    def __init__(
        self,
        stream_id: str,
        context: EngineContext,
        clocks: ClockOffsets,
        figures: FigureExchange,
        *,
        asked_at_us: int,
    ) -> None:
        self.stream_id = stream_id
        self.newest: VideoFrame | None = None
        self.render_handler: RenderHandler | None = None
        self.sound = Playback(context, stream_id)
        self._context = context
        self._clocks = clocks
        self._figures = figures
        self._config = PlayConfig()
        self._canvas: Canvas | None = None
        self._sink: FrameSink | None = None
        self._remote: RemoteStream | None = None
        self._wish: tuple[int, int] | SimulcastLayer | None = None
        self._resize_timer: asyncio.TimerHandle | None = None
        self._muted_video = SwitchState.OFF
        self._state = PlayerState.NO_PLAY
        self._video: rtc.RemoteTrack | None = None
        self._pacer = FramePacer(context.loop.call_later, _now_us, self._deliver)
        self._reader = FrameReader(context.loop, stream_id, self._pacer.take)
        self._quality: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._stands = False
        self._received_before = 0
        self._asked_at_us = asked_at_us
        self._frames = FrameMeter(asked_at_us)
        self._meter = PlayMeter(context, self._frames, take_waited_ms=self._pacer.take_waited_ms)
        self._size_px = (0, 0)

    # -- what the application asks for -------------------------------------------------

    def start(self, canvas: Canvas | None, config: PlayConfig) -> None:
        """Play, or change canvas and config of a playing stream."""
        self._config = config
        if self._state is PlayerState.NO_PLAY:
            self._tell(PlayerState.PLAY_REQUESTING)
            self._quality = self._context.loop.spawn(self._report(), name="play-quality")
            watch = PictureWatch(self, self._context.loop)
            self._watching = self._context.loop.spawn(watch.run(), name="watch-picture")
        self.use_canvas(canvas)

    def use_canvas(self, canvas: Canvas | None) -> None:
        """Draw elsewhere, or nowhere; the newest frame is shown there at once."""
        if canvas == self._canvas and self._sink is not None:
            self._choose_layer()
            return
        self._close_sink()
        self._canvas = canvas
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self._sink = sink
            if self.newest is not None:
                sink.put_frame(self.newest)
        self._choose_layer()

    def set_volume(self, volume: int) -> None:
        """Be as loud as ``volume`` percent of what is sent; 0 stops receiving the sound."""
        self.sound.set_volume(volume)
        self._receive()

    def use_buffer(self, min_ms: int, _max_ms: int) -> None:
        """Show pictures so much later than could be, evenly."""
        self._pacer.use_wait(min_ms)
        self._reader.queue(HELD_MAX if min_ms else 1)

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Stop or resume receiving picture or sound; ON means muted."""
        self._muted_video = video or self._muted_video
        if audio is not None:
            self.sound.mute(audio)
        if self._muted_video is SwitchState.ON:
            self._frames.pause()
        self._receive()

    def stop(self, code: ErrorCode = ErrorCode.OK) -> None:
        """Stop receiving at once, blank the canvas, tell the totals."""
        self._close_sink()
        if self._quality is not None:
            self._quality.cancel()
        if self._watching is not None:
            self._watching.cancel()
        self._tell(PlayerState.NO_PLAY, code)
        totals = replace(self._meter.latest, since_start=self._frames.totals())
        self._context.gate.raise_event(PlayerQualityUpdate(self.stream_id, totals))
        self._let_go()

    # -- what the room tells -----------------------------------------------------------

    def stream_changed(self, remote: RemoteStream | None) -> None:
        """The stream's tracks are these now; None when it is not there."""
        before = self._remote
        if remote is not None and before is not None and remote.continues(before):
            self._remote = remote
        elif remote is not before:
            if remote is None:
                self.room_interrupted()
            self._let_go()
            self._remote = remote
            if remote is not None:
                identity = remote.participant.identity
                self._clocks.follow(identity, self._frames.use_clock_offset)
                self._figures.follow(identity, self.stream_id, self._use_sender_figures)
        self._receive()

    def track_subscribed(self, track: rtc.RemoteTrack) -> None:
        """Media of a track arrives."""
        if track.kind == rtc.TrackKind.KIND_VIDEO:
            if self._video is not track:
                self._video = track
                self._pacer.clear()
                self._reader.start(track)
                self._choose_layer()
        else:
            self.sound.take(track)
        self._tell(PlayerState.PLAYING)

    def track_unsubscribed(self, track_sid: str) -> None:
        """Media of a track no longer arrives."""
        if self._video is not None and self._video.sid == track_sid:
            self._video = None
            self._stop_reading()
        if self.sound.track is not None and self.sound.track.sid == track_sid:
            self.sound.let_go()

    def room_interrupted(self) -> None:
        """The connection broke."""
        self._frames.pause()
        self._stands = False
        self._received_before = self._frames.received
        if self._state is PlayerState.PLAYING:
            self._tell(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        self._wish = None
        if self._frames.received == self._received_before:
            self.refresh_picture()
        self._choose_layer()
        if self._video is not None or self.sound.track is not None:
            self._tell(PlayerState.PLAYING)

    # -- Watched (for the picture's watch) ---------------------------------------------

    @property
    def pictures_received(self) -> int:
        """How many pictures have arrived."""
        return self._frames.received

    @property
    def expects_pictures(self) -> bool:
        """Whether pictures should arrive now, as far as is known."""
        is_flowing = self._state is PlayerState.PLAYING or self._stands
        is_wanted = self._video is not None and self._wants(rtc.TrackKind.KIND_VIDEO)
        publication = self._video_publication
        return is_flowing and is_wanted and publication is not None and not publication.muted

    async def sound_packets(self) -> int:
        """Return how much of the stream's sound has arrived."""
        inbound = inbound_of(await stats_of(self.sound.track))
        return inbound.received.packets_received if inbound is not None else 0

    def picture_stands(self) -> None:
        """Tell that no pictures come any more, of a stream that should flow."""
        if self._state is PlayerState.PLAYING:
            self._frames.pause()
            self._stands = True
            self._tell(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def picture_moves(self) -> None:
        """Tell that pictures come again."""
        self._stands = False
        self._tell(PlayerState.PLAYING)

    def refresh_picture(self) -> None:
        """Have the picture begin anew: after a gap libwebrtc waits up to 3 s before it asks."""
        publication, remote = self._video_publication, self._remote
        if remote is None or publication is None or not remote.subscriptions.pause(publication):
            return
        subscriptions = remote.subscriptions
        self._context.loop.call_later(_PAUSE_S, lambda: subscriptions.unpause(publication))

    # -- SinkObserver ------------------------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """The sink painted a frame (GUI thread)."""
        if self._frames.frame_shown(frame, shown_at_us):
            self._context.loop.call(self._tell_rendered)

    def size_changed(self, width_px: int, height_px: int) -> None:  # noqa: ARG002  (asked later)
        """The canvas has a new size (GUI thread)."""
        self._context.loop.call(self._choose_layer_soon)

    # -- receiving -----------------------------------------------------------------------

    @property
    def _video_publication(self) -> rtc.RemoteTrackPublication | None:
        return self._remote.of_kind(rtc.TrackKind.KIND_VIDEO) if self._remote is not None else None

    def _wants(self, kind: rtc.TrackKind.ValueType) -> bool:
        if self._state is PlayerState.NO_PLAY:
            return False
        if kind == rtc.TrackKind.KIND_VIDEO:
            return self._muted_video is SwitchState.OFF
        return self.sound.is_wanted

    def _receive(self) -> None:
        """Ask for the tracks that are wanted, take those that are there already."""
        remote = self._remote
        if remote is None:
            return
        for publication in remote.publications.values():
            wanted = self._wants(publication.kind)
            if remote.subscriptions.want(publication, wanted=wanted) and wanted:
                self._wish = None  # the server forgets the layer with a pause
            if wanted and publication.track is not None:
                self.track_subscribed(publication.track)
        self._choose_layer()

    def _let_go(self) -> None:
        """Receive nothing of the stream any more."""
        self.sound.let_go()
        remote, self._remote = self._remote, None
        if remote is not None:
            identity = remote.participant.identity
            self._clocks.unfollow(identity, self._frames.use_clock_offset)
            self._figures.unfollow(identity, self.stream_id)
            self._meter.sender = SenderFigures()
            for publication in remote.publications.values():
                remote.subscriptions.want(publication, wanted=False)
        self._video = None
        self._wish = None
        self._stop_reading()

    def _stop_reading(self) -> None:
        self._reader.stop()
        self._pacer.clear()

    def _choose_layer_soon(self) -> None:
        if self._resize_timer is None:  # a window being dragged changes a hundred times a second
            self._resize_timer = self._context.loop.call_later(_RESIZE_REST_S, self._choose_layer)

    def _choose_layer(self) -> None:
        if self._resize_timer is not None:
            self._resize_timer.cancel()
            self._resize_timer = None
        publication = self._video_publication
        if publication is None or not publication.simulcasted or self._video is None:
            return
        wish = self._wished_layer((publication.width, publication.height))
        if wish is None or wish == self._wish:
            return
        self._wish = wish
        if isinstance(wish, SimulcastLayer):
            publication.set_video_quality(_LAYER_QUALITY[wish])
        else:
            native.ask_for_size(publication, *wish)

    def _layers(self) -> tuple[SimulcastLayer, ...]:
        """The layers that this stream has, if there is a choice."""
        remote = self._remote
        publication = remote.of_kind(rtc.TrackKind.KIND_VIDEO) if remote is not None else None
        if publication is None or not publication.simulcasted:
            return ()
        return simulcast_layers((publication.width, publication.height))

    def _wished_layer(self, video_px: tuple[int, int]) -> tuple[int, int] | SimulcastLayer | None:
        if self._config.layer is not SimulcastLayer.AUTOMATIC:
            return self._config.layer
        if self._sink is None or self._canvas is None:
            return SimulcastLayer.HIGH
        return needed_size(video_px, self._sink.size_px, self._canvas)

    # -- frames ------------------------------------------------------------------------

    def _deliver(self, frame: VideoFrame) -> None:
        sink = self._sink
        if sink is not None:
            sink.put_frame(frame)
        self._frames.frame_received(is_hidden=sink is not None and 0 in sink.size_px)
        is_first = self.newest is None
        self.newest = frame
        if is_first:
            after_ms = (frame.received_at_us - self._asked_at_us) / 1000
            self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self.stream_id, after_ms))
        if sink is None:
            self.frame_shown(frame, frame.received_at_us)
        if self.render_handler is not None:
            self._give(self.render_handler, frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self._size_px:
            self._size_px = size_px
            self._context.gate.raise_event(PlayerVideoSizeChanged(self.stream_id, *size_px))

    def _give(self, handler: RenderHandler, frame: VideoFrame) -> None:
        """Let the application have ``frame``; its fault must not end the stream's pictures."""
        try:
            handler(self.stream_id, frame)
        except Exception:  # noqa: BLE001  (whatever the application does)
            _log.exception("the render handler failed and gets no more of %s", self.stream_id)
            self.render_handler = None

    def _close_sink(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(self)

    # -- telling -----------------------------------------------------------------------

    def _tell_rendered(self) -> None:
        self._context.gate.raise_event(
            PlayerRenderedVideoFirstFrame(self.stream_id, self._frames.first_picture_ms)
        )

    def _tell(self, state: PlayerState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PlayerStateUpdate(self.stream_id, state, error_code=code))

    def _use_sender_figures(self, figures: SenderFigures) -> None:
        self._meter.sender = figures

    async def _report(self) -> None:
        for period in itertools.count(1):
            await asyncio.sleep(QUALITY_PERIOD_S)
            measured = await self._meter.measure(self._video, self.sound.track)
            quality = replace(measured, layers=self._layers())
            self._context.gate.raise_event(PlayerQualityUpdate(self.stream_id, quality))
            if period % _REPORT_PERIODS == 0 and self._remote is not None and quality.shown_fps > 0:
                self._figures.report(
                    self._remote.participant.identity,
                    self.stream_id,
                    ViewerFigures(
                        quality.end_to_end_p50_ms, quality.end_to_end_p95_ms, quality.shown_fps
                    ),
                )


def _now_us() -> int:
    return time.time_ns() // 1000
