"""The host's view in use: what mutes, what asks, what has room."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.control.view_state import ViewState
from app.model.events import CapturedSoundLevel
from app.model.media import SwitchState
from app.model.session import RoomStateReason
from tests.fakes.samples import after, live_host, room
from tests.ui.conftest import Desk
from tests.ui.scenes import CAMERA_PLAN, SCENES, crowd
from tests.ui.show import show_scene
from ui.host_page import HostPage


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> HostPage:
    return page_of(desk, qtbot, "host_live_people", QSize(1280, 800))


def page_of(desk: Desk, qtbot: QtBot, name: str, size: QSize) -> HostPage:
    window = desk.window()
    show_scene(desk, window, next(scene for scene in SCENES if scene.name == name), size)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    shown = window.page()
    assert isinstance(shown, HostPage)
    return shown


def watched_by(count: int) -> ViewState:
    return crowd(live_host(CAMERA_PLAN), count)


def test_the_focus_is_on_going_on_and_enter_does_not_end(desk: Desk, page: HostPage) -> None:
    page.ask_to_end()
    assert page.confirm.keep.hasFocus()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert page.confirm.isHidden()
    assert desk.controller.state.outgoing


def test_the_focus_returns_to_where_it_was_before_the_question(page: HostPage) -> None:
    page.side.chat.field.setFocus()
    page.ask_to_end()
    QTest.keyClick(page.confirm.keep, Qt.Key.Key_Escape)
    assert page.side.chat.field.hasFocus()


def test_the_question_follows_who_watches_and_stays_when_the_last_one_leaves(
    desk: Desk, page: HostPage
) -> None:
    desk.show(watched_by(3))
    page.ask_to_end()
    for count, words in ((2, "2 people"), (1, "One person"), (0, "Nobody is watching any more")):
        desk.show(watched_by(count))
        assert words in page.confirm._question.text()
        assert page.confirm.isVisible()
    assert desk.controller.state.outgoing


def test_the_question_goes_when_the_broadcast_has_ended_by_itself(
    desk: Desk, page: HostPage
) -> None:
    page.ask_to_end()
    desk.show(after(desk.controller.state, room(RoomStateReason.KICK_OUT)))
    assert page.confirm.isHidden()


def test_who_speaks_while_muted_is_told_once_and_can_unmute(desk: Desk, page: HostPage) -> None:
    desk.show(replace(watched_by(2), microphone=SwitchState.OFF))
    assert page.unheard.isHidden()
    desk.controller.handle_event(CapturedSoundLevel(40.0))
    assert page.unheard.isVisible()
    desk.controller.handle_event(CapturedSoundLevel(0.0))
    assert page.unheard.isVisible()  # a pause between two words
    QTest.mouseClick(page.unheard.close_button, Qt.MouseButton.LeftButton)
    desk.controller.handle_event(CapturedSoundLevel(40.0))
    assert page.unheard.isHidden()
    desk.show(replace(desk.controller.state, microphone=SwitchState.ON))
    desk.show(replace(desk.controller.state, microphone=SwitchState.OFF))
    desk.controller.handle_event(CapturedSoundLevel(41.0))
    assert page.unheard.isVisible()


def test_what_is_off_says_so_in_word_icon_and_tone(desk: Desk, page: HostPage) -> None:
    assert page.microphone_button.text() == "Microphone on"
    desk.show(replace(desk.controller.state, microphone=SwitchState.OFF))
    assert page.microphone_button.text() == "Muted"
    assert page.microphone_button.isChecked()
    assert page.microphone_button.property("tone") == "error"
    assert page.microphone_button.accessibleName() == "Let yourself be heard"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_narrow_window_keeps_microphone_camera_and_end_in_sight(
    desk: Desk, qtbot: QtBot, scale: float
) -> None:
    desk.theme.choose(desk.theme._choice, text_scale=scale)
    page = page_of(desk, qtbot, "host_live_people", QSize(480, 800))
    for button in (page.microphone_button, page.camera_button, page.end_button):
        assert button.isVisible()
        assert page.controls.rect().contains(button.geometry())
    assert page.controls.more.isVisible()
    assert page.controls.height() < 200 * scale
