"""A few figures over the picture, in its upper left corner.

Drawn once a second into a pixmap, which the next picture takes along when it is painted: figures
cost no paint of their own while pictures come. The corner of a picture's tools and the line of its
name stay free.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from app.control.words import Words
from app.model.quality import QualityLevel
from ui.health_split import PART_COLOURS, paint_split, paint_swatch, split_in_words
from ui.health_text import Figure, Part, StreamFigures, time_text
from ui.theme import TEXT_PX

_MARGIN_PX = 8
_PADDING_PX = 12
_TOOLS_PX = QSize(84, 36)
_NAME_PX = 28
_GROUND = QColor(10, 12, 16, 214)
_TEXT, _DIM = QColor("#ffffff"), QColor("#c3cad6")
_MARKS = {
    QualityLevel.EXCELLENT: "#4fd691",
    QualityLevel.GOOD: "#4fd691",
    QualityLevel.MEDIUM: "#f2b33d",
    QualityLevel.BAD: "#ff8d90",
    QualityLevel.DIE: "#ff8d90",
    QualityLevel.UNKNOWN: "#c3cad6",
}
_PAINT_PATIENCE_MS = 150
_WIDEST_PX = 340
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class OverlayText:
    """What is written over the picture."""

    title: str
    level: QualityLevel
    level_text: str
    rows: tuple[Figure, ...]
    parts: tuple[Part, ...] = ()

    def in_words(self) -> str:
        """Return all of it as one line."""
        rows = [f"{row.name}: {row.value}" for row in self.rows]
        split = [split_in_words(self.parts)] if self.parts else []
        return "; ".join([self.level_text, *rows, *split])


def overlay_text(figures: StreamFigures, words: Words) -> OverlayText:
    """Return what the overlay says of a stream."""
    level_text = words(f"quality.{figures.level.name}")
    return OverlayText(
        words("health.title"), figures.level, level_text, figures.overlay, figures.parts
    )


class HealthOverlay(QWidget):
    """Lies on one picture and lives no longer than it; lets the pointer through."""

    def __init__(self, text_scale: float, picture: QWidget) -> None:
        super().__init__(picture)
        self._text_scale = text_scale
        self._text: OverlayText | None = None
        self._pixmap = QPixmap()
        self._is_painted = True
        self._widest_px = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PAINT_PATIENCE_MS)
        self._patience.timeout.connect(self._paint_anyway)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        picture.installEventFilter(self)

    @property
    def text(self) -> OverlayText | None:
        """What is shown."""
        return self._text

    def say(self, text: OverlayText) -> None:
        """Show ``text`` with the next picture."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text.title)
        self.setAccessibleDescription(text.in_words())
        self._draw()

    def _draw(self) -> None:
        """Draw anew what fits on the picture as it is now."""
        picture, text = self.parentWidget(), self._text
        if picture is None or text is None:
            return
        sketch = _Sketch(text, self._text_scale, self.font())
        self._widest_px = max(self._widest_px, sketch.width())  # it does not breathe with numbers
        width = min(self._widest_px, picture.width() - 2 * _MARGIN_PX)
        top = self._top(picture.width() - width)
        name_px = round(_NAME_PX * self._text_scale)
        rows = sketch.rows_that_fit(picture.height() - top - name_px - _MARGIN_PX)
        if rows < _FEWEST_ROWS or width < sketch.least_width():
            self.hide()
            return
        height = sketch.height(rows)
        area = QRect(_MARGIN_PX, top, width, height)
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(width * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        sketch.paint(painter, width, rows)
        painter.end()
        self._pixmap = pixmap
        if self.geometry() != area or self.isHidden():
            self.setGeometry(area)
            self.show()
        self._is_painted = False
        self._patience.start()

    def _top(self, beside_px: int) -> int:
        """Beside the tools where there is space, else below them."""
        tools = _TOOLS_PX * self._text_scale
        is_beside = beside_px >= tools.width() + 2 * _MARGIN_PX
        return _MARGIN_PX if is_beside else _MARGIN_PX + tools.height()

    def _paint_anyway(self) -> None:
        if not self._is_painted:
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._draw()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.end()
        self._is_painted = True


class _Sketch:
    """Measures and draws one text."""

    def __init__(self, text: OverlayText, scale: float, font: QFont) -> None:
        self._text = text
        self._font = QFont(font)
        self._font.setPixelSize(round((TEXT_PX - 1) * scale))
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._bolder = QFontMetrics(self._bold)
        self._scale = scale
        self._row_px = self._metrics.height() + round(5 * scale)
        self._title_px = max(self._row_px, round(30 * scale))
        self._bar_px = round(8 * scale)

    def width(self) -> int:
        names = max(self._metrics.horizontalAdvance(row.name) for row in self._text.rows)
        values = max(self._bolder.horizontalAdvance(row.value) for row in self._text.rows)
        needed = names + values + 2 * _PADDING_PX + 16
        return min(max(needed, self._title_width()), round(_WIDEST_PX * self._scale))

    def least_width(self) -> int:
        values = max(self._bolder.horizontalAdvance(row.value) for row in self._text.rows)
        return values + 2 * _PADDING_PX + 4 * self._metrics.averageCharWidth()

    def _title_width(self) -> int:
        title = f"{self._text.title}  {self._text.level_text}"
        return self._bolder.horizontalAdvance(title) + 2 * _PADDING_PX + 28

    def height(self, rows: int) -> int:
        return self._title_px + rows * self._row_px + self._split_px(rows) + _PADDING_PX - 4

    def rows_that_fit(self, height: int) -> int:
        for rows in range(len(self._text.rows), 0, -1):
            if self.height(rows) <= height:
                return rows
        return 0

    def _split_px(self, rows: int) -> int:
        """The parts are the first to give way, together with the last rows."""
        if not self._text.parts or rows < len(self._text.rows):
            return 0
        return self._bar_px + 10 + self._row_px * -(-len(self._text.parts) // 2)

    def paint(self, painter: QPainter, width: int, rows: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(QRectF(0, 0, width, self.height(rows)), 8, 8)
        self._paint_title(painter, width)
        y = self._title_px
        for row in self._text.rows[:rows]:
            self._paint_row(
                painter, row, QRect(_PADDING_PX, y, width - 2 * _PADDING_PX, self._row_px)
            )
            y += self._row_px
        if self._split_px(rows):
            self._paint_parts(painter, width, y + 4)

    def _paint_title(self, painter: QPainter, width: int) -> None:
        dot = round(8 * self._scale)
        middle = self._title_px / 2 + 2
        painter.setBrush(QColor(_MARKS[self._text.level]))
        painter.drawEllipse(QRectF(_PADDING_PX, middle - dot / 2, dot, dot))
        area = QRect(_PADDING_PX + dot + 8, 2, width - 2 * _PADDING_PX - dot, self._title_px)
        painter.setPen(_TEXT)
        painter.setFont(self._bold)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = f"{self._text.title} \u00b7 {self._text.level_text}"
        elided = self._bolder.elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, left, elided)

    def _paint_row(self, painter: QPainter, row: Figure, area: QRect) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._bold)
        painter.setPen(_TEXT)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, row.value)
        free = area.width() - self._bolder.horizontalAdvance(row.value) - 10
        painter.setFont(self._font)
        painter.setPen(_DIM)
        name = self._metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, free)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_parts(self, painter: QPainter, width: int, top: int) -> None:
        whole = width - 2 * _PADDING_PX
        paint_split(
            painter,
            QRectF(_PADDING_PX, top, whole, self._bar_px),
            self._text.parts,
            PART_COLOURS,
        )
        column_px = (whole - 16) / 2
        for number, part in enumerate(self._text.parts):
            x = _PADDING_PX + (number % 2) * (column_px + 16)
            y = top + self._bar_px + 4 + (number // 2) * self._row_px
            self._paint_part(painter, part, QRectF(x, y, column_px, self._row_px))

    def _paint_part(self, painter: QPainter, part: Part, area: QRectF) -> None:
        size = round(9 * self._scale)
        swatch = QRectF(area.left(), area.center().y() - size / 2, size, size)
        paint_swatch(painter, swatch, part.place, PART_COLOURS)
        text = area.adjusted(size + 6, 0, 0, 0)
        value = time_text(part.time_ms)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(_TEXT)
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, value)
        free = text.width() - self._metrics.horizontalAdvance(value) - 6
        painter.setPen(_DIM)
        name = self._metrics.elidedText(part.name, Qt.TextElideMode.ElideRight, round(free))
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, name)
