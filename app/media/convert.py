"""From decoded frames to pixels a widget can draw, and from any capture to I420.

swscale does the work with the GIL released. Neither converter is thread-safe: one thread at a
time may use one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import av
import numpy as np
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from app.media.frames import COLOUR_SPACE, av_picture, i420_bytes
from app.media.geometry import Rectangle, fit_even, place
from app.model.frames import VideoFrame
from app.model.media import Canvas, SwitchState, VideoProfile

_TWO_THREADS_FROM_PX = 1_300_000
"""Above this target size a second scaling thread saves more time than it costs."""

_VECTOR_PX = 16
"""swscale writes rows in steps of this many pixels, see ``_options``."""


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """A picture ready to be drawn: rows of blue, green, red, 255.

    Attributes:
        data: ``height_px * stride_bytes`` bytes; a QImage of Format_RGB32 may lie over it.
        stride_bytes: Bytes from one row to the next.
        target: Where on the canvas the picture goes, in device pixels.
        owner: Keeps the memory behind ``data`` alive.
    """

    data: memoryview
    stride_bytes: int
    target: Rectangle
    owner: object = field(default=None, repr=False)


class PictureScaler:
    """Turns frames into :class:`Pixels` for a canvas: scaled, cropped, turned and mirrored."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def render(self, frame: VideoFrame, canvas: Canvas, size_px: tuple[int, int]) -> Pixels:
        """Return ``frame`` as it looks on ``canvas`` at ``size_px`` device pixels.

        Raises:
            InvalidValueError: The frame's memory does not fit its size.
        """
        placement = place(
            (frame.width_px, frame.height_px),
            size_px,
            view_mode=canvas.view_mode,
            rotation=canvas.rotation,
        )
        target = placement.target
        is_upright = canvas.rotation % 180 == 0
        width, height = target.size_px if is_upright else target.size_px[::-1]
        interpolation, threads = _options(placement.crop.size_px, (width, height))
        picture = self._reformatter.reformat(
            av_picture(frame, placement.crop),
            width,
            height,
            format="bgra",
            src_colorspace=COLOUR_SPACE,
            interpolation=interpolation,
            threads=threads,
        )
        plane = picture.planes[0]
        if canvas.rotation == 0 and canvas.mirror is SwitchState.OFF:
            return Pixels(memoryview(plane), plane.line_size, target, owner=picture)
        return _turned(picture, canvas, target)


def _options(source_px: tuple[int, int], target_px: tuple[int, int]) -> tuple[Interpolation, int]:
    """Return how to scale and on how many threads, around two faults of swscale.

    Without scaling it leaves the last columns unwritten when the width is 2 or 4 above a multiple
    of 16. With two threads it writes past the last row of the first half when the width is no
    multiple of 16, over what the other thread drew.
    """
    width, height = target_px
    interpolation = Interpolation.BILINEAR
    if source_px == target_px and width % _VECTOR_PX in {2, 4}:
        interpolation |= Interpolation.ACCURATE_RND
    is_large = width * height >= _TWO_THREADS_FROM_PX
    return interpolation, 2 if is_large and width % _VECTOR_PX == 0 else 1


def _turned(picture: av.VideoFrame, canvas: Canvas, target: Rectangle) -> Pixels:
    """Return a turned and mirrored copy; mirroring is what the viewer sees, so it comes last."""
    plane = picture.planes[0]
    padded = np.frombuffer(plane, np.uint32).reshape(picture.height, plane.line_size // 4)  # type: ignore[call-overload]
    pixels = np.rot90(padded[:, : picture.width], k=-canvas.rotation // 90)
    if canvas.mirror is SwitchState.ON:
        pixels = pixels[:, ::-1]
    copy = np.ascontiguousarray(pixels)
    data = copy.data.cast("B")
    return Pixels(data, copy.strides[0], target, owner=copy)


class CaptureConverter:
    """Turns captured pictures of any format into I420 frames within a profile."""

    def __init__(self, profile: VideoProfile) -> None:
        self._bound_px = (profile.width_px, profile.height_px)
        self._reformatter = VideoReformatter()

    def convert(
        self,
        picture: av.VideoFrame,
        *,
        captured_at_us: int,
        shape_px: tuple[int, int] | None = None,
        turns: int = 0,
    ) -> VideoFrame:
        """Return ``picture`` as a frame of even size, scaled down if it is too large.

        Args:
            picture: Any format and size; not changed.
            captured_at_us: Unix time of capture.
            shape_px: Size with square pixels; the picture's own when not given.
            turns: Quarter turns counterclockwise that bring it upright.
        """
        shape_px = shape_px or (picture.width, picture.height)
        is_sideways = turns % 2 == 1
        size_px = fit_even(shape_px[::-1] if is_sideways else shape_px, self._bound_px)
        width, height = size_px[::-1] if is_sideways else size_px
        is_smaller = width < picture.width & ~1 or height < picture.height & ~1
        scaled = self._reformatter.reformat(
            picture,
            width,
            height,
            format="yuv420p",
            dst_colorspace=COLOUR_SPACE,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA if is_smaller else Interpolation.BILINEAR,
            threads=1,
        )
        data = memoryview(i420_bytes(scaled, turns=turns))
        return VideoFrame(*size_px, data, captured_at_us=captured_at_us)
