"""Asks once, in the window itself, what becomes of a live broadcast when the window is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QHBoxLayout, QVBoxLayout

from app.model.conduct import WhenClosed
from ui.herald import announce
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, wrapped


class ClosingBar(QFrame):
    """Hidden until it asks; Escape means to stay."""

    chosen = Signal(object)
    """What was chosen, and nothing when the window stays."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        words = kit.words
        self._words = words
        self.setProperty("role", "confirm")
        self._question = wrapped("", "heading")
        self.always = QCheckBox(words("tray.always"))
        self.always.setAccessibleName(words("tray.always"))
        self.stay = PushButton(kit, words("tray.stay"))
        self.keep = PushButton(kit, words("tray.keep"))
        self.end = PushButton(kit, words("tray.end_and_quit"), kind="danger", icon="end")
        self.stay.clicked.connect(self.hide)
        self.keep.clicked.connect(lambda: self._choose(WhenClosed.TRAY))
        self.end.clicked.connect(lambda: self._choose(WhenClosed.END))
        asked = QHBoxLayout()
        asked.setSpacing(12)
        asked.addWidget(IconLabel(kit, "warning", color="warning_text"))
        asked.addWidget(self._question, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.always)
        self._buttons.addStretch(1)
        for button in (self.stay, self.keep, self.end):
            self._buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(asked)
        layout.addLayout(self._buttons)
        self.hide()

    @property
    def is_always(self) -> bool:
        """Whether the answer shall hold for the next times."""
        return self.always.isChecked()

    def ask(self, audience_count: int, *, has_tray: bool) -> None:
        """Ask; the tray is offered where there is one."""
        words = self._words
        if audience_count == 0:
            text = words("tray.ask")
        elif audience_count == 1:
            text = words("tray.ask_one")
        else:
            text = words("tray.ask_many", count=audience_count)
        self._question.setText(text)
        self.setAccessibleName(text)
        self.keep.setVisible(has_tray)
        self.always.setChecked(False)
        self.show()
        self._fit()
        (self.keep if has_tray else self.stay).setFocus()
        announce(self, text, is_urgent=True)

    def _choose(self, choice: WhenClosed) -> None:
        self.hide()
        self.chosen.emit(choice)

    def _fit(self) -> None:
        """One below the other where they do not fit side by side."""
        parts = [item for item in (self.always, self.stay, self.keep, self.end) if item.isVisible()]
        needed = sum(item.sizeHint().width() + 8 for item in parts) + 36
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(below if needed > self.width() else beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
