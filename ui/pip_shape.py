"""Where the small window is and how large: arithmetic that keeps the picture's shape."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize

from app.model.watching import WindowPlace

_FIRST_WIDTH_PX = 420
_MARGIN_PX = 24
_GRIP_PX = 14
_SEEN_PX = 60


class Grip(Enum):
    """Where the pointer holds the window; in the middle it moves it."""

    NONE = (0, 0)
    LEFT_TOP = (-1, -1)
    RIGHT_TOP = (1, -1)
    LEFT_BOTTOM = (-1, 1)
    RIGHT_BOTTOM = (1, 1)


def grip_at(place: QPoint, size: QSize) -> Grip:
    """Return the corner that ``place`` is at; NONE in the middle."""
    across = _side(place.x(), size.width())
    down = _side(place.y(), size.height())
    return Grip((across, down)) if across and down else Grip.NONE


def _side(at: int, length: int) -> int:
    reach = min(_GRIP_PX * 2, length // 4)
    if at < reach:
        return -1
    return 1 if at >= length - reach else 0


def fitted(width: int, shape: float, least: QSize) -> QSize:
    """Return the size of ``width`` in the picture's shape, not below ``least``."""
    width = max(width, least.width(), round(least.height() * shape))
    return QSize(width, round(width / shape))


def resized(before: QRect, grip: Grip, way: QPoint, bounds: tuple[float, QSize]) -> QRect:
    """Return the place after its corner was dragged by ``way``; the other corner stays.

    Args:
        before: The place when the drag began.
        grip: The corner.
        way: How far the pointer went.
        bounds: The shape, and the least size.
    """
    shape, least = bounds
    across, down = grip.value
    by_width = before.width() + across * way.x()
    by_height = round((before.height() + down * way.y()) * shape)
    size = fitted(max(by_width, by_height), shape, least)
    left = before.left() if across > 0 else before.right() + 1 - size.width()
    top = before.top() if down > 0 else before.bottom() + 1 - size.height()
    return QRect(QPoint(left, top), size)


def first_place(place: WindowPlace, screens: Sequence[QRect], shape: float) -> QRect:
    """Return where to appear: as remembered while that can be seen, else at the lower right."""
    remembered = QRect(place.x, place.y, place.width, place.height)
    if place.width > 0 and any(_is_seen(remembered, screen) for screen in screens):
        return remembered
    screen = screens[0] if screens else QRect(0, 0, 1280, 720)
    width = min(_FIRST_WIDTH_PX, screen.width() // 3)
    size = QSize(width, round(width / shape))
    return QRect(
        QPoint(
            screen.right() - size.width() - _MARGIN_PX, screen.bottom() - size.height() - _MARGIN_PX
        ),
        size,
    )


def _is_seen(window: QRect, screen: QRect) -> bool:
    common = window.intersected(screen)
    return common.width() >= _SEEN_PX and common.height() >= _SEEN_PX
