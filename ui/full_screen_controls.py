"""The controls in full screen: they come over the picture with the pointer, and go when it rests.

The picture keeps its size. Pictures are native windows, so the bar is one too and lies above
them; it slides, because such a window cannot fade.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    QTimer,
)
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.control_bar import ControlBar

_POINTER_REST_MS = 2_500
_SLIDE_MS = 160
_LOOK_MS = 100


class FullScreenControls(QObject):
    """Takes the bar out of the page's layout for as long as the picture has the screen."""

    def __init__(self, page: QWidget, body: QVBoxLayout, controls: ControlBar) -> None:
        super().__init__(page)
        self._page = page
        self._body = body
        self._controls = controls
        self._is_on = False
        self._is_shown = True
        controls.setAttribute(Qt.WidgetAttribute.WA_DontCreateNativeAncestors)
        controls.setAttribute(Qt.WidgetAttribute.WA_NativeWindow)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_POINTER_REST_MS)
        self._rest.timeout.connect(self.hide)
        self._pointer = QCursor.pos()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_for_pointer)
        self._slide = QPropertyAnimation(controls, b"pos", self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.finished.connect(self._slid)

    @property
    def is_shown(self) -> bool:
        """Whether the bar is there, or on its way."""
        return self._is_shown

    def begin(self) -> None:
        """Let the bar lie over the picture, for a moment."""
        self._is_on = True
        self._body.removeWidget(self._controls)
        self._look.start()
        self.show()

    def end(self) -> None:
        """Put the bar back below the picture."""
        if not self._is_on:
            return
        self._is_on = False
        self._look.stop()
        self._rest.stop()
        self._slide.stop()
        self._page.unsetCursor()
        self._body.addWidget(self._controls)
        self._controls.show()
        self._is_shown = True

    def show(self) -> None:
        """Bring the bar and the pointer for a moment."""
        if not self._is_on:
            return
        self._rest.start()
        if self._is_shown and self._controls.isVisible():
            self.place()
            return
        self._is_shown = True
        self._page.unsetCursor()
        self._controls.show()
        self._controls.raise_()
        self._move_to(self._page.height() - self._controls.height())

    def hide(self) -> None:
        """Let the bar and the pointer go, unless somebody is at the bar."""
        if not self._is_on:
            return
        if self._is_in_use():
            self._rest.start()
            return
        self._is_shown = False
        self._page.setCursor(Qt.CursorShape.BlankCursor)
        self._move_to(self._page.height())

    def place(self) -> None:
        """Fit the bar to the page."""
        if not self._is_on or self._slide.state() is QAbstractAnimation.State.Running:
            return
        controls, page = self._controls, self._page
        controls.resize(page.width(), controls.height())
        top = page.height() - (controls.height() if self._is_shown else 0)
        controls.move(0, top)
        controls.raise_()

    def _look_for_pointer(self) -> None:
        """Native windows keep the pointer's moves for themselves: so ask where it is."""
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            self.show()

    def _is_in_use(self) -> bool:
        controls = self._controls
        focused = QApplication.focusWidget()
        is_typing = isinstance(focused, QLineEdit) and controls.isAncestorOf(focused)
        return controls.underMouse() or is_typing

    def _move_to(self, top: int) -> None:
        controls = self._controls
        controls.resize(self._page.width(), controls.height())
        self._slide.stop()
        self._slide.setStartValue(QPoint(0, min(controls.y(), self._page.height())))
        self._slide.setEndValue(QPoint(0, top))
        self._slide.start()

    def _slid(self) -> None:
        if self._is_on and not self._is_shown:
            self._controls.hide()
