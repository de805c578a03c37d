"""The way to the pictures that have no room on the stage now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.kit import Kit
from ui.widgets import PushButton, label


class StagePager(QFrame):
    """Two buttons and where one is; hidden while all pictures have room."""

    turned = Signal(int)
    """By how many pages, forwards or backwards."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        words = kit.words
        self.previous = PushButton(kit, "", kind="small", icon="chevron_left")
        self.next = PushButton(kit, "", kind="small", icon="chevron_right")
        for button, key, shortcut in (
            (self.previous, "stage.previous", "PgUp"),
            (self.next, "stage.next", "PgDown"),
        ):
            button.setAccessibleName(words(key))
            button.setToolTip(kit.tip(words(key), shortcut))
        self._text = label("", "dim")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(8)
        layout.addStretch()
        for widget in (self.previous, self._text, self.next):
            layout.addWidget(widget)
        layout.addStretch()
        self.previous.clicked.connect(lambda: self.turned.emit(-1))
        self.next.clicked.connect(lambda: self.turned.emit(1))
        self.hide()

    def say(self, text: str, *, page: int, pages: int) -> None:
        """Show ``text`` about page ``page`` of ``pages``, counted from 0."""
        self._text.setText(text)
        self.previous.setEnabled(page > 0)
        self.next.setEnabled(page < pages - 1)

    @property
    def text(self) -> str:
        """The words on show."""
        return self._text.text()
