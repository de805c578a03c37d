from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Desk
from ui.control_bar import ControlBar, menu_anchor
from ui.widgets import ControlButton, PushButton

NAMES = ("Microphone", "Camera", "Share", "Devices", "Monitor", "Layout", "Health", "Chat")
ESSENTIAL = 2


class Bar:
    """Eight controls, two of them essential, in a window of any width."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        kit = desk.kit()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.bar = ControlBar(kit)
        self.pressed: list[str] = []
        self.buttons = [ControlButton(kit, shortcut=f"Ctrl+{number}") for number in range(1, 9)]
        for number, (button, name) in enumerate(zip(self.buttons, NAMES, strict=True)):
            button.say(name, "info")
            button.clicked.connect(lambda _=False, name=name: self.pressed.append(name))
            self.bar.add(button, is_essential=number < ESSENTIAL)
        self.end = PushButton(kit, "End live", kind="danger", icon="end")
        self.bar.set_danger(self.end)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)

    def at(self, width: int) -> list[str]:
        """The controls on the bar at this width, as text."""
        self.window.resize(width, 400)
        self.window.show()
        return [button.text() for button in self.buttons if button.isVisible()]

    def has_pressed(self, count: int) -> bool:
        return len(self.pressed) >= count

    def parked(self) -> list[str]:
        return [button.text() for button in self.bar.parked]


@pytest.fixture
def bar(desk: Desk, qtbot: QtBot) -> Bar:
    return Bar(desk, qtbot)


def test_everything_is_on_the_bar_where_there_is_room(bar: Bar) -> None:
    assert bar.at(1280) == list(NAMES)
    assert not bar.bar.more.isVisible()


@pytest.mark.parametrize("width", [900, 700, 480, 320])
def test_what_has_no_room_is_in_the_menu_and_nothing_is_lost(bar: Bar, width: int) -> None:
    shown = bar.at(width)
    assert shown[:ESSENTIAL] == list(NAMES[:ESSENTIAL])
    assert [*shown, *bar.parked()] == list(NAMES)
    assert bar.bar.more.isVisible() is bool(bar.parked())
    bar.bar.open_more()
    assert [action.text().split("\t")[0] for action in bar.bar.menu.actions()] == bar.parked()
    bar.bar.menu.close()


@pytest.mark.parametrize("width", [1280, 700, 480, 320])
def test_nothing_is_cut_off_or_overlaps(bar: Bar, width: int) -> None:
    bar.at(width)
    shown = [item for item in bar.bar.findChildren(QAbstractButton) if item.isVisible()]
    for number, item in enumerate(shown):
        assert bar.bar.rect().contains(item.geometry())
        assert item.width() >= item.sizeHint().width()
        assert not any(item.geometry().intersects(other.geometry()) for other in shown[:number])


def test_the_menu_presses_the_button_it_stands_for(bar: Bar) -> None:
    bar.at(480)
    bar.bar.open_more()
    bar.bar.menu.actions()[-1].trigger()
    bar.bar.menu.close()
    assert bar.pressed == ["Chat"]


def test_keys_work_on_the_bar_and_in_the_menu_and_act_once(bar: Bar, qtbot: QtBot) -> None:
    for width in (480, 1280, 480):
        bar.at(width)
        bar.window.activateWindow()
        qtbot.waitUntil(bar.window.isActiveWindow)
        bar.pressed.clear()
        for count, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_8), 1):
            QTest.keyClick(bar.window, key, Qt.KeyboardModifier.ControlModifier)
            qtbot.waitUntil(partial(bar.has_pressed, count))
        assert bar.pressed == ["Microphone", "Chat"]


def test_what_is_not_wanted_is_nowhere(bar: Bar) -> None:
    bar.at(480)
    chat = bar.buttons[-1]
    bar.bar.want(chat, is_wanted=False)
    assert "Chat" not in bar.parked()
    assert "Chat" not in bar.at(1280)
    bar.bar.want(chat, is_wanted=True)
    assert bar.at(1280)[-1] == "Chat"


def test_a_menu_of_a_button_in_the_menu_opens_at_more(bar: Bar) -> None:
    bar.at(480)
    assert menu_anchor(bar.buttons[-1]) is bar.bar.more
    assert menu_anchor(bar.buttons[0]) is bar.buttons[0]
