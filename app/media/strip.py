"""The time strip: the time of capture drawn into the picture, readable from any screen.

Over the full width of the top 1/18 of the picture lies a row of 32 equal blocks. Block *b*, counted
from the left, is white (235) for 1 and black (16) for 0: bit *b*, least significant first, of the
Unix time in milliseconds modulo 2**32.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.media.frames import Planes
from app.model.frames import VideoFrame

BLOCKS = 32
_SPAN = 1 << BLOCKS
_WHITE, _BLACK, _NEUTRAL = 235, 16, 128
_SURELY_WHITE, _SURELY_BLACK = 160, 96


def strip_time_ms(unix_us: int) -> int:
    """Return what the strip of a picture taken at ``unix_us`` says."""
    return unix_us // 1000 % _SPAN


def strip_age_ms(strip_ms: int, now_us: int) -> int:
    """Return how long ago ``strip_ms`` was, across the turn of the 32 bits; negative if ahead."""
    return (strip_time_ms(now_us) - strip_ms + _SPAN // 2) % _SPAN - _SPAN // 2


def strip_height_px(picture_height_px: int) -> int:
    """Return the height of the strip, even so that its chroma is its own."""
    return max(2, picture_height_px // 18 & ~1)


class TimeStrip:
    """Draws the strip into pictures of one width."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._rows = strip_height_px(height_px)
        self._block_of_column = np.arange(width_px, dtype=np.uint32) * BLOCKS // width_px

    def draw(self, planes: Planes, unix_us: int) -> None:
        """Write the strip of ``unix_us`` over the top of the picture."""
        bits = np.uint32(strip_time_ms(unix_us)) >> self._block_of_column & np.uint32(1)
        planes.y[: self._rows] = np.where(bits, np.uint8(_WHITE), np.uint8(_BLACK))
        planes.u[: self._rows // 2] = _NEUTRAL
        planes.v[: self._rows // 2] = _NEUTRAL


def read_strip_row(brightness: npt.NDArray[np.uint8]) -> int | None:
    """Read the strip from one row of brightness, in limited or full range.

    Returns:
        The milliseconds; None when a block is neither clearly white nor clearly black, or when
        there are less than two pixels to a block.
    """
    if brightness.size < 2 * BLOCKS:
        return None
    edges = np.arange(BLOCKS) * brightness.size / BLOCKS
    middles = np.round(edges + brightness.size / BLOCKS / 2).astype(int)
    reach = max(0, brightness.size // BLOCKS // 4 - 1)
    windows = middles[:, None] + np.arange(-reach, reach + 1)
    means = brightness[np.clip(windows, 0, brightness.size - 1)].mean(axis=1)
    is_white = means >= _SURELY_WHITE
    if not (is_white | (means <= _SURELY_BLACK)).all():
        return None
    return int(sum(1 << int(block) for block in np.flatnonzero(is_white)))


def read_strip_frame(frame: VideoFrame) -> int | None:
    """Read the strip of an I420 frame."""
    row = strip_height_px(frame.height_px) // 2
    start = row * frame.width_px
    return read_strip_row(np.frombuffer(frame.data[start : start + frame.width_px], np.uint8))


def read_strip_pixels(pixels: npt.NDArray[np.uint8]) -> int | None:
    """Read the strip of an image of shape (height, width, 3 or 4) by its green."""
    return read_strip_row(np.ascontiguousarray(pixels[strip_height_px(pixels.shape[0]) // 2, :, 1]))
