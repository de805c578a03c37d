"""The icon in the tray, and closing a window whose broadcast is live."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.control.tray import TrayMark
from app.control.view_state import View, ViewState
from app.control.words import Language
from app.model.conduct import WhenClosed
from app.model.media import SwitchState
from app.model.session import RoomStateReason
from tests.fakes.samples import after, live_host, room
from tests.ui.conftest import RESOURCES, Desk
from tests.ui.show import speak
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.tray import Tray, tray_icon

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # needs X11

LIVE = replace(live_host(), link="http://127.0.0.1:7070/watch/#invite")


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    made = desk.window()
    made.show()
    return made


@pytest.fixture
def tray(window: MainWindow) -> Tray:
    """An icon in a tray that is there."""
    made = Tray(window, is_available=lambda: True)
    window.closing._tray = made
    return made


def texts(tray: Tray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if action.isVisible() and action.text()]


def test_the_menu_says_where_things_stand_and_offers_what_fits(desk: Desk, tray: Tray) -> None:
    assert texts(tray) == ["Not live", "Show Klieg", "Quit Klieg"]
    desk.show(replace(LIVE, online_count=4))
    assert texts(tray) == [
        "You are live · 3 watching",
        "Show Klieg",
        "Mute",
        "Picture off",
        "Copy link",
        "End live…",
        "Quit Klieg",
    ]
    assert tray.icon.toolTip() == "Klieg \N{EN DASH} You are live · 3 watching"


def test_the_menu_speaks_the_window_s_language(desk: Desk, window: MainWindow, tray: Tray) -> None:
    desk.show(LIVE)
    speak(window, Language.CHINESE)
    assert "静音" in texts(tray)
    assert "退出 Klieg" in texts(tray)


def test_the_link_is_copied_from_the_tray(desk: Desk, tray: Tray) -> None:
    desk.show(LIVE)
    tray.copy_link.trigger()
    assert QGuiApplication.clipboard().text() == LIVE.link


def test_what_a_person_who_does_not_look_would_miss_is_told(
    desk: Desk, window: MainWindow, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(tray, "icon", Recorder(tray.icon, told))
    desk.show(LIVE)
    desk.show(after(LIVE, room(RoomStateReason.RECONNECTING)))
    assert told == [], "the window is in sight"
    window.hide()
    desk.show(LIVE)
    desk.show(after(LIVE, room(RoomStateReason.RECONNECTING)))
    assert told == ["You are live", "Reconnecting…"]


class Recorder:
    """An icon that notes the titles of its messages."""

    def __init__(self, icon: QSystemTrayIcon, told: list[str]) -> None:
        self._icon = icon
        self._told = told

    def showMessage(self, title: str, *_more: object) -> None:  # noqa: N802 - Qt's name
        self._told.append(title)

    def __getattr__(self, name: str) -> object:
        return getattr(self._icon, name)


@pytest.mark.usefixtures("tray")
def test_closing_while_live_asks_and_the_window_stays_by_escape(
    desk: Desk, window: MainWindow
) -> None:
    desk.show(LIVE)
    window.close()
    bar = window._closing_bar
    assert window.isVisible()
    assert bar.isVisible()
    assert bar.keep.isVisible()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert desk.controller.state.view is View.HOST
    assert desk.saved == []


@pytest.mark.usefixtures("tray")
def test_what_is_live_goes_on_in_the_tray_and_comes_back(desk: Desk, window: MainWindow) -> None:
    desk.show(LIVE)
    window.close()
    window._closing_bar.keep.click()
    assert not window.isVisible()
    assert desk.controller.state.view is View.HOST
    tray = window.closing.tray
    assert tray is not None
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert window.isVisible()
    assert not window._closing_bar.isVisible()


@pytest.mark.usefixtures("tray")
def test_a_choice_for_every_time_is_remembered_and_done(desk: Desk, window: MainWindow) -> None:
    desk.show(LIVE)
    window.close()
    window._closing_bar.always.setChecked(True)
    window._closing_bar.keep.click()
    assert desk.saved[-1].ask_before_closing is SwitchState.OFF
    assert desk.saved[-1].when_closed is WhenClosed.TRAY
    window.show()
    window.close()
    assert not window.isVisible()
    assert not window._is_ended


def test_without_a_tray_nothing_is_kept_in_it(desk: Desk, window: MainWindow) -> None:
    desk.show(LIVE)
    window.close()
    assert window._closing_bar.isVisible()
    assert not window._closing_bar.keep.isVisible()


def test_ending_from_the_question_ends_everything_in_order(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    desk.show(LIVE)
    window.close()
    with qtbot.waitSignal(window.closed):
        window._closing_bar.end.click()
    desk.settle()
    assert not window.isVisible()


def test_the_question_goes_when_the_broadcast_has_ended_by_itself(
    desk: Desk, window: MainWindow
) -> None:
    desk.show(LIVE)
    window.close()
    desk.show(ViewState())
    assert not window._closing_bar.isVisible()


def test_the_end_is_asked_for_in_the_window(desk: Desk, window: MainWindow, tray: Tray) -> None:
    desk.show(replace(LIVE, online_count=3))
    window.hide()
    trigger(tray.end_live)
    assert window.isVisible()
    page = window.page()
    assert hasattr(page, "confirm")
    assert page.confirm.isVisible()


def trigger(action: QAction) -> None:
    assert action.isVisible()
    action.trigger()


@pytest.mark.usefixtures("qapp")
def test_every_mark_differs_from_the_others_in_shape_not_only_in_colour() -> None:
    icons = Icons(RESOURCES / "icons")
    greys = set()
    for mark in TrayMark:
        image = tray_icon(icons, mark).pixmap(64, 64).toImage()
        image = image.convertToFormat(image.Format.Format_Grayscale8)
        greys.add(tuple(image.pixelColor(x, y).value() > 128 for x in range(64) for y in range(64)))
    assert len(greys) == len(TrayMark)
