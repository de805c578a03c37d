"""I420 memory seen as arrays, as PyAV pictures and as RGB, without a copy wherever possible.

All of Klieg speaks BT.709 with limited range. Streams do not say their colours; measured,
Chromium takes H.264 and VP9 of any size for BT.709, and VP8 alone for BT.601.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from app.media.geometry import Rectangle
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame, i420_size_bytes

COLOUR_SPACE = Colorspace.ITU709
"""What the planes of every frame mean."""

Plane: TypeAlias = npt.NDArray[np.uint8]


def now_us() -> int:
    """Return the Unix time in microseconds, the clock of all frames."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Planes:
    """The three planes of an I420 picture as arrays over its own memory."""

    y: Plane
    u: Plane
    v: Plane


def planes_of(data: bytearray | memoryview, width_px: int, height_px: int) -> Planes:
    """Return the planes of contiguous I420 memory; writable if the memory is.

    Raises:
        InvalidValueError: The memory does not have the size of such a picture.
    """
    flat = np.frombuffer(data, np.uint8)
    if width_px < 1 or height_px < 1 or flat.size != i420_size_bytes(width_px, height_px):
        raise InvalidValueError(
            f"cannot use a picture of {width_px}x{height_px}: "
            f"{flat.size} bytes are not its size in I420"
        )
    chroma_width, chroma_height = (width_px + 1) // 2, (height_px + 1) // 2
    luma_end = width_px * height_px
    u_end = luma_end + chroma_width * chroma_height
    return Planes(
        flat[:luma_end].reshape(height_px, width_px),
        flat[luma_end:u_end].reshape(chroma_height, chroma_width),
        flat[u_end:].reshape(chroma_height, chroma_width),
    )


def av_picture(frame: VideoFrame, crop: Rectangle | None = None) -> av.VideoFrame:
    """Return the frame, or an even part of it, as a PyAV picture over the same memory.

    Costs some microseconds; only memory that is read-only is copied. An odd last row or column is
    left out.
    """
    data = bytearray(frame.data) if frame.data.readonly else frame.data
    planes = planes_of(data, frame.width_px, frame.height_px)
    part = crop or Rectangle(0, 0, frame.width_px & ~1, frame.height_px & ~1)
    rows = slice(part.y_px, part.y_px + part.height_px)
    columns = slice(part.x_px, part.x_px + part.width_px)
    half_rows = slice(rows.start // 2, rows.stop // 2)
    half_columns = slice(columns.start // 2, columns.stop // 2)
    return av.VideoFrame.from_dlpack(
        (
            planes.y[rows, columns],
            planes.u[half_rows, half_columns],
            planes.v[half_rows, half_columns],
        ),
        format="yuv420p",
    )


def i420_bytes(picture: av.VideoFrame, *, turns: int = 0) -> bytearray:
    """Copy a yuv420p picture of PyAV into contiguous memory without padding.

    Args:
        picture: The picture.
        turns: Quarter turns counterclockwise to make on the way.
    """
    width, height = picture.width, picture.height
    if turns % 2:
        width, height = height, width
    data = bytearray(i420_size_bytes(width, height))
    target = planes_of(data, width, height)
    for plane, rows in zip(picture.planes, (target.y, target.u, target.v), strict=True):
        padded = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        rows[:] = np.rot90(padded[:, : plane.width], turns)
    return data


def frame_from_rgb(rgb: npt.NDArray[np.uint8], *, captured_at_us: int | None = None) -> VideoFrame:
    """Make a frame from an array of shape (height, width, 3), red first.

    Streams have even sizes: an odd last row or column is left out.

    Args:
        rgb: The picture; it is copied.
        captured_at_us: Unix time of capture; now when not given.

    Raises:
        InvalidValueError: The array is no 8-bit RGB picture of at least 2x2.
    """
    taken_at_us = now_us() if captured_at_us is None else captured_at_us
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or min(rgb.shape[:2]) < 2:
        raise InvalidValueError(
            f"cannot use an array of {rgb.dtype} and shape {rgb.shape} as a picture",
            hint="Give uint8 of shape (height, width, 3).",
        )
    even = np.ascontiguousarray(rgb[: rgb.shape[0] & ~1, : rgb.shape[1] & ~1])
    source = av.VideoFrame.from_numpy_buffer(even, format="rgb24")
    picture = VideoReformatter().reformat(
        source,
        format="yuv420p",
        dst_colorspace=COLOUR_SPACE,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND,
        threads=1,
    )
    return VideoFrame(
        picture.width, picture.height, memoryview(i420_bytes(picture)), captured_at_us=taken_at_us
    )


def rgb_from_frame(frame: VideoFrame) -> npt.NDArray[np.uint8]:
    """Return a frame's picture as a new array of shape (height, width, 3), red first."""
    picture = VideoReformatter().reformat(
        av_picture(frame),
        format="rgb24",
        src_colorspace=COLOUR_SPACE,
        interpolation=Interpolation.BILINEAR | Interpolation.ACCURATE_RND,
        threads=1,
    )
    plane = picture.planes[0]
    padded = np.frombuffer(plane, np.uint8).reshape(picture.height, plane.line_size)  # type: ignore[call-overload]
    rows: npt.NDArray[np.uint8] = padded[:, : picture.width * 3]
    return rows.reshape(picture.height, picture.width, 3).copy()
