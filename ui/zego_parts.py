"""Small pieces of the ZEGO page: a titled panel, a field with its caption, a line of news."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.control.view_state import Problem
from ui.kit import Kit
from ui.widgets import IconLabel, label, row, wrapped


class NewsLine(QWidget):
    """An icon and one or two sentences; hidden while there is nothing to say."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._icon = IconLabel(kit, size_px=16)
        self._text = wrapped()
        layout = row(self._icon, self._text)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, text: str, *, icon: str = "info", color: str = "dim") -> None:
        """Show ``text``; nothing when it is empty."""
        self._icon.show_icon(icon, color)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def tell_problem(self, problem: Problem | None) -> None:
        """Show what is wrong and what to do; nothing when all is well."""
        if problem is None:
            self.tell("")
            return
        self.tell(" ".join(self._kit.words.problem(problem)), icon="error", color="error_text")

    def text(self) -> str:
        """Return what is on show."""
        return self._text.text()


class TextField(QWidget):
    """A caption, a line to type in, and what is wrong with it below.

    ``entered`` is called with a text that was changed and is complete: by Enter, or by leaving.
    """

    def __init__(
        self, kit: Kit, caption: str, *, hint: str, entered: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._entered = entered
        self._told = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(caption)
        self.line.setMaxLength(2048)
        self.line.editingFinished.connect(self._finished)
        self.caption = label(caption, "caption")
        self.caption.setBuddy(self.line)
        self.fault = NewsLine(kit)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self.caption)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self.fault)

    def show_text(self, text: str) -> None:
        """Show what is kept, unless somebody types or what they typed cannot be used."""
        if self.line.hasFocus() or not self.fault.isHidden():
            return
        self._told = text
        if self.line.text() != text:
            self.line.setText(text)

    def show_fault(self, problem: Problem | None) -> None:
        """Show what is wrong with what was typed."""
        self.fault.tell_problem(problem)

    def _finished(self) -> None:
        text = self.line.text().strip()
        if text != self._told:
            self._told = text
            self._entered(text)
