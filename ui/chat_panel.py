"""The chat: what was said, and a field to say something."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.control.changes import CHAT_LINES_KEPT
from app.control.view_state import ChatLine, Delivery, ViewState
from app.model.session import CONNECTED_REASONS, RoomStateReason
from ui.kit import Kit
from ui.widgets import PushButton

_LONGEST_TEXT = 1024
_TALKING_REASONS = CONNECTED_REASONS | {RoomStateReason.RECONNECTING}
"""A short break does not take the field away from under somebody who types."""


class ChatPanel(QWidget):
    """Follows the chat of the view state; sends through the controller's desk."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[ChatLine, ...] = ()
        words = kit.words
        self.lines = QTextBrowser()
        self.lines.setAccessibleName(words("side.chat"))
        self.lines.setPlaceholderText(words("chat.empty"))
        self.lines.setOpenLinks(False)
        self.lines.setUndoRedoEnabled(False)
        self.lines.document().setMaximumBlockCount(CHAT_LINES_KEPT)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST_TEXT)
        self.field.setPlaceholderText(words("chat.placeholder"))
        self.field.setAccessibleName(words("chat.field"))
        self.send_button = PushButton(kit, "", kind="primary", icon="send", tip=words("chat.send"))
        self.send_button.setAccessibleName(words("chat.send"))
        self.barrage_button = PushButton(
            kit, "", kind="toggle", icon="barrage", tip=words("chat.barrage_tip")
        )
        self.barrage_button.setCheckable(True)
        self.barrage_button.setAccessibleName(words("chat.barrage_tip"))
        self.send_button.clicked.connect(self._send)
        self.field.returnPressed.connect(self._send)
        self.setFocusProxy(self.field)
        kit.theme.changed.connect(self._redraw)
        self._lay_out()

    def _lay_out(self) -> None:
        entry = QHBoxLayout()
        entry.setContentsMargins(12, 0, 12, 12)
        entry.setSpacing(8)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.barrage_button)
        entry.addWidget(self.send_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.lines, 1)
        layout.addLayout(entry)

    def render_state(self, state: ViewState) -> None:
        """Show the chat of ``state``; only what is new is drawn."""
        is_in_room = state.room.reason in _TALKING_REASONS and not state.ended_by_host
        for widget in (self.field, self.send_button, self.barrage_button):
            widget.setEnabled(is_in_room)
        chat = state.chat
        if chat is self._shown:
            return
        old, self._shown = self._shown, chat
        first_new = old[-1].number if old else 0
        kept = tuple(line for line in chat if line.number <= first_new)
        is_same_so_far = bool(kept) and _looks(kept) == _looks(old[-len(kept) :])
        if not is_same_so_far:
            self._redraw()
            return
        for line in chat[len(kept) :]:
            self._append(line)

    def _redraw(self) -> None:
        self.lines.clear()
        for line in self._shown:
            self._append(line)

    def _append(self, line: ChatLine) -> None:
        bar = self.lines.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 4
        cursor = QTextCursor(self.lines.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self.lines.document().isEmpty():
            cursor.insertBlock()
        self._write(cursor, line)
        if is_at_end or line.delivery is not Delivery.RECEIVED:
            bar.setValue(bar.maximum())

    def _write(self, cursor: QTextCursor, line: ChatLine) -> None:
        tokens = self._kit.theme.tokens
        said_at = datetime.fromtimestamp(line.sent_at_ms / 1000).astimezone()
        cursor.insertText(f"{said_at:%H:%M}  ", _format(tokens.dim))
        cursor.insertText(f"{_one_line(line.user_name)}  ", _format(tokens.accent, is_bold=True))
        cursor.insertText(_one_line(line.text), _format(tokens.text))
        if line.delivery is Delivery.REFUSED:
            note = f"  ({self._kit.words('chat.not_sent')})"
            cursor.insertText(note, _format(tokens.error_text))

    def _send(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        self.field.clear()
        desk = self._kit.controller.desk
        desk.send_chat(text)
        if self.barrage_button.isChecked():
            desk.send_barrage(text)


def _looks(lines: tuple[ChatLine, ...]) -> list[tuple[int, bool]]:
    """What of the lines is seen to change; lines themselves never do."""
    return [(line.number, line.delivery is Delivery.REFUSED) for line in lines]


def _one_line(text: str) -> str:
    """Line breaks of others must not look like lines of the chat."""
    return " ".join(text.split())


def _format(color: str, *, is_bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    if is_bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
