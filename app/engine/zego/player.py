"""One incoming stream: ask for it, draw it, measure it, follow it through breaks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from app.engine.common.frame_meter import FrameMeter
from app.engine.media_port import FrameSink
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.layers import wished_layer
from app.engine.zego.play_figures import PlayFigures
from app.engine.zego.stream_states import FLOWING, NONE, REQUESTING, StreamStates
from app.engine.zego.translate import (
    canvas_of,
    code_of,
    plain_data,
)
from app.model.errors import ErrorCode
from app.model.events import (
    PlayerQualityUpdate,
    PlayerReceivedVideoFirstFrame,
    PlayerRenderedVideoFirstFrame,
    PlayerVideoSizeChanged,
)
from app.model.frames import RenderHandler, VideoFrame
from app.model.media import Canvas, SwitchState
from app.model.session import PlayConfig

_log = logging.getLogger(__name__)


class PlayerOwner(Protocol):
    """Knows which streams are played."""

    def is_played(self, stream_id: str) -> bool:
        """Whether the application wants the stream played now."""

    def play_refused(self, stream_id: str, code: ErrorCode) -> None:
        """End the play of a stream that the SDK does not play."""


class Player:
    """One play of a stream, from start to stop.

    On the engine's loop alone, but for :meth:`deliver` (the pump's thread) and the calls of the
    sink (the GUI's).
    """

    def __init__(
        self,
        stream_id: str,
        context: ZegoContext,
        states: StreamStates,
        *,
        owner: PlayerOwner,
        asked_at_us: int,
    ) -> None:
        self.stream_id = stream_id
        self.newest: VideoFrame | None = None
        self.render_handler: RenderHandler | None = None
        self.is_over = False
        self._context = context
        self._states = states
        self._owner = owner
        self._asked_at_us = asked_at_us
        self._config = PlayConfig()
        self._canvas: Canvas | None = None
        self._sink: FrameSink | None = None
        self._is_asked = False
        self._is_receiving = False
        self._volume = 100
        self._muted_video = SwitchState.OFF
        self._muted_audio = SwitchState.OFF
        self._layer: express.VideoStreamType | None = None
        self._video_px = (0, 0)
        self._frames = FrameMeter(asked_at_us)
        self._figures = PlayFigures(self._frames, context.loop.time)

    # -- what the application asks for -------------------------------------------------

    def start(self, canvas: Canvas | None, config: PlayConfig) -> None:
        """Play, or change canvas and config of a playing stream."""
        self._config = config
        if not self._is_asked and self._states.told == NONE:
            self._states.tell(REQUESTING)
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
        if self._is_asked and self._context.ways.draws:
            self._draw_in_sdk()
        self._choose_layer()

    def set_volume(self, volume: int) -> None:
        """Be as loud as ``volume`` percent; 0 stops receiving the sound."""
        self._volume = volume
        self._apply_sound()

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Stop or resume receiving picture or sound; ON means muted."""
        if audio is not None:
            self._muted_audio = audio
            self._apply_sound()
        if video is not None:
            self._muted_video = video
            self._apply_picture()

    def stop(self, code: ErrorCode = ErrorCode.OK) -> None:
        """Stop receiving at once, blank the canvas, tell the totals."""
        self.is_over = True
        self._is_receiving = False
        self._close_sink()
        if self._is_asked and code is ErrorCode.OK:
            states, stream_id, owner = self._states, self.stream_id, self._owner
            states.stop_asked()
            self._stop_in_sdk(
                lambda: states.stop_returned(is_wanted=lambda: owner.is_played(stream_id))
            )
        else:
            self._states.tell(NONE, code)
        self._context.gate.raise_event(
            PlayerQualityUpdate(self.stream_id, self._figures.last_word())
        )

    # -- what the room tells -----------------------------------------------------------

    def room_connected(self) -> None:
        """Ask for the stream when that was waiting."""
        if not self._is_asked:
            self._ask()

    def room_interrupted(self) -> None:
        """The connection broke; the SDK mends it."""
        self._frames.pause()
        if self._states.told == FLOWING:
            self._states.tell(REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def room_gone(self) -> None:
        """The room is gone: the SDK plays no more and need not be asked to stop."""
        self._is_asked = False

    # -- what the SDK tells ------------------------------------------------------------

    def state_changed(self, event: express.OnPlayerStateUpdate) -> bool:
        """Take the stream's state; returns False when the play has ended with an error."""
        code = code_of(event.error_code) if event.error_code else ErrorCode.OK
        self._context.faults.told(event.error_code)
        if event.state == NONE:
            return code is ErrorCode.OK  # without one the room tells why
        if event.state == REQUESTING:
            self._frames.pause()
            if self._states.told == FLOWING and code is ErrorCode.OK:
                code = ErrorCode.PLAY_INTERRUPTED
        self._states.tell(int(event.state), code, plain_data(event.extended_data))
        return True

    def ended(self, code: ErrorCode) -> None:
        """The SDK gave the stream up: end the play with its reason."""
        if self._is_asked:
            self._states.silent_stop_asked()
            self._stop_in_sdk()
        self._is_asked = False
        self.stop(code)

    def quality_told(self, quality: express.PlayStreamQuality) -> None:
        """Tell how the stream does: the SDK's figures and what was seen here."""
        figures = self._figures.take(quality, self._video_px, draws=self._context.ways.draws)
        self._context.gate.raise_event(PlayerQualityUpdate(self.stream_id, figures))

    def drawn_by_sdk(self) -> None:
        """The SDK painted its first picture into the window."""
        if self._context.ways.draws:
            after_ms = (time.time_ns() // 1000 - self._asked_at_us) / 1000
            self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self.stream_id, after_ms))
            self._context.gate.raise_event(PlayerRenderedVideoFirstFrame(self.stream_id, after_ms))

    def size_told(self, size_px: tuple[int, int]) -> None:
        """The decoded size became known or changed."""
        if size_px != self._video_px:
            self._video_px = size_px
            self._context.gate.raise_event(PlayerVideoSizeChanged(self.stream_id, *size_px))
            self._choose_layer()

    # -- frames ------------------------------------------------------------------------

    def deliver(self, frame: VideoFrame) -> None:
        """Show a picture; on the pump's thread."""
        if not self._is_receiving:
            return
        sink = self._sink
        if sink is not None:
            sink.put_frame(frame)
        self._frames.frame_received()
        is_first = self.newest is None
        self.newest = frame
        if is_first:
            self._context.loop.call(self._tell_received, frame.received_at_us)
        if sink is None:
            self.frame_shown(frame, frame.received_at_us)
        if self.render_handler is not None:
            self._give(self.render_handler, frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self._video_px:
            self._context.loop.call(self.size_told, size_px)

    def _give(self, handler: RenderHandler, frame: VideoFrame) -> None:
        """Let the application have ``frame``; its fault must not end the stream's pictures."""
        try:
            handler(self.stream_id, frame)
        except Exception:  # noqa: BLE001  (whatever the application does)
            _log.exception("the render handler failed and gets no more of %s", self.stream_id)
            if self.render_handler is handler:  # there may be another one by now
                self.render_handler = None

    # -- SinkObserver ------------------------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """The sink painted a frame (GUI thread)."""
        if self._frames.frame_shown(frame, shown_at_us):
            self._context.loop.call(self._tell_rendered)

    def size_changed(self, width_px: int, height_px: int) -> None:  # noqa: ARG002  (asked later)
        """The canvas has a new size (GUI thread)."""
        self._context.loop.call(self._choose_layer)

    # -- asking the SDK ------------------------------------------------------------------

    def _ask(self) -> None:
        self._is_asked = True
        self._layer = None
        config = express.PlayerConfig(
            resource_mode=express.StreamResourceMode(int(self._config.resource_mode)),
            video_codec_id=express.VideoCodecId.UNKNOWN,  # the SDK finds out
        )
        canvas = None
        if self._context.ways.draws and self._canvas is not None:
            canvas = canvas_of(self._canvas)

        def call(sdk: express.Handle) -> int:
            self._is_receiving = not self.is_over
            return sdk.start_playing_stream_with_config(self.stream_id, config, canvas=canvas)

        self._context.sdk.send("start_playing_stream", call, on_refused=self._refused)
        self._apply_sound()
        self._apply_picture()
        self._choose_layer()

    def _refused(self, code: int) -> None:
        if not self.is_over:
            self._context.faults.told(code)
            self._owner.play_refused(self.stream_id, code_of(code))

    def _stop_in_sdk(self, then: Callable[[], None] | None = None) -> None:
        stream_id = self.stream_id
        self._context.sdk.send(
            "stop_playing_stream", lambda sdk: sdk.stop_playing_stream(stream_id), on_done=then
        )

    def _apply_sound(self) -> None:
        if not self._is_asked:
            return
        is_off = self._muted_audio is SwitchState.ON or self._volume == 0
        volume, stream_id = self._volume, self.stream_id
        self._context.sdk.send(
            "set_play_volume", lambda sdk: sdk.set_play_volume(stream_id, volume)
        )
        self._context.sdk.send(
            "mute_play_stream_audio", lambda sdk: sdk.mute_play_stream_audio(stream_id, mute=is_off)
        )

    def _apply_picture(self) -> None:
        is_off = self._muted_video is SwitchState.ON
        if is_off:
            self._frames.pause()
        if self._is_asked:
            self._context.sdk.send(
                "mute_play_stream_video",
                lambda sdk: sdk.mute_play_stream_video(self.stream_id, mute=is_off),
            )

    def _draw_in_sdk(self) -> None:
        canvas = canvas_of(self._canvas) if self._canvas is not None else None
        self._context.sdk.send(
            "set_playing_canvas",
            lambda sdk: sdk.set_playing_canvas(
                self.stream_id,
                express.ViewUpdateType.UPDATE if canvas else express.ViewUpdateType.DELETE,
                canvas=canvas,
            ),
        )

    def _choose_layer(self) -> None:
        if not self._is_asked or self.is_over:
            return
        canvas_px = self._sink.size_px if self._sink is not None else (0, 0)
        layer = wished_layer(
            self._config.layer, self._layer, self._video_px, canvas=self._canvas, size_px=canvas_px
        )
        if layer != self._layer:
            self._layer = layer
            self._context.sdk.send(
                "set_play_stream_video_type",
                lambda sdk: sdk.set_play_stream_video_type(self.stream_id, layer),
            )

    def _close_sink(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(self)

    # -- telling -----------------------------------------------------------------------

    def _tell_received(self, received_at_us: int) -> None:
        after_ms = (received_at_us - self._asked_at_us) / 1000
        self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self.stream_id, after_ms))

    def _tell_rendered(self) -> None:
        self._context.gate.raise_event(
            PlayerRenderedVideoFirstFrame(self.stream_id, self._frames.first_picture_ms)
        )
