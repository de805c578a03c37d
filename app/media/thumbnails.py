"""Small pictures of screens and windows, made on the caller's thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Protocol

from app.engine.media_port import CaptureFactory
from app.media.convert import PictureScaler
from app.media.geometry import fit_even
from app.media.sources import has_x_server
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import VideoFrame
from app.model.media import Canvas, CaptureSource, DeviceInfo, DeviceKind, SourceKind, VideoProfile
from app.model.thumbnails import Preview, PreviewState, Thumbnail

BOUND_PX = (448, 252)
"""No picture is larger: twice what a picker shows, for dense screens."""

_PROFILE = VideoProfile(*BOUND_PX, fps=5, bitrate_kbps=300)
_FIRST_FRAME_S = 2.0


class Thumbnails(Protocol):
    """Makes small pictures; for one thread at a time."""

    @property
    def rest_s(self) -> float:
        """How long to rest between two rounds."""

    def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return the screens and windows there are; None where only the engine knows.

        Raises:
            DeviceUnusableError: The desktop cannot be asked.
        """

    def look(self, device: DeviceInfo) -> Preview:
        """Return how ``device`` looks now.

        Raises:
            DeviceUnusableError: It is gone, or gives no picture.
        """

    def close(self) -> None:
        """Let go of everything until the next call; idempotent."""


def thumbnails_for(captures: Callable[[], CaptureFactory]) -> Thumbnails:
    """Return what makes small pictures on this system.

    Args:
        captures: The sources of this machine, asked for with the first picture.
    """
    if has_x_server():
        from app.media.thumbnails_x11 import X11Thumbnails

        return X11Thumbnails()
    asks_the_person_first = sys.platform.startswith("linux")  # and no X server: Wayland
    return NoThumbnails() if asks_the_person_first else CaptureThumbnails(captures)


class NoThumbnails:
    """Where the system asks the person before it shows anything, as Wayland's portals do."""

    rest_s = 2.0

    def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return nothing: the engine knows."""
        return None

    def look(self, device: DeviceInfo) -> Preview:
        """Return that there is no preview."""
        del device
        return Preview(PreviewState.NONE)

    def close(self) -> None:
        """Do nothing."""


class CaptureThumbnails:
    """Through the same sources that share: each is opened for one picture and closed again."""

    rest_s = 4.0

    def __init__(self, captures: Callable[[], CaptureFactory]) -> None:
        self._captures = captures
        self._scaler = PictureScaler()

    def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return nothing: the engine knows."""
        return None

    def look(self, device: DeviceInfo) -> Preview:
        """Return the first picture of ``device``."""
        is_screen = device.kind is DeviceKind.SCREEN
        source = (
            CaptureSource(SourceKind.SCREEN, device.device_id)
            if is_screen
            else CaptureSource(SourceKind.WINDOW, device.name)
        )
        first = _FirstFrame()
        try:
            capture = self._captures().start_video(
                source, _PROFILE, on_frame=first.take, on_end=first.end
            )
        except DeviceUnusableError as error:
            return _without_picture(error)
        try:
            frame = first.wait(_FIRST_FRAME_S)
        finally:
            capture.stop()
        if frame is None:
            return _without_picture(first.error)
        size_px = fit_even((frame.width_px, frame.height_px), BOUND_PX)
        pixels = self._scaler.render(frame, Canvas(view=0), size_px)
        data = rows(pixels.data, pixels.stride_bytes, pixels.target.size_px)
        return Preview(PreviewState.READY, Thumbnail(*pixels.target.size_px, data))

    def close(self) -> None:
        """Do nothing: nothing is kept."""


class _FirstFrame:
    """Waits for the first frame of a source, or its end."""

    def __init__(self) -> None:
        self._is_over = threading.Event()
        self._frame: VideoFrame | None = None
        self.error: KliegError | None = None

    def take(self, frame: VideoFrame) -> None:
        self._frame = self._frame or frame
        self._is_over.set()

    def end(self, error: KliegError | None) -> None:
        self.error = error
        self._is_over.set()

    def wait(self, limit_s: float) -> VideoFrame | None:
        self._is_over.wait(limit_s)
        return self._frame


def rows(data: memoryview, stride_bytes: int, size_px: tuple[int, int]) -> bytes:
    """Return the picture in ``data`` without what lies between its rows."""
    width, height = size_px
    if stride_bytes == width * 4:
        return bytes(data[: height * stride_bytes])
    starts = range(0, height * stride_bytes, stride_bytes)
    return b"".join(data[start : start + width * 4] for start in starts)


def _without_picture(error: KliegError | None) -> Preview:
    is_denied = error is not None and error.code is ErrorCode.DEVICE_NOT_ALLOWED
    return Preview(PreviewState.DENIED if is_denied else PreviewState.NONE)
