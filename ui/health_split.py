"""The delay as a bar of its parts: told apart by pattern, gap and order, never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.health_text import Part, time_text
from ui.kit import Kit
from ui.theme import Tokens

_GAP_PX = 2
_BAR_PX = 12
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.FDiagPattern,
)
PART_COLOURS = ("#5b9bff", "#f2b33d", "#35c27b", "#c58af9", "#ff8d90", "#9fb4cc")
"""On a dark ground, in the order of a picture's way."""
_LIGHT_COLOURS = ("#1f5fd6", "#8a5a00", "#1f8a55", "#7a35c4", "#b3272d", "#4b6079")


def part_colours(tokens: Tokens) -> tuple[str, ...]:
    """Return the colours of the parts on the ground of a theme."""
    is_dark = QColor(tokens.background).lightness() < 128
    return PART_COLOURS if is_dark else _LIGHT_COLOURS


def paint_split(
    painter: QPainter, area: QRectF, parts: tuple[Part, ...], colours: tuple[str, ...]
) -> None:
    """Draw the bar into ``area``."""
    whole_ms = sum(part.time_ms for part in parts)
    if whole_ms <= 0:
        return
    free = area.width() - _GAP_PX * (len(parts) - 1)
    x = area.left()
    for part in parts:
        width = free * part.time_ms / whole_ms
        paint_swatch(painter, QRectF(x, area.top(), width, area.height()), part.place, colours)
        x += width + _GAP_PX


def paint_swatch(painter: QPainter, area: QRectF, place: int, colours: tuple[str, ...]) -> None:
    """Fill ``area`` as the part of that place is drawn everywhere."""
    colour = QColor(colours[place])
    pattern = _PATTERNS[place]
    if pattern is not Qt.BrushStyle.SolidPattern:
        ground = QColor(colour)
        ground.setAlpha(90)
        painter.fillRect(area, ground)
    painter.fillRect(area, QBrush(colour, pattern))


def split_in_words(parts: tuple[Part, ...]) -> str:
    """Return the parts as one line."""
    return ", ".join(f"{part.name} {time_text(part.time_ms)}" for part in parts)


class SplitBar(QWidget):
    """Bar and legend; as tall as its legend needs at its width."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._parts: tuple[Part, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(kit.words("health.split"))
        kit.theme.changed.connect(self.update)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show ``parts``."""
        if parts == self._parts:
            return
        self._parts = parts
        self.setAccessibleDescription(split_in_words(parts))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._bar_px() + self._row_px() * self._rows(width) + 4

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(max(220, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(max(80, self.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._parts:
            return
        tokens = self._kit.theme.tokens
        colours = part_colours(tokens)
        painter = QPainter(self)
        bar = QRectF(0, 0, self.width(), self._bar_px())
        paint_split(painter, bar, self._parts, colours)
        columns = self._columns(self.width())
        column_px = self.width() / columns
        for number, part in enumerate(self._parts):
            across, down = number % columns, number // columns
            top = self._bar_px() + 4 + down * self._row_px()
            gap = 12 if across < columns - 1 else 0
            area = QRectF(across * column_px, top, column_px - gap, self._row_px())
            self._paint_entry(painter, area, part, colours)
        painter.end()

    def _paint_entry(
        self, painter: QPainter, area: QRectF, part: Part, colours: tuple[str, ...]
    ) -> None:
        size = self._swatch_px()
        swatch = QRectF(area.left(), area.center().y() - size / 2, size, size)
        paint_swatch(painter, swatch, part.place, colours)
        text = area.adjusted(size + 6, 0, 0, 0)
        painter.setPen(QColor(self._kit.theme.tokens.dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, part.name)
        painter.setPen(QColor(self._kit.theme.tokens.text))
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, time_text(part.time_ms))

    def _columns(self, width: int) -> int:
        metrics = self.fontMetrics()
        widest = max(
            (
                metrics.horizontalAdvance(f"{part.name}  {time_text(part.time_ms)}")
                for part in self._parts
            ),
            default=60,
        )
        return max(1, min(3, width // (widest + self._swatch_px() + 20)))

    def _rows(self, width: int) -> int:
        return -(-len(self._parts) // self._columns(width))

    def _row_px(self) -> int:
        return self.fontMetrics().height() + 4

    def _bar_px(self) -> int:
        return round(_BAR_PX * self._kit.theme.text_scale)

    def _swatch_px(self) -> int:
        return round(10 * self._kit.theme.text_scale)
