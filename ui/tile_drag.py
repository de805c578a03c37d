"""A small picture in the hand: it follows the pointer, and falls into the nearest corner."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.model.stage import Corner, corner_at


class TileDrag:
    """Moves ``tile`` within ``around``; a press that moves little is a click and no drag."""

    def __init__(self, tile: QWidget, around: QWidget) -> None:
        self._tile = tile
        self._around = around
        self._pressed_at: QPoint | None = None
        self._grip: QPoint | None = None

    @property
    def is_pressed(self) -> bool:
        """Whether the button went down on the tile and has not come up."""
        return self._pressed_at is not None

    def begin(self, at: QPoint) -> None:
        """The button went down there on the desktop."""
        self._pressed_at = at

    def forget_press(self) -> None:
        """Let the release of the button mean nothing."""
        self._pressed_at = None

    def follow(self, at: QPoint) -> None:
        """The pointer is there now."""
        if self._pressed_at is None:
            return
        tile, moved = self._tile, at - self._pressed_at
        if self._grip is None and moved.manhattanLength() >= QApplication.startDragDistance():
            self._grip = tile.pos()
            tile.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._grip is not None:
            room = self._around.rect().adjusted(0, 0, -tile.width(), -tile.height())
            wanted = self._grip + moved
            tile.move(
                min(max(room.left(), wanted.x()), room.right() + 1),
                min(max(room.top(), wanted.y()), room.bottom() + 1),
            )

    def end(self) -> Corner | None:
        """The button came up; return the corner it was dragged to, if it was dragged."""
        self._pressed_at = None
        if self._grip is None:
            return None
        self._grip = None
        self._tile.unsetCursor()
        middle, whole = self._tile.geometry().center(), self._around.rect().center()
        return corner_at(is_left=middle.x() < whole.x(), is_top=middle.y() < whole.y())
