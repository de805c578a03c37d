"""Screens and windows of an X server, grabbed through shared memory.

Costs a tenth of what Qt's capture does at the same rate, and shows the mouse pointer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

import av

from app.engine.media_port import EndHandler
from app.media.convert import CaptureConverter
from app.media.frames import now_us
from app.media.geometry import Rectangle
from app.media.pace import Thinner
from app.media.running import Delivery, ThreadedCapture
from app.media.x11_desktop import X11Desktop
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.frames import VideoFrame, VideoFrameHandler, i420_size_bytes
from app.model.media import VideoProfile

_REPEAT_S = 0.2
_TRIES = 10
_RETRY_S = 0.02


class GrabTarget(Protocol):
    """What is to be grabbed, over its own connection to the X server."""

    desktop: X11Desktop

    def options(self) -> dict[str, str] | None:
        """Return how to grab it now; None while it is hidden.

        Raises:
            DeviceUnusableError: It is gone for good.
        """


class MonitorTarget:
    """The N-th monitor, wherever it is and whatever size it gets."""

    def __init__(self, desktop: X11Desktop, number: int) -> None:
        self.desktop = desktop
        self._number = number
        desktop.watch(None)

    def options(self) -> dict[str, str]:
        """Return the part of the desktop that the monitor shows now."""
        monitors = self.desktop.monitors()
        if self._number >= len(monitors):
            raise DeviceUnusableError(
                f"cannot go on capturing screen {self._number}: it was disconnected",
                hint="Connect it again, or choose another screen.",
                code=ErrorCode.DEVICE_UNPLUGGED,
            )
        return _region(monitors[self._number].area)


class WindowTarget:
    """One window, also while others cover it."""

    def __init__(self, desktop: X11Desktop, window_id: int, *, title: str) -> None:
        self.desktop = desktop
        self._window_id = window_id
        self._title = title
        desktop.watch(window_id)
        desktop.keep_drawn(window_id)

    def options(self) -> dict[str, str] | None:
        """Return the window at its present size; None while it is minimised."""
        size_px = self.desktop.window_size_px(self._window_id)
        if size_px is None:
            raise DeviceUnusableError(
                f"cannot go on capturing the window {self._title!r}: it was closed",
                hint="Open it again and choose it anew.",
                code=ErrorCode.DEVICE_UNPLUGGED,
            )
        if min(size_px) < 2 or not self.desktop.is_shown(self._window_id):
            return None
        return {"window_id": str(self._window_id)} | _region(Rectangle(0, 0, *size_px))


def start_grab(
    name: str,
    target: GrabTarget,
    profile: VideoProfile,
    *,
    on_frame: VideoFrameHandler,
    on_end: EndHandler,
) -> ThreadedCapture:
    """Grab ``target`` until stopped or gone; its connection is closed at the end.

    While it is hidden its last picture stays, or black when there was none, repeated now and then
    for those who come late.
    """

    def work(delivery: Delivery) -> None:
        with target.desktop:
            grabber = _Grabber(name, target, profile, stopping=delivery.stopping)
            grabber.run(lambda frame: delivery.hand(on_frame, frame))

    return ThreadedCapture(name, work, on_end=on_end)


class _Grabber:
    """Grabs one target, opening the grab anew whenever the target has changed."""

    def __init__(
        self,
        name: str,
        target: GrabTarget,
        profile: VideoProfile,
        *,
        stopping: threading.Event,
    ) -> None:
        self._name = name
        self._target = target
        self._profile = profile
        self._converter = CaptureConverter(profile)
        self._thinner = Thinner(profile.fps)
        self._stopping = stopping
        self._shown = _black(profile)

    def run(self, hand: VideoFrameHandler) -> None:
        """Grab until stopped; each picture goes to ``hand``."""
        failures = 0
        while not self._stopping.is_set():
            options = self._target.options()
            if options is None:
                failures = 0
                self._hold(hand)
                continue
            try:
                for picture in self._pictures(options):
                    failures = 0
                    self._show(picture, hand)
            except (av.FFmpegError, OSError) as error:
                # Changed between the look and the grab: look again.
                failures += 1
                if failures > _TRIES:
                    raise _refused(self._name) from error
                self._stopping.wait(_RETRY_S)

    def _pictures(self, options: dict[str, str]) -> Iterator[av.VideoFrame]:
        """Grab until stopped or until the target has changed."""
        options = options | {"framerate": str(self._profile.fps), "draw_mouse": "1"}
        desktop = self._target.desktop
        with av.open(desktop.address, format="x11grab", options=options) as grab:
            for picture in grab.decode(video=0):
                if self._stopping.is_set():
                    return
                must_look_again = desktop.has_changed()
                yield picture
                if must_look_again:
                    return

    def _show(self, picture: av.VideoFrame, hand: VideoFrameHandler) -> None:
        # Timestamps are Unix microseconds at the moment before the grab.
        captured_at_us = now_us() if picture.pts is None else min(picture.pts, now_us())
        if self._thinner.accepts(captured_at_us):
            self._shown = self._converter.convert(picture, captured_at_us=captured_at_us)
            hand(self._shown)

    def _hold(self, hand: VideoFrameHandler) -> None:
        """Show what there was last, and wait a little for a change."""
        self._shown = replace(self._shown, captured_at_us=now_us())
        hand(self._shown)
        self._stopping.wait(_REPEAT_S)


def _region(area: Rectangle) -> dict[str, str]:
    return {
        "grab_x": str(area.x_px),
        "grab_y": str(area.y_px),
        "video_size": f"{area.width_px}x{area.height_px}",
    }


def _black(profile: VideoProfile) -> VideoFrame:
    width, height = profile.width_px, profile.height_px
    data = bytearray(b"\x80" * i420_size_bytes(width, height))
    data[: width * height] = b"\x10" * (width * height)
    return VideoFrame(width, height, memoryview(data), captured_at_us=0)


def _refused(name: str) -> DeviceUnusableError:
    return DeviceUnusableError(
        f"cannot capture the {name}: the X server gives no picture of it",
        hint="Choose another source, or log in again.",
    )
