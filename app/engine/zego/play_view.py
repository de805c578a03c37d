"""Where the pictures of one incoming stream go: canvas, application, measurement."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from app.engine.common.frame_meter import FrameMeter
from app.engine.media_port import FrameSink
from app.engine.zego.context import ZegoContext
from app.model.events import (
    PlayerReceivedVideoFirstFrame,
    PlayerRenderedVideoFirstFrame,
    PlayerVideoSizeChanged,
)
from app.model.frames import RenderHandler, VideoFrame
from app.model.media import Canvas

_log = logging.getLogger(__name__)


class PlayView:
    """The pictures of one play.

    On the engine's loop alone, but for :meth:`deliver` (the pump's thread) and the calls of the
    sink (the GUI's). Where the SDK draws, the sink only blanks the canvas in the end.

    Args:
        stream_id: The stream.
        context: What the parts of the adapter share.
        asked_at_us: Unix time at which it was asked for.
        on_change: Told when the size of canvas or picture has changed.
    """

    def __init__(
        self,
        stream_id: str,
        context: ZegoContext,
        *,
        asked_at_us: int,
        on_change: Callable[[], None],
    ) -> None:
        self.newest: VideoFrame | None = None
        self.render_handler: RenderHandler | None = None
        self.canvas: Canvas | None = None
        self.video_px = (0, 0)
        self.frames = FrameMeter(asked_at_us)
        self.is_open = False
        self._stream_id = stream_id
        self._context = context
        self._asked_at_us = asked_at_us
        self._on_change = on_change
        self._sink: FrameSink | None = None

    @property
    def canvas_px(self) -> tuple[int, int]:
        """Return the size of the canvas in device pixels; (0, 0) while it is not known."""
        return self._sink.size_px if self._sink is not None else (0, 0)

    def use_canvas(self, canvas: Canvas | None) -> bool:
        """Draw elsewhere, or nowhere; returns whether that is a change.

        The newest picture is shown there at once.
        """
        if canvas == self.canvas and self._sink is not None:
            return False
        self._close_sink()
        self.canvas = canvas
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self._sink = sink
            if self.newest is not None and not self._context.ways.draws:
                sink.put_frame(self.newest)
        return True

    def close(self) -> None:
        """Show nothing more and blank the canvas."""
        self.is_open = False
        self._close_sink()

    def deliver(self, frame: VideoFrame) -> None:
        """Take a picture; on the pump's thread."""
        if not self.is_open:
            return
        is_first = self.newest is None
        self.newest = frame
        if not self._context.ways.draws:
            self._show(frame, is_first=is_first)
        if self.render_handler is not None:
            self._give(self.render_handler, frame)
        if (frame.width_px, frame.height_px) != self.video_px:
            self._context.loop.call(self.size_told, (frame.width_px, frame.height_px))

    def _show(self, frame: VideoFrame, *, is_first: bool) -> None:
        sink = self._sink
        if sink is not None:
            sink.put_frame(frame)
        self.frames.frame_received()
        if is_first:
            self._context.loop.call(self._tell_received, frame.received_at_us)
        if sink is None:
            self.frame_shown(frame, frame.received_at_us)

    def _give(self, handler: RenderHandler, frame: VideoFrame) -> None:
        """Let the application have ``frame``; its fault must not end the stream's pictures."""
        try:
            handler(self._stream_id, frame)
        except Exception:  # noqa: BLE001  (whatever the application does)
            _log.exception("the render handler failed and gets no more of %s", self._stream_id)
            if self.render_handler is handler:  # there may be another one by now
                self.render_handler = None

    # -- what the SDK tells of pictures that it draws itself ---------------------------------

    def drawn_by_sdk(self) -> None:
        """The SDK painted its first picture."""
        if self._context.ways.draws:
            after_ms = (time.time_ns() // 1000 - self._asked_at_us) / 1000
            self._raise_received(after_ms)
            self._context.gate.raise_event(PlayerRenderedVideoFirstFrame(self._stream_id, after_ms))

    def size_told(self, size_px: tuple[int, int]) -> None:
        """The decoded size became known or changed."""
        if size_px != self.video_px:
            self.video_px = size_px
            self._context.gate.raise_event(PlayerVideoSizeChanged(self._stream_id, *size_px))
            self._on_change()

    # -- SinkObserver ------------------------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """The sink painted a frame (GUI thread)."""
        if self.frames.frame_shown(frame, shown_at_us):
            self._context.loop.call(self._tell_rendered)

    def size_changed(self, width_px: int, height_px: int) -> None:  # noqa: ARG002  (asked later)
        """The canvas has a new size (GUI thread)."""
        self._context.loop.call(self._on_change)

    # -- telling -----------------------------------------------------------------------

    def _close_sink(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(self)

    def _tell_received(self, received_at_us: int) -> None:
        self._raise_received((received_at_us - self._asked_at_us) / 1000)

    def _raise_received(self, after_ms: float) -> None:
        self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self._stream_id, after_ms))

    def _tell_rendered(self) -> None:
        self._context.gate.raise_event(
            PlayerRenderedVideoFirstFrame(self._stream_id, self.frames.first_picture_ms)
        )
