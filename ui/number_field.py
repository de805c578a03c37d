"""A field for a whole number within a range."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class NumberField(QLineEdit):
    """A whole number: typed, or changed by the arrow keys; ``value_changed`` comes when it is in.

    What is no number within the range becomes the former one again.
    """

    value_changed = Signal()

    def __init__(self, low: int, high: int, *, step: int = 1) -> None:
        super().__init__()
        self._allowed = range(low, high + 1)
        self._step = step
        self._value = low
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setMaxLength(len(str(high)))
        self.editingFinished.connect(self._finished)
        self.show_value(low)

    def value(self) -> int:
        """Return the number that was entered last."""
        return self._value

    def show_value(self, value: int) -> None:
        """Show ``value``, without telling that it was entered."""
        self._value = value
        if self.text() != str(value):
            self.setText(str(value))

    def enter(self, value: int) -> None:
        """Take ``value`` as if it had been typed."""
        before = self._value
        self.show_value(value)
        if value != before:
            self.value_changed.emit()

    def _finished(self) -> None:
        text = self.text().strip()
        is_number = text.isascii() and text.isdigit() and int(text) in self._allowed
        self.enter(int(text) if is_number else self._value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: self._step, Qt.Key.Key_Down: -self._step}
        change = steps.get(Qt.Key(event.key()))
        if change is None:
            super().keyPressEvent(event)
            return
        self._finished()
        self.enter(min(self._allowed[-1], max(self._allowed[0], self._value + change)))
