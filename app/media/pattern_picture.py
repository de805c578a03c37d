"""The picture of the synthetic camera: colour bars, a clock, a ball that never rests.

What does not move is painted once; each picture is a copy of it with some small parts drawn anew.
"""

from __future__ import annotations

import math
import time

import numpy as np
import numpy.typing as npt

from app.media.frames import Planes, frame_from_rgb, planes_of
from app.media.pattern_digits import DigitTiles
from app.media.strip import TimeStrip, strip_height_px
from app.model.frames import VideoFrame

FLASH_MS = 50
"""For so long after every full Unix second the flash is lit, when the tone has its accent."""

_GROUND_RGB = (24, 27, 33)
_BALL_RGB = (240, 69, 74)
_BARS_RGB = (
    (191, 191, 191),
    (191, 191, 0),
    (0, 191, 191),
    (0, 191, 0),
    (191, 0, 191),
    (191, 0, 0),
    (0, 0, 191),
)
_BALL_PERIOD_S = 4.0
_DIM_LUMA, _TEXT_LUMA = 50, 214
_FLASH_DARK, _FLASH_LIGHT = 45, 235


class PatternPicture:
    """Paints the synthetic camera's pictures in one size."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._width, self._height = width_px, height_px
        self._strip = TimeStrip(width_px, height_px)
        self._still = bytes(frame_from_rgb(self._still_rgb()).data)
        self._ground_luma = self._still[width_px * height_px - 1]
        self._ball = _Ball(diameter_px=max(4, height_px // 9 & ~1))
        self._ball_top = height_px * 21 // 32 & ~1
        self._clock = self._digits("00:00:00.000")
        self._flash_px = max(2, height_px // 10 & ~1)

    def paint(self, unix_us: int) -> VideoFrame:
        """Return a new picture as of ``unix_us``."""
        data = bytearray(self._still)
        planes = planes_of(data, self._width, self._height)
        self._strip.draw(planes, unix_us)
        self._draw_ball(planes, unix_us)
        self._draw_clock(planes.y, unix_us)
        self._draw_second(planes.y, unix_us)
        return VideoFrame(self._width, self._height, memoryview(data), captured_at_us=unix_us)

    def _still_rgb(self) -> npt.NDArray[np.uint8]:
        width, height = self._width, self._height
        rgb = np.empty((height, width, 3), np.uint8)
        rgb[:] = _GROUND_RGB
        top, bars_end, ramp_end = strip_height_px(height), height // 2 & ~1, height * 9 // 16 & ~1
        columns = np.arange(width)
        rgb[top:bars_end] = np.array(_BARS_RGB, np.uint8)[columns * len(_BARS_RGB) // width]
        rgb[bars_end:ramp_end] = (columns * 256 // width).astype(np.uint8)[:, None]
        return rgb

    def _digits(self, text: str) -> DigitTiles | None:
        """Return digits as large as the room allows; None when there is too little."""
        for height in range(self._height // 7, 7, -1):
            digits = DigitTiles(height, lit=_TEXT_LUMA, unlit=_DIM_LUMA, ground=self._ground_luma)
            if digits.width_px(text) <= self._width * 3 // 4:
                return digits
        return None

    def _draw_ball(self, planes: Planes, unix_us: int) -> None:
        phase = 2 * math.pi * (unix_us / 1e6 % _BALL_PERIOD_S) / _BALL_PERIOD_S
        reach = self._width - self._ball.diameter_px
        left = round(reach * (0.5 + 0.5 * math.sin(phase))) & ~1
        self._ball.draw(planes, x_px=left, y_px=self._ball_top)

    def _draw_clock(self, luma: npt.NDArray[np.uint8], unix_us: int) -> None:
        if self._clock is None:
            return
        moment = time.gmtime(unix_us // 1_000_000)
        text = f"{time.strftime('%H:%M:%S', moment)}.{unix_us // 1000 % 1000:03d}"
        top = self._height * 13 // 16
        self._clock.write(text, luma, x_px=self._height // 12, y_px=top)

    def _draw_second(self, luma: npt.NDArray[np.uint8], unix_us: int) -> None:
        """Draw the flash in the corner and the bar that fills up in every second."""
        size, margin = self._flash_px, self._height // 16
        bottom, right = self._height - margin, self._width - margin
        is_lit = unix_us % 1_000_000 < FLASH_MS * 1000
        level = _FLASH_LIGHT if is_lit else _FLASH_DARK
        luma[max(0, bottom - size) : bottom, max(0, right - size) : right] = level
        filled = self._width * (unix_us % 1_000_000) // 1_000_000
        luma[self._height * 19 // 32 : self._height * 20 // 32, :filled] = _TEXT_LUMA


class _Ball:
    """A round tile on the ground's colour, with soft edges."""

    def __init__(self, *, diameter_px: int) -> None:
        self.diameter_px = diameter_px
        axis = np.arange(diameter_px) - (diameter_px - 1) / 2
        distance = np.hypot(axis[:, None], axis)
        share = np.clip(diameter_px / 2 - distance, 0, 1)[..., None]
        colours = share * np.array(_BALL_RGB) + (1 - share) * np.array(_GROUND_RGB)
        tile = frame_from_rgb(np.round(colours).astype(np.uint8))
        self._tile = planes_of(tile.data, diameter_px, diameter_px)

    def draw(self, planes: Planes, *, x_px: int, y_px: int) -> None:
        """Draw at an even position; what reaches out of the picture is cut off."""
        for plane, tile, scale in (
            (planes.y, self._tile.y, 1),
            (planes.u, self._tile.u, 2),
            (planes.v, self._tile.v, 2),
        ):
            part = plane[y_px // scale :, x_px // scale :][: tile.shape[0], : tile.shape[1]]
            part[:] = tile[: part.shape[0], : part.shape[1]]
