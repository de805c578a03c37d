"""Asks once, in the window itself, before a broadcast that people watch is ended."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QWidget

from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, row, wrapped

_QUESTION_MIN_PX = 300


class ConfirmBar(QFrame):
    """Hidden until it asks; Enter and Escape mean no, which is where the focus is.

    People come and go meanwhile: the question follows, and stays when the last one left, so that
    nothing ends or vanishes under the finger.
    """

    confirmed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._focused_before: QWidget | None = None
        words = kit.words
        self.setProperty("role", "confirm")
        self._question = wrapped("", "heading")
        self.keep = PushButton(kit, words("host.keep_going"))
        self.end = PushButton(kit, words("host.end"), kind="danger", icon="end")
        self.keep.clicked.connect(self.dismiss)
        self.end.clicked.connect(self._confirm)
        asked = QHBoxLayout()
        asked.setSpacing(12)
        asked.addWidget(IconLabel(kit, "warning", color="warning_text"))
        asked.addWidget(self._question, 1)
        self._answers = row(self.keep, self.end, spacing=12)
        self._answers.insertStretch(0)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(16, 10, 12, 10)
        self._box.setSpacing(12)
        self._box.addLayout(asked, 1)
        self._box.addLayout(self._answers)
        self.hide()

    def ask(self, audience_count: int) -> None:
        """Ask whether to end although so many watch."""
        self.follow(audience_count)
        if self.isHidden():
            self._focused_before = QApplication.focusWidget()
        self.show()
        self.keep.setFocus()

    def follow(self, audience_count: int) -> None:
        """Ask about so many people from now on."""
        words = self._kit.words
        if audience_count == 0:
            text = words("stage.confirm_nobody")
        elif audience_count == 1:
            text = words("host.confirm_one")
        else:
            text = words("host.confirm", count=audience_count)
        if text != self._question.text():
            self._question.setText(text)
            self.setAccessibleName(text)

    def dismiss(self) -> None:
        """Ask no more; the focus goes back to where it was."""
        before, self._focused_before = self._focused_before, None
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if had_focus and before is not None and before.isVisible():
            before.setFocus()

    def _confirm(self) -> None:
        self.dismiss()
        self.confirmed.emit()

    def _fit(self) -> None:
        """Answers below the question where both do not fit in one line."""
        least = _QUESTION_MIN_PX * self._kit.theme.text_scale
        is_narrow = self._answers.sizeHint().width() + least > self.width()
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(below if is_narrow else beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.dismiss()
        else:
            super().keyPressEvent(event)
