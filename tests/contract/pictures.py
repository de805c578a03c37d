"""Synthetic pictures and sounds for the contract: made here, pushed in real time by threads."""

from __future__ import annotations

import array
import asyncio
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from app.engine.media_port import Capture, EndHandler
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.frames import (
    AudioFrame,
    AudioFrameHandler,
    VideoFrame,
    VideoFrameHandler,
    i420_size_bytes,
)
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind, VideoProfile

SAMPLE_RATE_HZ = 48000
SOUND_FRAME_SAMPLES = 480


@dataclass(frozen=True, slots=True)
class Quadrants:
    """A picture of four flat fields, each with its Y, U and V; a codec keeps their means."""

    top_left: tuple[int, int, int] = (60, 90, 200)
    top_right: tuple[int, int, int] = (200, 170, 80)
    bottom_left: tuple[int, int, int] = (120, 40, 128)
    bottom_right: tuple[int, int, int] = (30, 128, 60)

    @property
    def rows(self) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """Return the fields as two rows of two."""
        return ((self.top_left, self.top_right), (self.bottom_left, self.bottom_right))

    def frame(self, width_px: int, height_px: int, number: int = 0) -> VideoFrame:
        """Return the picture; a small square wanders so that no two frames are equal."""
        planes = []
        for plane, (width, height) in enumerate(_plane_sizes(width_px, height_px)):
            pixels = np.empty((height, width), np.uint8)
            for row, fields in enumerate(self.rows):
                for column, field in enumerate(fields):
                    rows = slice(height // 2, None) if row else slice(0, height // 2)
                    columns = slice(width // 2, None) if column else slice(0, width // 2)
                    pixels[rows, columns] = field[plane]
            planes.append(pixels)
        edge = number * 4 % max(1, width_px - 8)
        planes[0][0:4, edge : edge + 8] = 235
        data = bytearray(b"".join(pixels.tobytes() for pixels in planes))
        now_us = time.time_ns() // 1000
        return VideoFrame(width_px, height_px, memoryview(data), captured_at_us=now_us)

    def distance(self, frame: VideoFrame) -> float:
        """Return how far, at worst, a field's mean colour in ``frame`` is from ours."""
        worst = 0.0
        for plane, pixels in enumerate(planes_of(frame)):
            height, width = pixels.shape
            for row, fields in enumerate(self.rows):
                for column, field in enumerate(fields):
                    middle_y, middle_x = (2 * row + 1) * height // 4, (2 * column + 1) * width // 4
                    patch = pixels[
                        middle_y - height // 8 : middle_y + height // 8,
                        middle_x - width // 8 : middle_x + width // 8,
                    ]
                    worst = max(worst, abs(float(patch.mean()) - field[plane]))
        return worst


def planes_of(frame: VideoFrame) -> list[npt.NDArray[np.uint8]]:
    """Return the three planes of an I420 frame."""
    assert frame.data.nbytes == i420_size_bytes(frame.width_px, frame.height_px)
    flat = np.frombuffer(frame.data, np.uint8)
    planes, start = [], 0
    for width, height in _plane_sizes(frame.width_px, frame.height_px):
        planes.append(flat[start : start + width * height].reshape(height, width))
        start += width * height
    return planes


def _plane_sizes(width_px: int, height_px: int) -> list[tuple[int, int]]:
    half = ((width_px + 1) // 2, (height_px + 1) // 2)
    return [(width_px, height_px), half, half]


class Ticker:
    """Calls something at a steady rate from a thread of its own, until stopped."""

    def __init__(self, rate_hz: float, action: Callable[[int], None]) -> None:
        self._period_s = 1 / rate_hz
        self._action = action
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker")
        self._thread.start()

    def stop(self) -> None:
        """End the calls; none comes after this returns."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        number, due_s = 0, time.monotonic()
        while not self._stopped.is_set():
            self._action(number)
            number += 1
            due_s += self._period_s
            self._stopped.wait(max(0.0, due_s - time.monotonic()))


def tone_frame(
    number: int, *, channels: int = 1, hz: float = 440.0, level: float = 0.5
) -> AudioFrame:
    """Return the ``number``-th 10 ms of a sine."""
    samples = array.array("h")
    for index in range(SOUND_FRAME_SAMPLES):
        at_s = (number * SOUND_FRAME_SAMPLES + index) / SAMPLE_RATE_HZ
        value = round(32767 * level * math.sin(2 * math.pi * hz * at_s))
        samples.extend([value] * channels)
    data = memoryview(bytearray(samples.tobytes()))
    return AudioFrame(SAMPLE_RATE_HZ, channels, data, captured_at_us=time.time_ns() // 1000)


class SyntheticCapture:
    """A running source of :class:`SyntheticCaptures`."""

    def __init__(
        self, source: CaptureSource, on_end: EndHandler, on_stop: Callable[[], None]
    ) -> None:
        self.source = source
        self.on_end = on_end
        self.is_stopped = False
        self._on_stop = on_stop
        self._ticker: Ticker | None = None

    def run(self, rate_hz: float, action: Callable[[int], None]) -> None:
        """Begin to deliver."""
        self._ticker = Ticker(rate_hz, action)

    def stop(self) -> None:
        """Release the source."""
        if self._ticker is not None:
            self._ticker.stop()
        self.is_stopped = True
        self._on_stop()


class SyntheticCaptures:
    """A :class:`CaptureFactory` of flat pictures and tones that remembers what is open."""

    def __init__(self) -> None:
        self.opened: list[SyntheticCapture] = []
        self.broken: set[str] = set()
        self.sizes_px: dict[str, tuple[int, int]] = {}
        self.tone_level = 0.5
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def runs(self, *sources: CaptureSource, within_s: float = 10.0) -> None:
        """Wait until exactly these are open, in this order."""
        news = asyncio.Event()
        entry = (asyncio.get_running_loop(), news)
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(within_s):
                while self.running != list(sources):
                    await news.wait()
                    news.clear()
        except TimeoutError:
            raise AssertionError(f"{self.running} run, not {list(sources)}") from None
        finally:
            self._waiting.remove(entry)

    def _tell(self) -> None:
        for loop, news in list(self._waiting):
            loop.call_soon_threadsafe(news.set)

    @property
    def running(self) -> list[CaptureSource]:
        """Return the sources that are open."""
        return [capture.source for capture in self.opened if not capture.is_stopped]

    def start_video(
        self,
        source: CaptureSource,
        profile: VideoProfile,
        *,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> Capture:
        """Open a picture; each target has colours of its own."""
        self._check(source)
        capture = SyntheticCapture(source, on_end, self._tell)
        width, height = self.sizes_px.get(source.target, (profile.width_px, profile.height_px))
        picture = picture_of(source)
        capture.run(profile.fps, lambda number: on_frame(picture.frame(width, height, number)))
        self.opened.append(capture)
        self._tell()
        return capture

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Capture:
        """Open a tone."""
        self._check(source)
        capture = SyntheticCapture(source, on_end, self._tell)
        capture.run(100, lambda number: on_sound(tone_frame(number % 300, level=self.tone_level)))
        self.opened.append(capture)
        self._tell()
        return capture

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return two cameras."""
        if kind is not DeviceKind.CAMERA:
            return ()
        return (
            DeviceInfo(kind, "front", "Front camera", is_default=True),
            DeviceInfo(kind, "back", "Back camera"),
        )

    def _check(self, source: CaptureSource) -> None:
        if source.target in self.broken:
            raise DeviceUnusableError(
                f"cannot open camera {source.target!r}: there is none of that name",
                code=ErrorCode.DEVICE_UNKNOWN,
            )


def picture_of(source: CaptureSource) -> Quadrants:
    """Return what :class:`SyntheticCaptures` shows for a source."""
    if source.target == "back" or source.kind is SourceKind.SCREEN:
        return Quadrants((180, 100, 100), (40, 60, 160), (90, 200, 90), (220, 120, 140))
    return Quadrants()
