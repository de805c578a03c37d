"""One incoming stream: subscribe to its tracks, draw, measure, follow it through breaks.

Subscribes only to what is played, and of a simulcast stream only to the layer that the canvas
can show.
"""

from __future__ import annotations

import asyncio
import time

from livekit import rtc
from livekit.rtc._proto.video_frame_pb2 import VideoBufferType

from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.play_stats import FrameMeter, PlayMeter
from app.engine.livekit.publish_stats import QUALITY_PERIOD_S
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

_LAYER_QUALITY = {
    SimulcastLayer.LOW: rtc.VideoQuality.VIDEO_QUALITY_LOW,
    SimulcastLayer.MEDIUM: rtc.VideoQuality.VIDEO_QUALITY_MEDIUM,
    SimulcastLayer.HIGH: rtc.VideoQuality.VIDEO_QUALITY_HIGH,
}
_LAYER_SHARE = ((SimulcastLayer.LOW, 0.25), (SimulcastLayer.MEDIUM, 0.5))
_LAYER_SLACK = 1.1  # a layer may be stretched by a tenth before the next one is fetched


def layer_for(canvas_px: tuple[int, int], video_px: tuple[int, int]) -> SimulcastLayer:
    """Return the smallest layer that fills the canvas; LiveKit's are a quarter, half and whole."""
    if not all(canvas_px) or not all(video_px):
        return SimulcastLayer.HIGH
    shown_share = min(canvas_px[0] / video_px[0], canvas_px[1] / video_px[1])
    for layer, share in _LAYER_SHARE:
        if shown_share <= share * _LAYER_SLACK:
            return layer
    return SimulcastLayer.HIGH


class Player:
    """One stream that the application wants to play; used on the engine's loop alone."""

    def __init__(self, stream_id: str, context: EngineContext) -> None:
        self.stream_id = stream_id
        self.newest: VideoFrame | None = None
        self.render_handler: RenderHandler | None = None
        self._context = context
        self._config = PlayConfig()
        self._canvas: Canvas | None = None
        self._sink: FrameSink | None = None
        self._remote: RemoteStream | None = None
        self._asked: dict[str, bool] = {}
        self._layer: SimulcastLayer | None = None
        self._volume = 100
        self._muted_video = SwitchState.OFF
        self._muted_audio = SwitchState.OFF
        self._state = PlayerState.NO_PLAY
        self._video: rtc.RemoteTrack | None = None
        self._audio: rtc.RemoteTrack | None = None
        self._reader: asyncio.Task[None] | None = None
        self._quality: asyncio.Task[None] | None = None
        self._asked_at_us = time.time_ns() // 1000
        self._frames = FrameMeter(self._asked_at_us)
        self._meter = PlayMeter(context, self._frames)
        self._size_px = (0, 0)

    # -- what the application asks for -------------------------------------------------

    def start(self, canvas: Canvas | None, config: PlayConfig) -> None:
        """Play, or change canvas and config of a playing stream."""
        self._config = config
        if self._state is PlayerState.NO_PLAY:
            self._tell(PlayerState.PLAY_REQUESTING)
            self._quality = self._context.loop.spawn(self._report(), name="play-quality")
        self.use_canvas(canvas)
        self._subscribe()

    def use_canvas(self, canvas: Canvas | None) -> None:
        """Draw elsewhere, or nowhere; the newest frame is shown there at once."""
        if canvas == self._canvas and self._sink is not None:
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
        """Be as loud as ``volume`` percent; 0 stops receiving the sound."""
        self._volume = volume
        self._subscribe()

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Stop or resume receiving picture or sound; ON means muted."""
        self._muted_video = video or self._muted_video
        self._muted_audio = audio or self._muted_audio
        if self._muted_video is SwitchState.ON:
            self._frames.pause()
        self._subscribe()

    async def stop(self, code: ErrorCode = ErrorCode.OK) -> None:
        """Stop receiving, blank the canvas, tell the totals."""
        self._close_sink()
        if self._quality is not None:
            self._quality.cancel()
        self._tell(PlayerState.NO_PLAY, code)
        await self._report_once()
        self._unsubscribe()
        await self._stop_reader()

    # -- what the room tells -----------------------------------------------------------

    def stream_changed(self, remote: RemoteStream | None) -> None:
        """The stream's tracks are these now; None when it is not there."""
        if remote is None and self._remote is not None:
            self._interrupted()
        self._remote = remote
        self._subscribe()

    def track_subscribed(self, track: rtc.RemoteTrack) -> None:
        """Media of a track arrives."""
        if track.kind == rtc.TrackKind.KIND_VIDEO:
            self._video = track
            self._start_reader(track)
            self._choose_layer()
        else:
            self._audio = track
        self._tell(PlayerState.PLAYING)

    def track_unsubscribed(self, track_sid: str) -> None:
        """Media of a track no longer arrives."""
        if self._video is not None and self._video.sid == track_sid:
            self._video = None
        if self._audio is not None and self._audio.sid == track_sid:
            self._audio = None

    def room_interrupted(self) -> None:
        """The connection broke."""
        self._interrupted()

    def room_resumed(self) -> None:
        """The same connection flows again."""
        if self._video is not None or self._audio is not None:
            self._tell(PlayerState.PLAYING)

    # -- SinkObserver ------------------------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """The sink painted a frame (GUI thread)."""
        if self._frames.frame_shown(frame, shown_at_us):
            self._context.loop.call(self._tell_rendered)

    def size_changed(self, width_px: int, height_px: int) -> None:
        """The canvas has a new size (GUI thread)."""
        self._context.loop.call(self._choose_layer)

    # -- inner works -------------------------------------------------------------------

    def _wants(self, kind: rtc.TrackKind.ValueType) -> bool:
        if self._state is PlayerState.NO_PLAY:
            return False
        if kind == rtc.TrackKind.KIND_VIDEO:
            return self._muted_video is SwitchState.OFF
        return self._muted_audio is SwitchState.OFF and self._volume > 0

    def _subscribe(self) -> None:
        if self._remote is None:
            return
        for sid, publication in self._remote.publications.items():
            wanted = self._wants(publication.kind)
            if self._asked.get(sid, False) != wanted:
                self._asked[sid] = wanted
                publication.set_subscribed(wanted)

    def _unsubscribe(self) -> None:
        if self._remote is None:
            return
        for sid, publication in self._remote.publications.items():
            if self._asked.pop(sid, False):
                publication.set_subscribed(False)

    def _choose_layer(self) -> None:
        publication = (
            self._remote.of_kind(rtc.TrackKind.KIND_VIDEO) if self._remote is not None else None
        )
        if publication is None or not publication.simulcasted or self._video is None:
            return
        layer = self._config.layer
        if layer is SimulcastLayer.AUTOMATIC:
            canvas_px = self._sink.size_px if self._sink is not None else (0, 0)
            layer = layer_for(canvas_px, (publication.width, publication.height))
        if layer is not self._layer:
            self._layer = layer
            publication.set_video_quality(_LAYER_QUALITY[layer])

    def _start_reader(self, track: rtc.RemoteTrack) -> None:
        previous = self._reader
        self._reader = self._context.loop.spawn(
            self._read(track, previous), name=f"read-{self.stream_id}"
        )

    async def _stop_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            await asyncio.wait({reader})

    async def _read(self, track: rtc.RemoteTrack, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            previous.cancel()
        self._layer = None
        stream = rtc.VideoStream(track, capacity=1, format=VideoBufferType.I420)
        try:
            async for event in stream:
                metadata = event.metadata
                has_time = metadata is not None and metadata.HasField("user_timestamp")
                picture = event.frame
                frame = VideoFrame(
                    picture.width,
                    picture.height,
                    picture.data,
                    captured_at_us=metadata.user_timestamp if has_time and metadata else 0,
                    received_at_us=time.time_ns() // 1000,
                )
                self._deliver(frame)
        finally:
            await asyncio.shield(stream.aclose())

    def _deliver(self, frame: VideoFrame) -> None:
        sink = self._sink
        if sink is not None:
            sink.put_frame(frame)
        self._frames.frame_received()
        is_first = self.newest is None
        self.newest = frame
        if is_first:
            after_ms = (frame.received_at_us - self._asked_at_us) / 1000
            self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self.stream_id, after_ms))
        if sink is None:
            self.frame_shown(frame, frame.received_at_us)
        if self.render_handler is not None:
            self.render_handler(self.stream_id, frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self._size_px:
            self._size_px = size_px
            self._context.gate.raise_event(PlayerVideoSizeChanged(self.stream_id, *size_px))

    def _interrupted(self) -> None:
        self._frames.pause()
        if self._state is PlayerState.PLAYING:
            self._tell(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def _close_sink(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(self)

    def _tell_rendered(self) -> None:
        self._context.gate.raise_event(
            PlayerRenderedVideoFirstFrame(self.stream_id, self._frames.first_picture_ms)
        )

    def _tell(self, state: PlayerState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PlayerStateUpdate(self.stream_id, state, error_code=code))

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(QUALITY_PERIOD_S)
            await self._report_once()

    async def _report_once(self) -> None:
        quality = await self._meter.measure(self._video, self._audio)
        self._context.gate.raise_event(PlayerQualityUpdate(self.stream_id, quality))
