"""One barrage line as a picture: drawn once, then only copied.

The outline is the text's own shape in black, so that it fits colour emoji and every script.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap

_LONGEST_EM = 60
_LINE_EM = 1.5
_EDGES = ((-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class TextSprite:
    """A text that was drawn; sizes are device pixels."""

    pixmap: QPixmap
    width_px: int
    height_px: int


def lane_height(text_px: int) -> int:
    """Return the height of what ``draw_text`` makes of a font of this size."""
    return round(text_px * _LINE_EM)


def draw_text(text: str, font: QFont, *, frame_color: str = "") -> TextSprite:
    """Return ``text`` in white with a dark edge; in a frame when a colour is given for it.

    Args:
        text: Line breaks become spaces; what is very long is cut.
        font: Its pixel size is in device pixels.
        frame_color: Marks the own line.
    """
    metrics = QFontMetrics(font)
    em_px = font.pixelSize()
    line = metrics.elidedText(
        " ".join(text.split()), Qt.TextElideMode.ElideRight, _LONGEST_EM * em_px
    )
    edge_px = max(1, round(em_px / 16))
    side_px = em_px // 2
    width = metrics.horizontalAdvance(line) + 2 * side_px
    height = lane_height(em_px)
    base = QPointF(side_px, (height + metrics.ascent() - metrics.descent()) / 2)
    letters = _blank(width, height)
    painter = QPainter(letters)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(QColor("white"))
    painter.drawText(base, line)
    painter.end()
    shade = letters.copy()
    painter = QPainter(shade)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(shade.rect(), QColor(0, 0, 0, 215))
    painter.end()
    whole = _blank(width, height)
    painter = QPainter(whole)
    for dx, dy in _EDGES:
        painter.drawImage(dx * edge_px, dy * edge_px, shade)
    painter.drawImage(0, 0, letters)
    if frame_color:
        _draw_frame(painter, QRectF(whole.rect()), QColor(frame_color), edge_px)
    painter.end()
    return TextSprite(QPixmap.fromImage(whole), width, height)


def _blank(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def _draw_frame(painter: QPainter, area: QRectF, color: QColor, edge_px: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = area.adjusted(edge_px, edge_px, -edge_px, -edge_px)
    radius = inside.height() / 2
    painter.setPen(QPen(QColor(0, 0, 0, 160), edge_px * 2.5))
    painter.drawRoundedRect(inside, radius, radius)
    painter.setPen(QPen(color, edge_px * 1.5))
    painter.drawRoundedRect(inside, radius, radius)
