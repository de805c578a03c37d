"""The chat: colours one can read, a place that is kept, lines that were refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.control.changes import CHAT_LINES_KEPT, add_chat, deliver, say
from app.control.view_state import ChatLine, Delivery, ViewState
from tests.fakes.samples import VIEWER, watching
from tests.ui.conftest import Desk
from ui.chat_entry import LONGEST_BYTES, ChatEntry
from ui.chat_lines import one_line
from ui.chat_panel import ChatPanel
from ui.name_colors import contrast, name_color
from ui.theme import DARK, LIGHT, Tokens


def spoken(state: ViewState, count: int, *, by: str = "Ann") -> ViewState:
    first = state.lines_so_far + 1
    lines = tuple(
        ChatLine(number, by, f"text {number}", 60_000 * number)
        for number in range(first, first + count)
    )
    return add_chat(state, *lines)


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> ChatPanel:
    made = ChatPanel(desk.kit())
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def blocks(panel: ChatPanel) -> list[str]:
    return panel.lines.toPlainText().splitlines()


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_every_name_can_be_read_and_keeps_its_colour(tokens: Tokens) -> None:
    colours = {name: name_color(name, tokens.panel) for name in map(str, range(200))}
    assert min(contrast(colour, tokens.panel) for colour in colours.values()) >= 4.5
    assert len(set(colours.values())) >= 10
    assert name_color("7", tokens.panel) == colours["7"]


def test_new_lines_are_appended_and_the_oldest_go(panel: ChatPanel) -> None:
    state = watching()
    for _ in range(6):
        state = spoken(state, 100)
        panel.render_state(state)
    assert len(blocks(panel)) == CHAT_LINES_KEPT
    assert blocks(panel)[-1].endswith("text 600")
    assert panel.lines.is_at_end


def test_who_reads_further_up_stays_there_and_is_told_of_more(panel: ChatPanel) -> None:
    state = spoken(watching(), 100)
    panel.render_state(state)
    panel.lines.verticalScrollBar().setValue(200)
    for _ in range(50):
        state = spoken(state, 20)
        panel.render_state(state)
    assert panel.lines.verticalScrollBar().value() == 200
    assert panel.lines.newest_button.text() == "1000 new messages"
    QTest.mouseClick(panel.lines.newest_button, Qt.MouseButton.LeftButton)
    assert panel.lines.is_at_end
    assert panel.lines.newest_button.isHidden()


def test_what_comes_while_the_chat_is_hidden_is_counted(panel: ChatPanel, qtbot: QtBot) -> None:
    state = spoken(watching(), 3)
    panel.render_state(state)
    panel.hide()
    panel.render_state(spoken(state, 4))
    assert panel.unread == 4
    panel.show()
    assert panel.unread == 0
    assert len(blocks(panel)) == 7
    assert qtbot is not None


def test_own_lines_are_not_unread(panel: ChatPanel) -> None:
    panel.hide()
    panel.render_state(say(watching(), VIEWER, "mine", 1_000)[0])
    assert panel.unread == 0


def test_a_refused_line_can_be_sent_again(
    panel: ChatPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(desk.controller.talk, "send_chat_again", sent.append)
    panel.refused.again.connect(desk.controller.talk.send_chat_again)
    state, number = say(spoken(watching(), 3), VIEWER, "too fast", 1_000)
    panel.render_state(state)
    assert panel.refused.isHidden()
    refused = deliver(state, number, Delivery.REFUSED)
    panel.render_state(refused)
    assert blocks(panel)[-1].endswith("too fast  (not sent)")
    assert len(blocks(panel)) == 4
    QTest.mouseClick(panel.refused.again_button, Qt.MouseButton.LeftButton)
    assert sent == [number]
    panel.render_state(deliver(refused, number, Delivery.SENDING))
    assert blocks(panel)[-1].endswith("too fast")
    assert panel.refused.isHidden()


def test_a_refused_line_goes_out_again(desk: Desk) -> None:
    desk.show(replace(watching(), user=VIEWER))
    desk.controller.talk.send_chat("hello")
    desk.settle()
    line = desk.controller.state.chat[-1]
    assert line.delivery is Delivery.REFUSED  # no room was entered here
    desk.controller.talk.send_chat_again(line.number)
    assert desk.controller.state.chat[-1].delivery is Delivery.SENDING
    assert len(desk.controller.state.chat) == 1
    desk.settle()


def test_the_next_session_begins_with_an_empty_chat(panel: ChatPanel) -> None:
    panel.render_state(spoken(watching(), 5))
    panel.render_state(watching())
    assert blocks(panel) == []
    panel.render_state(spoken(watching(), 1, by="Ben"))
    assert len(blocks(panel)) == 1
    assert "Ben" in blocks(panel)[0]


def test_names_cannot_turn_the_words_around(panel: ChatPanel) -> None:
    line = ChatLine(1, "\u202eevil", "a\u2067b\nHost  hi", 0)
    panel.render_state(add_chat(watching(), line))
    assert blocks(panel)[0].endswith("evil  ab Host hi")
    assert one_line("שלום") == "שלום"


def test_the_field_takes_no_more_than_a_message_may_hold(desk: Desk, qtbot: QtBot) -> None:
    entry = ChatEntry(desk.kit())
    qtbot.addWidget(entry)
    entry.field.setText("好" * 320)
    assert entry.room_left.text() == "21 characters left"
    entry.field.setText("好" * 500)
    assert len(entry.field.text().encode()) <= LONGEST_BYTES
    assert entry.room_left.text() == "The message is full"
    entry.field.setText("short")
    assert entry.room_left.isHidden()


def test_links_are_text_that_can_be_copied(panel: ChatPanel) -> None:
    panel.render_state(add_chat(watching(), ChatLine(1, "Ann", "see https://example.org/x", 0)))
    panel.lines.selectAll()
    assert "https://example.org/x" in panel.lines.textCursor().selectedText()
    assert not panel.lines.openExternalLinks()
    assert "href" not in panel.lines.toHtml()


def test_a_click_beside_the_field_lets_one_type_on(panel: ChatPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    entry = panel.entry
    entry.field.setFocus()
    qtbot.waitUntil(entry.field.hasFocus)
    QTest.mouseClick(entry.barrage_button, Qt.MouseButton.LeftButton)
    assert entry.barrage_button.isChecked()
    assert entry.field.hasFocus()
    QTest.keyClicks(entry.field, "hello")
    QTest.mouseClick(entry.send_button, Qt.MouseButton.LeftButton)
    assert entry.field.text() == ""
    assert entry.field.hasFocus()


def test_a_theme_does_not_reach_a_panel_that_is_gone(desk: Desk, qtbot: QtBot) -> None:
    kit = desk.kit()
    gone = ChatPanel(kit)
    gone.render_state(spoken(watching(), 1))
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    with qtbot.captureExceptions() as raised:
        kit.theme.changed.emit()
    assert raised == []
