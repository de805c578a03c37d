"""What a screen reader is told when something changes by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from pytestqt.qtbot import QtBot

import ui.herald
from app.control.changes import add_chat, with_problem
from app.control.problems import problem_of_code
from app.control.view_state import ChatLine, Delivery, Scope
from app.model.errors import ErrorCode
from app.model.session import RoomStateReason
from tests.fakes.samples import after, live_host, room
from tests.ui.conftest import Desk
from ui.main_window import MainWindow

Said = list[tuple[str, QAccessible.AnnouncementPoliteness]]
POLITE = QAccessible.AnnouncementPoliteness.Polite
URGENT = QAccessible.AnnouncementPoliteness.Assertive


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """What the reader was given; it listens."""
    heard: Said = []

    class Reader:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def isActive() -> bool:  # noqa: N802 - Qt's name
            return True

        @staticmethod
        def updateAccessibility(event: QAccessibleEvent) -> None:  # noqa: N802 - Qt's name
            assert isinstance(event, QAccessibleAnnouncementEvent)
            heard.append((event.message(), event.politeness()))

    monkeypatch.setattr(ui.herald, "QAccessible", Reader)
    return heard


@pytest.fixture
def window(desk: Desk, said: Said) -> MainWindow:
    made = desk.window()
    made.show()
    said.clear()
    return made


@pytest.mark.usefixtures("window")
def test_each_new_phase_is_told_once_and_the_running_clock_is_not(desk: Desk, said: Said) -> None:
    state = live_host()
    desk.show(state)
    desk.show(replace(state, live_since_ms=5))
    desk.show(after(state, room(RoomStateReason.RECONNECTING)))
    polite = [text for text, politeness in said if politeness is POLITE]
    assert polite == ["You are live", "Reconnecting…"]


@pytest.mark.usefixtures("window")
def test_a_problem_is_told_at_once_with_what_to_do(desk: Desk, said: Said) -> None:
    problem = problem_of_code(ErrorCode.DEVICE_IN_USE, Scope.DEVICE)
    desk.show(with_problem(desk.controller.state, problem))
    (text, politeness) = said[-1]
    assert text.startswith("Another program is using the device.")
    assert "choose another device" in text
    assert politeness is URGENT


def test_a_message_is_read_and_a_flood_is_counted(
    desk: Desk, window: MainWindow, said: Said
) -> None:
    state = add_chat(live_host(), line(1, "hello"))
    desk.show(state)
    window._herald._tell_chat()
    assert said[-1] == ("Ann: hello", POLITE)

    told_before = len(said)
    for number in range(2, 12):
        state = add_chat(state, line(number, "again"))
        desk.show(state)
    assert len(said) == told_before
    window._herald._tell_chat()
    assert said[-1] == ("10 new messages", POLITE)


def test_own_messages_are_not_read_back(desk: Desk, window: MainWindow, said: Said) -> None:
    desk.show(live_host())
    said.clear()
    mine = replace(line(1, "mine"), delivery=Delivery.SENT)
    desk.show(add_chat(live_host(), mine))
    window._herald._tell_chat()
    assert said == []


def test_nothing_is_made_ready_while_nobody_listens(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window()
    desk.show(add_chat(live_host(), line(1, "hello")))
    assert window._herald._waiting == []
    window._ended()
    window.deleteLater()
    qtbot.wait(1)


def line(number: int, text: str) -> ChatLine:
    return ChatLine(number, "Ann", text, 0)
