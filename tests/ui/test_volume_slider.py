"""The slider that makes streams quieter and louder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Desk
from ui.volume_slider import VolumeSlider


@pytest.fixture
def slider(desk: Desk, qtbot: QtBot) -> VolumeSlider:
    slider = VolumeSlider(desk.kit())
    slider.setValue(100)
    qtbot.addWidget(slider)
    slider.show()
    qtbot.waitExposed(slider)
    return slider


def drag(slider: VolumeSlider, start: int, end: int) -> None:
    """Take the handle at one volume and let it go at another."""

    def at(volume: int) -> QPoint:
        edge = 8  # half a handle
        share = volume / slider.maximum()
        return QPoint(round(edge + share * (slider.width() - 2 * edge)), slider.height() // 2)

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(start))
    QTest.mouseMove(slider, at((start + end) // 2))
    QTest.mouseMove(slider, at(end))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(end))


def test_it_goes_from_silence_to_twice_as_loud(slider: VolumeSlider) -> None:
    drag(slider, 100, 0)
    assert slider.value() == 0
    drag(slider, 0, 200)
    assert slider.value() == 200


def test_a_hand_near_the_middle_means_as_sent(slider: VolumeSlider) -> None:
    slider.setValue(180)
    drag(slider, 180, 104)
    assert slider.value() == 100
    slider.setValue(20)
    drag(slider, 20, 80)
    assert 74 <= slider.value() <= 86


@pytest.mark.parametrize(("start", "key"), [(98, Qt.Key.Key_Right), (103, Qt.Key.Key_Left)])
def test_keys_stop_where_sound_is_as_sent(slider: VolumeSlider, start: int, key: Qt.Key) -> None:
    slider.setValue(start)
    QTest.keyClick(slider, key)
    assert slider.value() == 100
    QTest.keyClick(slider, key)
    assert abs(slider.value() - 100) == 5


def test_the_tooltip_tells_the_percentage(slider: VolumeSlider) -> None:
    slider.setValue(140)
    assert slider.toolTip() == "Volume 140 %"


def test_the_middle_is_marked(slider: VolumeSlider) -> None:
    slider.setValue(20)
    picture = slider.grab().toImage()
    density = picture.devicePixelRatio()
    row = round((slider.height() // 2 - 6) * density)
    middle = picture.pixelColor(round(slider.width() // 2 * density), row)
    beside = picture.pixelColor(round((slider.width() // 2 + 12) * density), row)
    assert middle != beside


@pytest.mark.parametrize(("asked", "held"), [(250, 200), (180, 180), (-5, 0)])
def test_the_volume_is_held_between_silence_and_twice_as_loud(
    desk: Desk, asked: int, held: int
) -> None:
    desk.controller.desk.set_volume(asked)
    assert desk.controller.state.volume == held
