"""The connection in full, as the state pill opens it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.control.view_state import View, ViewState
from app.control.words import Language
from app.model.errors import ErrorCode
from app.model.events import PublisherStateUpdate, RoomReconnectAttempted
from app.model.session import PublisherState, RoomStateReason, UpdateType, User
from tests.fakes.samples import (
    OTHER_STREAM,
    PLAN,
    ROOM,
    STREAM,
    after,
    live_host,
    own_stream_id,
    room,
    streams,
    waiting_watch,
)
from tests.ui.conftest import NOW_MS, Desk
from tests.ui.show import speak
from ui.connection_popup import ConnectionPopup
from ui.live_page import LivePage
from ui.main_window import MainWindow

LONG = "A name that goes on and on because nobody told its owner to stop 名字很长很长"


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> MainWindow:
    made = desk.window()
    made.resize(QSize(900, 600))
    made.show()
    qtbot.waitExposed(made)
    return made


def broken_host() -> ViewState:
    plan = replace(PLAN, room_id=ROOM, user=User("host-1", LONG))
    state = after(
        live_host(plan),
        room(RoomStateReason.RECONNECTING, ErrorCode.CONNECTION_BROKEN),
        PublisherStateUpdate(
            own_stream_id(), PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED
        ),
        RoomReconnectAttempted(ROOM, 3),
    )
    return replace(state, room=replace(state.room, since_ms=NOW_MS - 72_000))


def opened(desk: Desk, window: MainWindow, state: ViewState) -> ConnectionPopup:
    desk.show(state)
    page = window.page()
    assert isinstance(page, LivePage)
    QTest.mouseClick(page.pill, Qt.MouseButton.LeftButton)
    popup = page._connection
    assert popup is not None
    assert popup.isVisible()
    return popup


def test_a_break_is_told_with_cause_remedy_time_and_attempts(
    desk: Desk, window: MainWindow
) -> None:
    popup = opened(desk, window, broken_host())
    text = popup.texts()
    assert "Broken for 01:12 · Tried 3 times" in text
    assert "The connection to the room broke. Klieg restores it by itself" in text
    assert "Your broadcast is interrupted" in text
    assert popup.retry_button.isVisible()
    popup.close()


def test_retry_now_hurries_the_engine(desk: Desk, window: MainWindow) -> None:
    window.page()
    desk.controller.watch_link("http://127.0.0.1:7070/watch/#invite")
    desk.settle()
    desk.engine.emit(room(RoomStateReason.LOGINED), room(RoomStateReason.RECONNECTING))
    desk.engine.emit(RoomReconnectAttempted(ROOM, 1))
    popup = opened(desk, window, desk.controller.state)
    QTest.mouseClick(popup.retry_button, Qt.MouseButton.LeftButton)
    assert desk.engine.names().count("reconnect_room") == 1
    popup.close()
    desk.controller.leave()
    desk.settle()


def test_it_follows_what_happens_while_it_is_open(desk: Desk, window: MainWindow) -> None:
    popup = opened(desk, window, broken_host())
    desk.show(after(desk.controller.state, room(RoomStateReason.RECONNECTED)))
    assert "The connection is back" in popup.texts()
    assert not popup.retry_button.isVisible()
    popup.close()


def test_the_keyboard_opens_and_closes_it(desk: Desk, window: MainWindow) -> None:
    desk.show(live_host())
    page = window.page()
    assert isinstance(page, LivePage)
    page.pill.setFocus()
    QTest.keyClick(page.pill, Qt.Key.Key_Space)
    popup = page._connection
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [480, 900])
def test_all_of_it_is_inside_the_window(
    desk: Desk, window: MainWindow, language: Language, width: int
) -> None:
    window.resize(width, 700)
    speak(window, language)
    state = after(
        waiting_watch(), *(streams(UpdateType.ADD, item) for item in (STREAM, OTHER_STREAM))
    )
    popup = opened(desk, window, state if width == 900 else broken_host())
    left = window.mapFromGlobal(popup.pos()).x()
    assert left >= 0
    assert left + popup.width() <= width
    assert state.view is View.WATCH
    popup.close()
