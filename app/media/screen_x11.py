"""Whole screens of an X server, through FFmpeg's x11grab.

Needs no Qt. At 1920x1080 and 30 frames/s, scaled to 1280x720, it takes about 12 % of a core; Qt's
own capture always takes 60 frames/s.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import av
from av.container import InputContainer

from app.engine.media_port import EndHandler
from app.media.convert import CaptureConverter
from app.media.frames import now_us
from app.media.geometry import Rectangle
from app.media.running import Delivery, ThreadedCapture
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.frames import VideoFrameHandler
from app.model.media import VideoProfile

AreaFinder = Callable[[], Rectangle | None]
"""Tells where the screen lies now on the X server; None for all of it."""

_CHECK_AREA_US = 1_000_000
_ATTEMPTS = 10
_ATTEMPT_PAUSE_S = 0.2


def has_x_server() -> bool:
    """Return whether this session is drawn by an X server, not by Wayland."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        return False
    return bool(os.environ.get("DISPLAY")) and "x11grab" in av.formats_available


def start_x11_screen(
    find_area: AreaFinder,
    profile: VideoProfile,
    *,
    on_frame: VideoFrameHandler,
    on_end: EndHandler,
) -> ThreadedCapture:
    """Capture a screen; goes on when its size changes.

    Raises:
        DeviceUnusableError: The X server does not let itself be read.
    """
    grabber = _Grabber(find_area, profile)

    def work(delivery: Delivery) -> None:
        grabber.run(delivery, on_frame)

    return ThreadedCapture("screen", work, on_end=on_end)


class _Grabber:
    """Reads one area of the X server, and the area it has become when it changes."""

    def __init__(self, find_area: AreaFinder, profile: VideoProfile) -> None:
        self._find_area = find_area
        self._fps = profile.fps
        self._converter = CaptureConverter(profile)
        self._area = find_area()
        self._container = self._open()

    def run(self, delivery: Delivery, on_frame: VideoFrameHandler) -> None:
        try:
            while not delivery.stopping.is_set():
                self._grab(delivery, on_frame)
                self._container.close()
                if not delivery.stopping.is_set():
                    self._reopen(delivery)
        finally:
            self._container.close()

    def _grab(self, delivery: Delivery, on_frame: VideoFrameHandler) -> None:
        """Hand pictures over until stopped, or until the area is no longer right."""
        next_check_us = now_us() + _CHECK_AREA_US
        try:
            for picture in self._container.decode(video=0):
                frame = self._converter.convert(picture, captured_at_us=_taken_at_us(picture))
                delivery.hand(on_frame, frame)
                if delivery.stopping.is_set():
                    return
                if now_us() >= next_check_us:
                    next_check_us += _CHECK_AREA_US
                    if self._find_area() != self._area:
                        return
        except (av.FFmpegError, OSError):
            return  # the screen became smaller than the area, or the X server went

    def _reopen(self, delivery: Delivery) -> None:
        for attempt in range(_ATTEMPTS):
            self._area = self._find_area()
            try:
                self._container = self._open()
            except DeviceUnusableError:
                if attempt == _ATTEMPTS - 1:
                    raise
                if delivery.stopping.wait(_ATTEMPT_PAUSE_S):
                    return
            else:
                return

    def _open(self) -> InputContainer:
        options = {"framerate": str(self._fps), "draw_mouse": "1"}
        if self._area is not None:
            options["grab_x"] = str(self._area.x_px)
            options["grab_y"] = str(self._area.y_px)
            options["video_size"] = f"{self._area.width_px}x{self._area.height_px}"
        display = os.environ.get("DISPLAY", "")
        try:
            return av.open(display, mode="r", format="x11grab", options=options)
        except (av.FFmpegError, OSError) as error:
            raise DeviceUnusableError(
                f"cannot capture the screen: the X server {display!r} does not let it be read",
                hint="Check that DISPLAY and the X authority are those of your session.",
                code=ErrorCode.DEVICE_NOT_ALLOWED,
            ) from error


def _taken_at_us(picture: av.VideoFrame) -> int:
    """Return the time x11grab noted when it took the picture."""
    present_us = now_us()
    noted_us = round(picture.time * 1_000_000) if picture.pts is not None else 0
    return noted_us if 0 <= present_us - noted_us < 1_000_000 else present_us
