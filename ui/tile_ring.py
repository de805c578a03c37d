"""A frame around a picture: who has the keyboard, and who is speaking.

Four thin bars instead of one large overlay: nothing lies over the picture, so that its frames are
painted as before.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_WIDTH_PX = 3


class _Bar(QWidget):
    """One side; dark towards the picture, so that it is seen on every picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.color = QColor()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.color)
        painter.end()


class TileRing:
    """Shows at most one colour around ``video``."""

    def __init__(self, video: QWidget) -> None:
        self._video = video
        self._bars: tuple[_Bar, ...] = ()
        self._color = ""

    @property
    def color(self) -> str:
        """The colour on show; empty for none."""
        return self._color

    def show_color(self, color: str) -> None:
        """Show ``color``, or nothing when it is empty."""
        if color == self._color:
            return
        self._color = color
        if not self._bars:
            self._bars = tuple(_Bar(self._video) for _ in range(4))
        for bar in self._bars:
            bar.color = QColor(color)
            bar.update()
        self.place()

    def place(self) -> None:
        """Lie along the edges of the picture as it is now."""
        area = self._video.rect()
        width = min(_WIDTH_PX, area.width(), area.height())
        sides = (
            QRect(0, 0, area.width(), width),
            QRect(0, area.height() - width, area.width(), width),
            QRect(0, 0, width, area.height()),
            QRect(area.width() - width, 0, width, area.height()),
        )
        for bar, side in zip(self._bars, sides, strict=False):
            bar.setGeometry(side)
            bar.setVisible(bool(self._color))
            bar.raise_()
