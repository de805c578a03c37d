"""What an engine needs from the outside to capture and to show: protocols, no code.

Implemented in ``app.media`` (sources, sinks, speakers) and ``ui`` (the widget's sink); handed to
the engine by bootstrap. Engines that capture, draw or play by themselves (ZEGO on Windows, macOS)
ignore them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.model.errors import KliegError
from app.model.frames import AudioFrame, AudioFrameHandler, VideoFrame, VideoFrameHandler
from app.model.media import Canvas, CaptureSource, DeviceInfo, DeviceKind, VideoProfile

EndHandler = Callable[[KliegError | None], None]
"""Called once when a source stops by itself: with None at its natural end (a file), else why."""


class Capture(Protocol):
    """A running source; made by :class:`CaptureFactory`, already started."""

    def stop(self) -> None:
        """Release the device; any thread, idempotent, blocks at most about a second.

        No handler is called after it returns.
        """


class CaptureFactory(Protocol):
    """Opens pictures and sounds by their :class:`CaptureSource`."""

    def start_video(
        self,
        source: CaptureSource,
        profile: VideoProfile,
        *,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> Capture:
        """Start a picture source; callable from any thread, returns at once.

        ``on_frame`` runs on the source's own thread with frames in I420 of even size, at most
        ``profile`` in size and rate (aspect kept). Trouble that shows at once is raised, later
        trouble goes to ``on_end``.

        Raises:
            DeviceUnusableError: The device, file, screen or window is not there or not readable.
        """

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Capture:
        """Start a tone or a file's sound: 10 ms frames, 48 kHz, in real time.

        A microphone, by ID or name, is opened here only to be measured during a preview: to be
        sent, engines capture it themselves, with echo cancellation.
        A picture and a sound opened from the same file within a second run on one clock.

        Raises:
            DeviceUnusableError: As for pictures; also a file without sound.
        """

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return cameras, screens or windows, the default first; other kinds give nothing."""


class Speaker(Protocol):
    """A running output for one sound; made by :class:`SpeakerFactory`."""

    def put_sound(self, frame: AudioFrame) -> None:
        """Play a frame of 48 kHz after those before it; any thread, never blocks.

        When the device is behind, the oldest frames are dropped.
        """

    def stop(self) -> None:
        """Be silent and release the device; any thread, idempotent, blocks at most about a second.

        No handler is called after it returns.
        """


class SpeakerFactory(Protocol):
    """Opens speakers for sounds that an engine plays itself; the system mixes them."""

    def open_speaker(
        self,
        device: DeviceInfo | None,
        *,
        channels: int,
        on_start: Callable[[], None],
        on_end: EndHandler,
    ) -> Speaker:
        """Open a speaker, None for the default; any thread, returns at once.

        ``on_start`` is called once when it plays: what was put before is not heard. ``on_end``
        is called once when it cannot be opened or breaks. Both run on a thread of the speaker.
        """


class SinkObserver(Protocol):
    """Told by a sink what becomes of frames."""

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """``frame`` was painted at Unix time ``shown_at_us``; GUI thread, must return at once."""

    def size_changed(self, width_px: int, height_px: int) -> None:
        """The canvas now has this many device pixels; GUI thread, must return at once."""


class FrameSink(Protocol):
    """Where an engine that hands frames over puts them: one sink per canvas.

    All methods may be called from any thread and none waits for the GUI.
    """

    @property
    def size_px(self) -> tuple[int, int]:
        """Size of the canvas in device pixels; (0, 0) before it was shown."""

    def open(self, canvas: Canvas, observer: SinkObserver) -> None:
        """Begin to show frames; an earlier observer is let go."""

    def put_frame(self, frame: VideoFrame) -> None:
        """Hand over a frame; a frame not yet painted is replaced: the newest wins."""

    def close(self, observer: SinkObserver) -> None:
        """Stop showing, blank the canvas; nothing when another observer has opened it since."""


class CanvasResolver(Protocol):
    """Finds the sink behind a canvas's native window handle."""

    def resolve(self, view: int) -> FrameSink | None:
        """Return the sink lent under ``view``; None when it was taken back."""
