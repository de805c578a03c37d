"""Klieg's icons: drawn from SVG in the colour that the theme asks for, sharp at every size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_DENSITIES = (1.0, 2.0)


class Icons:
    """Loads icons by name; each drawing is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._icons: dict[tuple[str, str, str, int, int], QIcon] = {}

    def icon(
        self, name: str, color: str, *, disabled: str = "", size_px: int = 20, gap_px: int = 0
    ) -> QIcon:
        """Return the icon ``name`` in ``color``, and in ``disabled`` where it cannot be used.

        ``gap_px`` is left free behind the drawing: buttons have no such space of their own.
        """
        key = (name, color, disabled, size_px, gap_px)
        if key not in self._icons:
            icon = QIcon()
            for density in _DENSITIES:
                drawing = self.pixmap(name, color, size_px=size_px, density=density)
                icon.addPixmap(_widened(drawing, gap_px))
                if disabled:
                    faint = self.pixmap(name, disabled, size_px=size_px, density=density)
                    icon.addPixmap(_widened(faint, gap_px), QIcon.Mode.Disabled)
            self._icons[key] = icon
        return self._icons[key]

    def pixmap(self, name: str, color: str, *, size_px: int = 20, density: float = 2.0) -> QPixmap:
        """Return the drawing ``name`` in ``color`` at ``size_px`` logical pixels."""
        if name not in self._texts:
            path = self._folder / f"{name}.svg"
            self._texts[name] = path.read_text(encoding="utf-8")
        text = self._texts[name].replace("currentColor", color)
        renderer = QSvgRenderer(QByteArray(text.encode()))
        pixmap = QPixmap(QSize(size_px, size_px) * density)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(density)
        return pixmap


def _widened(drawing: QPixmap, gap_px: int) -> QPixmap:
    if not gap_px:
        return drawing
    density = drawing.devicePixelRatio()
    wide = QPixmap(round(drawing.width() + gap_px * density), drawing.height())
    wide.setDevicePixelRatio(density)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return wide
