"""Asks once, in the window itself, before a broadcast that people watch is ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, wrapped


class ConfirmBar(QFrame):
    """Hidden until it asks; Escape means no."""

    confirmed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.setProperty("role", "confirm")
        self._question = wrapped("", "heading")
        self.keep = PushButton(kit, words("host.keep_going"))
        self.end = PushButton(kit, words("host.end"), kind="danger", icon="end")
        self.keep.clicked.connect(self.hide)
        self.end.clicked.connect(self._confirm)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(12)
        layout.addWidget(IconLabel(kit, "warning", color="warning_text"))
        layout.addWidget(self._question, 1)
        layout.addWidget(self.keep)
        layout.addWidget(self.end)
        self.hide()

    def ask(self, audience_count: int) -> None:
        """Ask whether to end although so many watch."""
        words = self._kit.words
        is_one = audience_count == 1
        text = words("host.confirm_one") if is_one else words("host.confirm", count=audience_count)
        self._question.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.keep.setFocus()

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
