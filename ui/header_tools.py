"""Buttons at the end of a header; what finds no space there is in the menu behind the dots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

_GAP_PX = 4


class HeaderTools(QWidget):
    """Places ``buttons`` before ``last``, and hides the first of them where it is narrow.

    Every button but the last must have its way in the menu of the last.
    """

    def __init__(self, buttons: tuple[QWidget, ...], last: QWidget) -> None:
        super().__init__()
        self._buttons = buttons
        self._last = last
        for widget in (*buttons, last):
            widget.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _place(self) -> None:
        right = self.width()
        is_full = False
        for widget in (self._last, *reversed(self._buttons)):
            size = widget.sizeHint().expandedTo(widget.minimumSizeHint())
            left = right - size.width()
            is_full = is_full or (left < 0 and widget is not self._last)
            widget.setVisible(not is_full)
            if is_full:
                continue
            place = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
            widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
            right = left - _GAP_PX

    def sizeHint(self) -> QSize:
        sizes = [widget.sizeHint() for widget in (*self._buttons, self._last)]
        width = sum(size.width() + _GAP_PX for size in sizes) - _GAP_PX
        return QSize(width, max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        return self._last.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange}:
            self.updateGeometry()
            self._place()
        return super().event(event)
