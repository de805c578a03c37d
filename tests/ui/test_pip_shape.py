"""Place and size of the small window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from app.model.watching import WindowPlace
from ui.pip_shape import Grip, first_place, fitted, grip_at, resized

WIDE = 16 / 9
LEAST = QSize(160, 90)
SCREEN = QRect(0, 0, 1920, 1080)


@pytest.mark.parametrize("grip", [grip for grip in Grip if grip is not Grip.NONE])
@pytest.mark.parametrize("way", [QPoint(120, 3), QPoint(-90, -200), QPoint(-2000, 40)])
def test_a_dragged_corner_keeps_the_shape_and_the_other_corner(grip: Grip, way: QPoint) -> None:
    before = QRect(500, 300, 480, 270)
    after = resized(before, grip, way, (WIDE, LEAST))
    assert after.width() / after.height() == pytest.approx(WIDE, abs=0.02)
    assert after.width() >= LEAST.width()
    across, down = grip.value
    assert (after.left() == before.left()) if across > 0 else (after.right() == before.right())
    assert (after.top() == before.top()) if down > 0 else (after.bottom() == before.bottom())


def test_a_corner_pulled_out_makes_it_larger() -> None:
    before = QRect(0, 0, 320, 180)
    after = resized(before, Grip.RIGHT_BOTTOM, QPoint(160, 0), (WIDE, LEAST))
    assert after.size() == QSize(480, 270)


def test_only_corners_resize() -> None:
    size = QSize(480, 270)
    assert grip_at(QPoint(2, 2), size) is Grip.LEFT_TOP
    assert grip_at(QPoint(478, 268), size) is Grip.RIGHT_BOTTOM
    assert grip_at(QPoint(240, 2), size) is Grip.NONE
    assert grip_at(QPoint(240, 135), size) is Grip.NONE


def test_a_tall_picture_makes_a_tall_window() -> None:
    assert fitted(200, 9 / 16, LEAST) == QSize(200, 356)


def test_it_returns_to_where_it_was() -> None:
    assert first_place(WindowPlace(30, 40, 320, 180), [SCREEN], WIDE) == QRect(30, 40, 320, 180)


@pytest.mark.parametrize("place", [WindowPlace(), WindowPlace(5000, 40, 320, 180)])
def test_without_a_place_that_can_be_seen_it_takes_the_lower_right(place: WindowPlace) -> None:
    at = first_place(place, [SCREEN], WIDE)
    assert SCREEN.contains(at)
    assert at.center().x() > SCREEN.center().x()
    assert at.center().y() > SCREEN.center().y()
