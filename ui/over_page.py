"""A page that lies over the present view until the person goes back: settings, help, an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.kit import Kit


class OverPage(QWidget):
    """What is live goes on below; Escape goes back."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def again(self, kit: Kit) -> OverPage | None:
        """Return the page anew, in other words or sizes; None closes it then."""
        del kit
        return None

    def leave(self) -> None:
        """Let go of everything; the page is not shown any more."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
