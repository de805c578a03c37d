"""What was said, newest below: keeps its place while somebody reads further up.

Each line is one block of the document, marked with its number, so that one line can be written
anew without the others.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextBrowser

from app.control.changes import CHAT_LINES_KEPT
from app.control.view_state import ChatLine, Delivery
from ui.kit import Kit
from ui.name_colors import name_color
from ui.straight import straight
from ui.widgets import PushButton

_END_PX = 4
_CHIP_GAP_PX = 8
_KEPT_WHILE_READING = 4 * CHAT_LINES_KEPT


class ChatLines(QTextBrowser):
    """The lines, and a button to the newest when it is out of sight."""

    seen = Signal()
    """The newest line came into sight."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._unseen = 0
        self.setAccessibleName(kit.words("side.chat"))
        self.setPlaceholderText(kit.words("chat.empty"))
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setMaximumBlockCount(CHAT_LINES_KEPT)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.newest_button = PushButton(kit, "", kind="chip", icon="down")
        self.newest_button.setParent(self)
        self.newest_button.hide()
        self.newest_button.clicked.connect(self.go_to_end)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def is_at_end(self) -> bool:
        """Whether the newest line is in sight."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - _END_PX

    def go_to_end(self) -> None:
        """Show the newest line."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._scrolled()

    def append_lines(self, lines: tuple[ChatLine, ...]) -> None:
        """Write ``lines`` below the others."""
        if not lines:
            return
        was_at_end = self.is_at_end
        self.document().setMaximumBlockCount(CHAT_LINES_KEPT if was_at_end else _KEPT_WHILE_READING)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for line in lines:
            if not self.document().isEmpty():
                cursor.insertBlock()
            self._write(cursor, line)
        cursor.endEditBlock()
        if was_at_end or lines[-1].delivery is not Delivery.RECEIVED:
            self.go_to_end()
        else:
            self._unseen += len(lines)
            self._show_chip()

    def rewrite(self, line: ChatLine) -> None:
        """Write one line anew, where it stands."""
        block = self._block_of(line.number)
        if block is None:
            return
        cursor = QTextCursor(block)
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._write(cursor, line)
        cursor.endEditBlock()

    def write_all(self, lines: tuple[ChatLine, ...]) -> None:
        """Write everything anew."""
        self.clear()
        self._unseen = 0
        self._show_chip()
        self.append_lines(lines)

    def _write(self, cursor: QTextCursor, line: ChatLine) -> None:
        tokens, words = self._kit.theme.tokens, self._kit.words
        is_own = line.delivery is not Delivery.RECEIVED
        paper = QTextBlockFormat()
        paper.setTopMargin(3)
        paper.setBottomMargin(3)
        if is_own:
            paper.setBackground(QColor(tokens.raised))
        cursor.setBlockFormat(paper)
        cursor.block().setUserState(line.number)
        said_at = datetime.fromtimestamp(line.sent_at_ms / 1000).astimezone()
        name = one_line(line.user_name)
        color = tokens.accent if is_own else name_color(name, tokens.panel)
        cursor.insertText(f"{said_at:%H:%M}  ", _format(tokens.dim))
        cursor.insertText(f"{name}  ", _format(color, is_bold=True))
        cursor.insertText(one_line(line.text), _format(tokens.text))
        if line.delivery is Delivery.REFUSED:
            cursor.insertText(f"  ({words('chat.not_sent')})", _format(tokens.error_text))

    def _block_of(self, number: int) -> QTextBlock | None:
        block = self.document().lastBlock()
        while block.isValid() and block.userState() != number:
            block = block.previous()
        return block if block.isValid() else None

    def _scrolled(self) -> None:
        if self.is_at_end:
            self._unseen = 0
            self.seen.emit()
        self._show_chip()

    def _show_chip(self) -> None:
        self.newest_button.setVisible(self._unseen > 0)
        if self._unseen > 0:
            key = "watching.chat_new" if self._unseen > 1 else "watching.chat_new_one"
            text = self._kit.words(key, count=self._unseen)
            self.newest_button.setText(text)
            self.newest_button.setAccessibleName(text)
            self._place_chip()

    def _place_chip(self) -> None:
        size = self.newest_button.sizeHint().boundedTo(self.size())
        x = (self.width() - size.width()) // 2
        y = self.height() - size.height() - _CHIP_GAP_PX
        self.newest_button.setGeometry(x, y, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_at_end = self.is_at_end
        super().resizeEvent(event)
        self._place_chip()
        if was_at_end:
            self.go_to_end()


def one_line(text: str) -> str:
    """Return ``text`` so that it cannot pass for more lines, nor turn the words around it."""
    return " ".join(straight(text).split())


def _format(color: str, *, is_bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    if is_bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
