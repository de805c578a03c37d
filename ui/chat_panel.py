"""The chat: what was said, what could not be sent, and a field to say something."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.control.view_state import ChatLine, Delivery, ViewState
from app.model.session import CONNECTED_REASONS, RoomStateReason
from ui.chat_entry import ChatEntry
from ui.chat_lines import ChatLines
from ui.kit import Kit
from ui.widgets import ElidedLabel, IconLabel, PushButton, frame

_TALKING_REASONS = CONNECTED_REASONS | {RoomStateReason.RECONNECTING}
"""A short break does not take the field away from under somebody who types."""


class ChatPanel(QWidget):
    """Follows the chat of the view state; sends through the controller's desk.

    While it is hidden nothing is drawn; ``unread`` counts what came meanwhile.
    """

    unread_changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._wanted: tuple[ChatLine, ...] = ()
        self._shown: tuple[ChatLine, ...] = ()
        self._unsettled: dict[int, Delivery] = {}
        self._read_number = 0
        self.unread = 0
        self.lines = ChatLines(kit)
        self.entry = ChatEntry(kit)
        self.field = self.entry.field
        self.send_button = self.entry.send_button
        self.barrage_button = self.entry.barrage_button
        self.refused = _RefusedBar(kit)
        self.entry.said.connect(self.send)
        self.refused.again.connect(kit.controller.talk.send_chat_again)
        kit.theme.changed.connect(self._repaint_names)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.refused)
        layout.addWidget(self.entry)
        self._order()

    def _repaint_names(self) -> None:
        self.lines.write_all(self._shown)

    def _order(self) -> None:
        """Tab goes from the lines to what is below them, downwards."""
        stops: list[QWidget] = [
            self.lines,
            self.lines.newest_button,
            self.refused.again_button,
            self.refused.close_button,
            self.field,
            self.barrage_button,
            self.send_button,
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def render_state(self, state: ViewState) -> None:
        """Show the chat of ``state``; only what is new is drawn."""
        is_in_room = state.room.reason in _TALKING_REASONS and not state.ended_by_host
        if is_in_room != self.field.isEnabled():
            for widget in (self.field, self.send_button, self.barrage_button):
                widget.setEnabled(is_in_room)
        if state.chat is self._wanted:
            return
        self._wanted = state.chat
        if self.isVisible():
            self._draw()
        self._count()

    def _draw(self) -> None:
        chat = self._wanted
        old, self._shown = self._shown, chat
        last = old[-1].number if old else 0
        fresh: list[ChatLine] = []
        for line in reversed(chat):
            if line.number <= last:
                break
            fresh.append(line)
        is_same_talk = not old or len(fresh) == len(chat) or chat[-len(fresh) - 1].number == last
        if not is_same_talk or (old and (not chat or chat[0].number < old[0].number)):
            self._unsettled.clear()
            self.lines.write_all(chat)
            fresh = list(reversed(chat))
        else:
            self._rewrite_changed(chat)
            self.lines.append_lines(tuple(reversed(fresh)))
        self._unsettled |= {
            line.number: line.delivery
            for line in fresh
            if line.delivery in {Delivery.SENDING, Delivery.REFUSED}
        }
        self._show_refused()

    def _rewrite_changed(self, chat: tuple[ChatLine, ...]) -> None:
        if not self._unsettled:
            return
        for line in chat:
            before = self._unsettled.get(line.number)
            if before is None or before is line.delivery:
                continue
            if Delivery.REFUSED in {before, line.delivery}:
                self.lines.rewrite(line)
            self._unsettled[line.number] = line.delivery
            if line.delivery is Delivery.SENT:
                del self._unsettled[line.number]

    def _show_refused(self) -> None:
        refused = [n for n, delivery in self._unsettled.items() if delivery is Delivery.REFUSED]
        newest = max(refused, default=0)
        line = next((line for line in self._shown if line.number == newest), None)
        self.refused.show_line(line)

    def _count(self) -> None:
        chat = self._wanted
        newest = chat[-1].number if chat else 0
        if self.isVisible() or newest < self._read_number:
            self._read_number = newest
        unread = sum(
            line.number > self._read_number and line.delivery is Delivery.RECEIVED
            for line in reversed(chat)
        )
        if unread != self.unread:
            self.unread = unread
            self.unread_changed.emit()

    def send(self, text: str) -> None:
        """Say ``text``; it flies over the picture too where that is switched on."""
        talk = self._kit.controller.talk
        talk.send_chat(text)
        if self.barrage_button.isChecked():
            talk.send_barrage(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()
        self._count()


class _RefusedBar(QWidget):
    """Tells of the newest line that could not be sent, with a way to try again."""

    again = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._number = 0
        self._closed_number = 0
        self._text = ElidedLabel()
        self.again_button = PushButton(
            kit, kit.words("watching.chat_again"), kind="small", icon="refresh"
        )
        self.close_button = PushButton(
            kit, "", kind="quiet", icon="close", tip=kit.words("watching.chat_dismiss")
        )
        self.close_button.setAccessibleName(kit.words("watching.chat_dismiss"))
        self.again_button.clicked.connect(lambda: self.again.emit(self._number))
        self.close_button.clicked.connect(self._close)
        box = frame("notice")
        inside = QHBoxLayout(box)
        inside.setContentsMargins(10, 6, 4, 6)
        inside.setSpacing(8)
        inside.addWidget(IconLabel(kit, "warning", size_px=16, color="error_text"))
        inside.addWidget(self._text, 1)
        inside.addWidget(self.again_button)
        inside.addWidget(self.close_button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.addWidget(box)
        self.hide()

    def show_line(self, line: ChatLine | None) -> None:
        """Tell of ``line``; of nothing when it is None or was closed."""
        self._number = line.number if line is not None else 0
        if line is not None:
            self._text.set_text(self._kit.words("watching.chat_refused"))
        self.setVisible(line is not None and line.number != self._closed_number)

    def _close(self) -> None:
        self._closed_number = self._number
        self.hide()
