"""Where a hint goes: beside what it is about, inside the window, on nothing that must stay free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize

GAP_PX = 4


class Side(Enum):
    """On which side of its anchor a hint is."""

    BELOW = "below"
    ABOVE = "above"
    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True)
class Spot:
    """The rectangle of a hint, and its side."""

    rect: QRect
    side: Side


def find_spot(
    size: QSize, anchor: QRect, area: QRect, *, kept_free: Sequence[QRect]
) -> Spot | None:
    """Return a place for a hint of ``size`` about ``anchor``; none when there is no space."""
    for spot in _spots(size, anchor, area):
        is_free = not any(spot.rect.intersects(other) for other in kept_free)
        if is_free and area.contains(spot.rect) and not spot.rect.intersects(anchor):
            return spot
    return None


def _spots(size: QSize, anchor: QRect, area: QRect) -> Iterator[Spot]:
    width, height = size.width(), size.height()
    middle_x, middle_y = anchor.center().x() - width // 2, anchor.center().y() - height // 2
    wanted_x = (middle_x, anchor.left(), anchor.right() + 1 - width, area.right() + 1 - width)
    wanted_y = (middle_y, anchor.top(), anchor.bottom() + 1 - height)
    lefts = [x for x in wanted_x if x <= anchor.center().x() < x + width]
    tops = [y for y in wanted_y if y <= anchor.center().y() < y + height]
    below, above = anchor.bottom() + 1 + GAP_PX, anchor.top() - GAP_PX - height
    right, left = anchor.right() + 1 + GAP_PX, anchor.left() - GAP_PX - width
    for side, y in ((Side.BELOW, below), (Side.ABOVE, above)):
        for x in lefts:
            yield Spot(QRect(QPoint(x, y), size), side)
    for side, x in ((Side.RIGHT, right), (Side.LEFT, left)):
        for y in tops:
            yield Spot(QRect(QPoint(x, y), size), side)
