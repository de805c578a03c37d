"""Where the pictures of one incoming stream go: to its canvas, and to the application."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.engine.common.frame_meter import FrameMeter
from app.engine.livekit.context import EngineContext
from app.engine.livekit.layer_choice import Place
from app.engine.media_port import FrameSink
from app.model.events import (
    PlayerReceivedVideoFirstFrame,
    PlayerRenderedVideoFirstFrame,
    PlayerVideoSizeChanged,
)
from app.model.frames import RenderHandler, VideoFrame
from app.model.media import Canvas

_log = logging.getLogger(__name__)


class PictureOutlet:
    """Hands pictures on and tells the first one and each new size; for the engine's loop.

    Args:
        context: The engine.
        stream_id: The stream that the pictures are of.
        frames: Measures them.
        asked_at_us: When the stream was asked for, in Unix time.
        on_resize: Called on the loop when the canvas has a new size.
    """

    def __init__(
        self,
        context: EngineContext,
        stream_id: str,
        frames: FrameMeter,
        *,
        asked_at_us: int,
        on_resize: Callable[[], None],
    ) -> None:
        self.newest: VideoFrame | None = None
        self.render_handler: RenderHandler | None = None
        self._context = context
        self._stream_id = stream_id
        self._frames = frames
        self._asked_at_us = asked_at_us
        self._on_resize = on_resize
        self._canvas: Canvas | None = None
        self._sink: FrameSink | None = None
        self._size_px = (0, 0)

    def place(self) -> Place | None:
        """Return where pictures are drawn; None when they are not."""
        if self._sink is None or self._canvas is None:
            return None
        return self._sink.size_px, self._canvas

    def use_canvas(self, canvas: Canvas | None) -> None:
        """Draw elsewhere, or nowhere; the newest frame is shown there at once."""
        if canvas == self._canvas and self._sink is not None:
            return
        self.close()
        self._canvas = canvas
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self._sink = sink
            if self.newest is not None:
                sink.put_frame(self.newest)

    def put(self, frame: VideoFrame) -> None:
        """Draw ``frame`` and give it to the application."""
        sink = self._sink
        if sink is not None:
            sink.put_frame(frame)
        self._frames.frame_received(is_hidden=sink is not None and 0 in sink.size_px)
        is_first = self.newest is None
        self.newest = frame
        if is_first:
            after_ms = (frame.received_at_us - self._asked_at_us) / 1000
            self._context.gate.raise_event(PlayerReceivedVideoFirstFrame(self._stream_id, after_ms))
        if sink is None:
            self.frame_shown(frame, frame.received_at_us)
        if self.render_handler is not None:
            self._give(self.render_handler, frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self._size_px:
            self._size_px = size_px
            self._context.gate.raise_event(PlayerVideoSizeChanged(self._stream_id, *size_px))

    def close(self) -> None:
        """Blank the canvas and let go of it."""
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(self)

    # -- SinkObserver ------------------------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """The sink painted a frame (GUI thread)."""
        if self._frames.frame_shown(frame, shown_at_us):
            self._context.loop.call(self._tell_rendered)

    def size_changed(self, width_px: int, height_px: int) -> None:  # noqa: ARG002  (asked later)
        """The canvas has a new size (GUI thread)."""
        self._context.loop.call(self._on_resize)

    def _tell_rendered(self) -> None:
        self._context.gate.raise_event(
            PlayerRenderedVideoFirstFrame(self._stream_id, self._frames.first_picture_ms)
        )

    def _give(self, handler: RenderHandler, frame: VideoFrame) -> None:
        """Let the application have ``frame``; its fault must not end the stream's pictures."""
        try:
            handler(self._stream_id, frame)
        except Exception:  # noqa: BLE001  (whatever the application does)
            _log.exception("the render handler failed and gets no more of %s", self._stream_id)
            self.render_handler = None
