"""Where a picture lands on its canvas: plain arithmetic in whole device pixels."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.media import ViewMode


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture or a canvas, in pixels."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.width_px, self.height_px


@dataclass(frozen=True, slots=True)
class Placement:
    """Which part of the source goes to which part of the canvas."""

    crop: Rectangle
    target: Rectangle


def place(
    source_px: tuple[int, int],
    canvas_px: tuple[int, int],
    *,
    view_mode: ViewMode,
    rotation: int = 0,
) -> Placement:
    """Place a picture of ``source_px`` on a canvas of ``canvas_px``.

    The crop has even edges, as I420 shares one chroma sample between four pixels; an odd last row
    or column of the source is left out.

    Args:
        source_px: Width and height of the picture before it is turned; at least 2 each.
        canvas_px: Width and height of the canvas; at least 1 each.
        view_mode: How the picture fills the canvas.
        rotation: Clockwise turn in degrees: 0, 90, 180 or 270.
    """
    is_upright = rotation % 180 == 0
    whole = Rectangle(0, 0, source_px[0] & ~1, source_px[1] & ~1)
    canvas_width, canvas_height = canvas_px
    turned_width, turned_height = whole.size_px if is_upright else whole.size_px[::-1]
    if view_mode is ViewMode.SCALE_TO_FILL:
        return Placement(whole, Rectangle(0, 0, canvas_width, canvas_height))
    if view_mode is ViewMode.ASPECT_FILL:
        crop_width, crop_height = _largest_even_within(
            (turned_width, turned_height), shape=(canvas_width, canvas_height)
        )
        if not is_upright:
            crop_width, crop_height = crop_height, crop_width
        crop = Rectangle(
            ((whole.width_px - crop_width) // 2) & ~1,
            ((whole.height_px - crop_height) // 2) & ~1,
            crop_width,
            crop_height,
        )
        return Placement(crop, Rectangle(0, 0, canvas_width, canvas_height))
    scale = min(canvas_width / turned_width, canvas_height / turned_height)
    width = min(canvas_width, max(1, round(turned_width * scale)))
    height = min(canvas_height, max(1, round(turned_height * scale)))
    target = Rectangle((canvas_width - width) // 2, (canvas_height - height) // 2, width, height)
    return Placement(whole, target)


def fit_even(source_px: tuple[int, int], bound_px: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even size with the source's shape within the bound, never enlarged.

    A tall source may use a wide bound turned upright, so that a portrait camera keeps its pixels.
    """
    source_width, source_height = source_px
    bound_width, bound_height = bound_px
    if (source_width < source_height) != (bound_width < bound_height):
        bound_width, bound_height = bound_height, bound_width
    scale = min(1.0, bound_width / source_width, bound_height / source_height)
    width = min(bound_width, round(source_width * scale)) & ~1
    height = min(bound_height, round(source_height * scale)) & ~1
    return max(2, width), max(2, height)


def _largest_even_within(bound_px: tuple[int, int], *, shape: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even size of ``shape``'s proportions inside ``bound_px``."""
    scale = min(bound_px[0] / shape[0], bound_px[1] / shape[1])
    width = min(bound_px[0], round(shape[0] * scale / 2) * 2)
    height = min(bound_px[1], round(shape[1] * scale / 2) * 2)
    return max(2, width), max(2, height)
