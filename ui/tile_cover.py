"""What lies over a picture while there is none."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.control.tiles import TileCover
from ui.kit import Kit
from ui.widgets import IconLabel, wrapped

_COVERS = {
    TileCover.WAITING: ("wait", "tile.waiting"),
    TileCover.PICTURE_OFF: ("camera_off", "tile.picture_off"),
    TileCover.SOURCE_ENDED: ("camera_off", "tile.source_ended"),
    TileCover.INTERRUPTED: ("warning", "tile.interrupted"),
}
ALWAYS_COVERED = frozenset({TileCover.PICTURE_OFF, TileCover.SOURCE_ENDED})
"""Where a picture that still stands would look as if it were live."""


class Cover(QFrame):
    """Fills the tile while nothing moves."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("role", "cover")
        self._icon = IconLabel(kit, size_px=28, color="dim")
        self._text = wrapped("", "dim")
        layout = QVBoxLayout(self)
        layout.addStretch()
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(self._icon)
        line.addStretch()
        layout.addLayout(line)
        self._text.setAlignment(self._text.alignment().AlignCenter)
        layout.addWidget(self._text)
        layout.addStretch()

    def say(self, cover: TileCover) -> None:
        """Say why there is no picture."""
        icon, key = _COVERS[cover]
        self._icon.show_icon(icon, "dim")
        self._text.setText(self._kit.words(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._text.setVisible(self.height() > 90 and self.width() > 140)
