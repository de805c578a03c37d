"""Where frames wait to be drawn: one sink per canvas, and the thread that scales for all.

How a widget uses its sink, all on the Qt thread unless said otherwise:

1. ``sink = canvases.new_sink(wake)`` once. ``wake`` may be called on any thread and must not
   wait: it posts to the Qt thread, which then takes step 4.
2. ``canvases.lend(view, sink)`` when the native window exists and is exposed;
   ``canvases.take_back(view)`` before that window is destroyed.
3. ``sink.set_size(width_px, height_px)`` with device pixels whenever it is shown, resized or
   moved to a screen of other density; ``sink.set_size(0, 0)`` when hidden: nothing is scaled then.
4. On each wake ``picture = sink.take_picture()``, then paint it at once: fill what
   ``picture.pixels.target`` leaves free with ``picture.background_color`` and draw the pixels at
   the target's corner. ``None`` means: blank, drop the earlier picture. The widget keeps the
   picture for later paint events; its memory is its own, nobody writes to it again.
5. ``sink.painted(picture)`` as soon as the paint is on its way to the screen.
6. ``sink.dispose()`` before the widget goes; no wake comes after it returns.

An engine sees the same sink as :class:`~app.engine.media_port.FrameSink`.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.media_port import SinkObserver
from app.media.convert import PictureScaler, Pixels
from app.media.frames import now_us
from app.media.memory import keep_freed_pictures
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame
from app.model.media import Canvas

_log = logging.getLogger(__name__)

_INLINE_LIMIT_S = 0.001
"""Up to this cost a picture is scaled on the thread that brings it: no handover, no wait."""


@dataclass(frozen=True, slots=True, eq=False)
class RenderedPicture:
    """One frame at the canvas's device pixels.

    Attributes:
        pixels: What to draw, and where.
        canvas_size_px: Size of the canvas it was made for; the widget may have another by now.
        background_color: ``0xRRGGBB`` for the rest of the canvas.
        frame: The frame it shows.
        session: Number of the ``open`` it belongs to.
    """

    pixels: Pixels
    canvas_size_px: tuple[int, int]
    background_color: int
    frame: VideoFrame
    session: int


class FrameRenderer:
    """One thread that scales pictures for all sinks which have too much to do inline."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[CanvasSink | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, sink: CanvasSink) -> None:
        """Let the thread render ``sink``; any thread, never waits. Nothing after ``close``."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="klieg-render")
                self._thread.start()
        self._waiting.put(sink)

    def close(self) -> None:
        """End the thread and let go of all it held; idempotent, waits for at most one picture."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _run(self) -> None:
        while (sink := self._waiting.get()) is not None:
            try:
                sink.render()
            except (InvalidValueError, ValueError, OSError):
                _log.exception("a picture could not be scaled")


class CanvasSink:
    """The newest frame of one canvas, on its way from an engine to a widget.

    ``open``, ``put_frame``, ``close`` and ``size_px`` are for engines, on any thread; the rest is
    for the widget (see the module's text).
    """

    def __init__(self, renderer: FrameRenderer, wake: Callable[[], None]) -> None:
        self._renderer = renderer
        self._scaler = PictureScaler()  # used by whoever holds the turn
        self._lock = threading.Lock()
        self._wake: Callable[[], None] | None = wake
        self._wake_pending = False
        self._size_px = (0, 0)
        self._session = 0
        self._canvas: Canvas | None = None
        self._observer: SinkObserver | None = None
        self._frame: VideoFrame | None = None
        self._picture: RenderedPicture | None = None
        self._reported: VideoFrame | None = None
        self._is_dirty = False
        self._turn_taken = False
        self._cost_s = 0.0

    @property
    def size_px(self) -> tuple[int, int]:
        """Size of the canvas in device pixels; (0, 0) while it is not shown."""
        return self._size_px

    def open(self, canvas: Canvas, observer: SinkObserver) -> None:
        """Begin to show frames as ``canvas`` says; an earlier observer is let go."""
        with self._lock:
            self._begin_session(canvas, observer)

    def put_frame(self, frame: VideoFrame) -> None:
        """Hand over a frame; a frame not yet painted is replaced.

        A picture that costs little is scaled before the call returns, with the GIL released; one
        that costs more is left to the renderer's thread.

        Raises:
            InvalidValueError: The frame's memory does not fit its size.
        """
        with self._lock:
            if self._observer is None:
                return
            self._frame = frame
            if not self._take_turn():
                return
            is_cheap = self._cost_s < _INLINE_LIMIT_S
        if is_cheap:
            self.render()
        else:
            self._renderer.submit(self)

    def close(self, observer: SinkObserver) -> None:
        """Stop showing, blank the canvas; nothing when another observer has opened it since."""
        with self._lock:
            if self._observer is observer:
                self._begin_session(None, None)

    def set_size(self, width_px: int, height_px: int) -> None:
        """Tell the canvas's size in device pixels; the last frame is drawn again to fit."""
        with self._lock:
            if self._size_px == (width_px, height_px):
                return
            self._size_px = (width_px, height_px)
            observer = self._observer
            must_render = self._take_turn()
        if must_render:
            self._renderer.submit(self)
        if observer is not None:
            observer.size_changed(width_px, height_px)

    def take_picture(self) -> RenderedPicture | None:
        """Return the newest picture; None when the canvas is to be blank."""
        with self._lock:
            self._wake_pending = False
            return self._picture

    def painted(self, picture: RenderedPicture) -> None:
        """Report that ``picture`` was painted; each frame is reported once."""
        with self._lock:
            if picture.session != self._session or picture.frame is self._reported:
                return
            self._reported = picture.frame
            observer = self._observer
        if observer is not None:
            observer.frame_shown(picture.frame, now_us())

    def dispose(self) -> None:
        """Let go of everything; no wake comes after this returns. Idempotent."""
        with self._lock:
            self._wake = None
            self._size_px = (0, 0)
            self._begin_session(None, None)

    def render(self) -> None:
        """Scale the newest frame; only for the thread that was given the turn."""
        with self._lock:
            frame, canvas = self._frame, self._canvas
            size_px, session = self._size_px, self._session
            self._is_dirty = False
            if frame is None or canvas is None or 0 in size_px:
                self._turn_taken = False
                return
        started_s = time.thread_time()  # without the time others took from this thread
        picture: RenderedPicture | None = None
        try:
            pixels = self._scaler.render(frame, canvas, size_px)
            picture = RenderedPicture(pixels, size_px, canvas.background_color, frame, session)
        finally:
            self._finish_turn(picture, cost_s=time.thread_time() - started_s)

    def _finish_turn(self, picture: RenderedPicture | None, *, cost_s: float) -> None:
        """Hand over a picture, and the turn to the renderer if there is news meanwhile."""
        with self._lock:
            self._cost_s += (cost_s - self._cost_s) / 4
            if picture is not None and picture.session == self._session:
                self._picture = picture
                self._wake_widget()
            self._turn_taken = self._is_dirty
            must_go_on = self._is_dirty
        if must_go_on:
            self._renderer.submit(self)

    def _take_turn(self) -> bool:
        """Note that there is news; True when the caller must see to it that it is rendered."""
        if self._frame is None or 0 in self._size_px:
            return False
        self._is_dirty = True
        if self._turn_taken:
            return False
        self._turn_taken = True
        return True

    def _begin_session(self, canvas: Canvas | None, observer: SinkObserver | None) -> None:
        self._session += 1
        self._canvas, self._observer = canvas, observer
        self._frame = self._picture = self._reported = None
        self._wake_widget()

    def _wake_widget(self) -> None:
        """Wake once per picture taken; under the lock, so that ``dispose`` is final."""
        if self._wake is not None and not self._wake_pending:
            self._wake_pending = True
            self._wake()


class CanvasRegistry:
    """Knows which sink is lent under which native window handle; implements CanvasResolver."""

    def __init__(self) -> None:
        keep_freed_pictures()
        self._lock = threading.Lock()
        self._lent: dict[int, CanvasSink] = {}
        self._renderer = FrameRenderer()

    def new_sink(self, wake: Callable[[], None]) -> CanvasSink:
        """Make a sink whose ``wake`` may be called on any thread and must not wait."""
        return CanvasSink(self._renderer, wake)

    def lend(self, view: int, sink: CanvasSink) -> None:
        """Make ``sink`` findable under ``view``."""
        with self._lock:
            self._lent[view] = sink

    def take_back(self, view: int) -> None:
        """Make ``view`` unknown; nothing when it already is."""
        with self._lock:
            self._lent.pop(view, None)

    def resolve(self, view: int) -> CanvasSink | None:
        """Return the sink lent under ``view``; None when it was taken back."""
        with self._lock:
            return self._lent.get(view)

    def close(self) -> None:
        """End the rendering thread; idempotent. Sinks stay usable but show nothing new."""
        self._renderer.close()
