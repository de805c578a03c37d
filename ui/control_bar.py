"""The switches at the foot of a live page, and the one red button in its corner.

Narrow windows and large texts get more rows instead of cut-off buttons.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

_MARGIN_PX = 12
_GAP_PX = 8


class ControlBar(QFrame):
    """Places its buttons row by row, from the left; the red one at the end of the last row."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "controls")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._controls: list[QWidget] = []
        self._danger: QPushButton | None = None

    def add(self, widget: QWidget) -> None:
        """Append a control."""
        widget.setParent(self)
        self._controls.append(widget)

    def set_danger(self, button: QPushButton) -> None:
        """Set the one button that ends or leaves."""
        button.setParent(self)
        self._danger = button

    def place(self) -> None:
        """Place all again; for when a text or a visibility changed."""
        shown = [widget for widget in self._controls if not widget.isHidden()]
        rows: list[list[QWidget]] = [[]]
        free = self._row_width()
        for widget in shown:
            width = _size(widget).width()
            if width > free and rows[-1]:
                rows.append([])
                free = self._row_width()
            rows[-1].append(widget)
            free -= width + _GAP_PX
        needs_row = self._danger is not None and _size(self._danger).width() > free
        if needs_row and rows[-1]:
            rows.append([])
        self._place_rows(rows)

    def _row_width(self) -> int:
        return max(1, self.width() - 2 * _MARGIN_PX)

    def _place_rows(self, rows: list[list[QWidget]]) -> None:
        y = _MARGIN_PX - 2
        for number, row in enumerate(rows):
            is_last = number == len(rows) - 1
            members: list[QWidget] = [*row]
            if is_last and self._danger is not None:
                members.append(self._danger)
            height = max((_size(widget).height() for widget in members), default=0)
            x = _MARGIN_PX
            for widget in row:
                _put(widget, x, y, height)
                x += _size(widget).width() + _GAP_PX
            if is_last and self._danger is not None:
                width = _size(self._danger).width()
                _put(self._danger, self.width() - _MARGIN_PX - width, y, height)
            y += height + _GAP_PX
        self.setFixedHeight(y - _GAP_PX + _MARGIN_PX - 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()


def _put(widget: QWidget, x: int, y: int, row_height: int) -> None:
    size = _size(widget)
    widget.setGeometry(x, y + (row_height - size.height()) // 2, size.width(), size.height())


def _size(widget: QWidget) -> QSize:
    wanted = widget.sizeHint().expandedTo(widget.minimumSize())
    return wanted.boundedTo(widget.maximumSize())
