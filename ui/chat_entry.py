"""The field to say something: to the room, and over the picture when asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.kit import Kit
from ui.widgets import PushButton, label

LONGEST_BYTES = 1024
_HINT_FROM_BYTES = 900


class ChatEntry(QWidget):
    """One line; Enter sends it."""

    said = Signal(str)

    def __init__(self, kit: Kit, *, margin_px: int = 12) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.field = QLineEdit()
        self.field.setPlaceholderText(words("chat.placeholder"))
        self.field.setAccessibleName(words("chat.field"))
        self.send_button = PushButton(kit, "", kind="primary", icon="send", tip=words("chat.send"))
        self.send_button.setAccessibleName(words("chat.send"))
        self.barrage_button = PushButton(
            kit, "", kind="toggle", icon="barrage", tip=words("chat.barrage_tip")
        )
        self.barrage_button.setCheckable(True)
        self.barrage_button.setAccessibleName(words("chat.barrage_tip"))
        for button in (self.barrage_button, self.send_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click lets one type on
        self.room_left = label("", "warning")
        self.room_left.hide()
        self.field.textChanged.connect(self._fit)
        self.send_button.clicked.connect(self._say)
        self.field.returnPressed.connect(self._say)
        entry = QHBoxLayout()
        entry.setSpacing(8)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.barrage_button)
        entry.addWidget(self.send_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin_px, 4 if margin_px else 0, margin_px, margin_px)
        layout.setSpacing(4)
        layout.addWidget(self.room_left)
        layout.addLayout(entry)

    def _fit(self, text: str) -> None:
        """Cut what is longer than a message may be; tell before that what room is left."""
        data = text.encode("utf-8", "surrogatepass")
        if len(data) > LONGEST_BYTES:
            place = self.field.cursorPosition()
            self.field.setText(data[:LONGEST_BYTES].decode("utf-8", "ignore"))
            self.field.setCursorPosition(min(place, len(self.field.text())))
            return
        left = LONGEST_BYTES - len(data)
        per_letter = max(1, len(data) // max(1, len(text)))
        is_near = len(data) >= _HINT_FROM_BYTES
        self.room_left.setVisible(is_near)
        if is_near:
            words = self._kit.words
            count = left // per_letter
            self.room_left.setText(
                words("watching.chat_left", count=count) if count else words("watching.chat_full")
            )

    def _say(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        self.field.clear()
        self.said.emit(text)
