"""Barrage over a picture: seen, framed when it is one's own, and no paint of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QImage
from pytestqt.qtbot import QtBot

from app.control.view_state import BarrageLine
from app.model.media import SwitchState
from app.model.watching import BarrageStyle, Density
from tests.ui.conftest import Desk
from ui.barrage import Barrage
from ui.barrage_sprite import draw_text
from ui.video_widget import VideoWidget

OWN = "#ff00ff"
TEXTS = ("so clear!", "画质很好", "🎉👏🏽 wow", "שלום לכולם", "مرحبا بالجميع", "e\u0301" * 40)


class CountingVideo(VideoWidget):
    """Counts its paints."""

    paints = 0

    def paintEvent(self, event: object) -> None:
        self.paints += 1
        super().paintEvent(event)  # type: ignore[arg-type]


@pytest.fixture
def video(desk: Desk, qtbot: QtBot) -> CountingVideo:
    made = CountingVideo(desk.canvases)
    qtbot.addWidget(made)
    made.resize(640, 360)
    made.show()
    qtbot.waitExposed(made)
    return made


def barrage_over(video: VideoWidget, **style: object) -> Barrage:
    made = Barrage(video, text_px=20, own_color=OWN)
    made.use(replace(BarrageStyle(), **style))  # type: ignore[arg-type]
    made.fly_over(video)
    return made


def lit(image: QImage, area: QRect) -> int:
    """Bright points in ``area``."""
    inside = area.intersected(image.rect())
    return sum(
        image.pixelColor(x, y).lightness() > 200
        for x in range(inside.left(), inside.right())
        for y in range(inside.top(), inside.bottom())
    )


def test_a_line_is_painted_with_the_picture(video: CountingVideo, qtbot: QtBot) -> None:
    barrage = barrage_over(video)
    barrage.take_lines((BarrageLine(1, "so clear!"),))
    qtbot.waitUntil(lambda: barrage.places[0].left() < 560)
    image = video.grab().toImage()
    assert lit(image, barrage.places[0].adjusted(-8, 0, 0, 0)) > 30
    assert lit(image, QRect(0, 200, 640, 160)) == 0


def test_pictures_that_come_carry_the_lines_and_no_more_is_painted(
    video: CountingVideo, qtbot: QtBot
) -> None:
    barrage = barrage_over(video)
    barrage.take_lines((BarrageLine(1, "hello"),))
    qtbot.wait(1)
    video.paints = 0
    for _ in range(15):
        video.repaint()  # as for a picture that came
        with qtbot.waitSignal(barrage._timer.timeout):
            pass
    assert video.paints == 15
    assert barrage.places[0].left() < 640


def test_lines_move_on_by_themselves_when_no_picture_comes(
    video: CountingVideo, qtbot: QtBot
) -> None:
    barrage = barrage_over(video)
    barrage.take_lines((BarrageLine(1, "hello"),))
    qtbot.waitUntil(lambda: barrage.places[0].left() < 600)
    assert video.paints > 5


def test_nothing_flies_while_it_is_off(video: CountingVideo) -> None:
    barrage = barrage_over(video, state=SwitchState.OFF)
    barrage.take_lines((BarrageLine(1, "hello"),))
    assert not barrage.flying
    barrage.use(BarrageStyle())
    barrage.take_lines((BarrageLine(1, "hello"), BarrageLine(2, "again")))
    assert barrage.flying == ("again",)


def test_density_changes_at_once(video: CountingVideo, qtbot: QtBot) -> None:
    barrage = barrage_over(video, density=Density.FEW)
    barrage.take_lines(tuple(BarrageLine(number, "x") for number in range(1, 7)))
    qtbot.waitUntil(lambda: len(barrage.flying) == 2)
    barrage.use(BarrageStyle(density=Density.ALL))
    qtbot.waitUntil(lambda: len(barrage.flying) == 6)


@pytest.mark.parametrize("text", TEXTS)
def test_every_script_leaves_a_mark_as_wide_as_its_text(qapp: object, text: str) -> None:
    assert qapp is not None
    font = QFont()
    font.setPixelSize(24)
    sprite = draw_text(text, font)
    image = sprite.pixmap.toImage()
    seen = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).alpha() > 0 for y in range(image.height()))
    ]
    assert seen
    assert seen[-1] - seen[0] > 0.4 * (sprite.width_px - 24)
    assert sprite.height_px == 36


def test_a_line_without_end_is_cut(qapp: object) -> None:
    assert qapp is not None
    font = QFont()
    font.setPixelSize(20)
    assert draw_text("long\nword " * 200, font).width_px <= 20 * 62


def test_the_own_line_has_a_frame(qapp: object) -> None:
    assert qapp is not None
    font = QFont()
    font.setPixelSize(40)
    image = draw_text("hello", font, frame_color=OWN).pixmap.toImage()
    middle = image.width() // 2
    assert any(image.pixelColor(middle, y).name() == OWN for y in range(10))
