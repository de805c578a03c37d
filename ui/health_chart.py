"""Five minutes of one figure as lines: breaks are hatched, gaps are gaps, each second can be read.

Read by pointing, or by arrow keys while it has the focus; in words for those who cannot see it.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.control.health_view import HISTORY_S
from ui.health_chart_data import ChartData, Line, ValueText, axis_top
from ui.kit import Kit

_HEIGHT_PX = 150
_PAGE_S = 10
_AXIS_SHARES = (0.0, 0.5, 1.0)


class HealthChart(QWidget):
    """Draws :class:`ChartData`; ``reading_changed`` tells what is read, empty when nothing is."""

    reading_changed = Signal(str)

    def __init__(self, kit: Kit, value_text: ValueText) -> None:
        super().__init__()
        self._kit = kit
        self._value_text = value_text
        self._data = ChartData("")
        self._read: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        kit.theme.changed.connect(self.update)

    @property
    def data(self) -> ChartData:
        """What is shown."""
        return self._data

    def show_data(self, data: ChartData, value_text: ValueText) -> None:
        """Show ``data``; what is read stays the same number of seconds ago."""
        self._data, self._value_text = data, value_text
        self.setAccessibleName(self._kit.words("health.chart.of", what=data.title))
        self.setAccessibleDescription(self.in_words())
        self._tell_reading()
        self.update()

    def in_words(self) -> str:
        """Return the chart for somebody who cannot see it."""
        values = [value for value in self._first() if not math.isnan(value)]
        breaks = str(len(self._data.breaks))
        if not values:
            return self._kit.words("health.chart.words_empty", breaks=breaks)
        return self._kit.words(
            "health.chart.words",
            value=self._value_text(values[-1]),
            low=self._value_text(min(values)),
            high=self._value_text(max(values)),
            breaks=breaks,
        )

    def reading(self) -> str:
        """Return the values of the moment that is read; empty when none is."""
        if self._read is None or not self._data.lines:
            return ""
        ago = HISTORY_S - 1 - self._read
        second = self._data.until_s - ago
        told = [
            f"{line.name} {self._value_text(line.values[self._read])}".strip()
            for line in self._data.lines
            if not math.isnan(line.values[self._read])
        ]
        value = ", ".join(told) or self._why_nothing(second)
        if not ago:
            return self._kit.words("health.chart.at_now", value=value)
        return self._kit.words("health.chart.at", time=f"{ago // 60}:{ago % 60:02}", value=value)

    def _why_nothing(self, second: int) -> str:
        for item in self._data.breaks:
            if item.start_s <= second <= (item.end_s or self._data.until_s):
                return self._kit.words("health.chart.broken_at")
        return self._kit.words("health.chart.nothing_at")

    def _first(self) -> tuple[float, ...]:
        return self._data.lines[0].values if self._data.lines else ()

    def _set_read(self, place: int | None) -> None:
        place = None if place is None else min(HISTORY_S - 1, max(0, place))
        if place != self._read:
            self._read = place
            self._tell_reading()
            self.update()

    def _tell_reading(self) -> None:
        text = self.reading()
        if text:
            self.setAccessibleDescription(f"{text}. {self.in_words()}")
        self.reading_changed.emit(text)

    # ------------------------------------------------------------------ drawing

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        top = self._top()
        texts = [self._value_text(share * top) for share in _AXIS_SHARES]
        left = max(metrics.horizontalAdvance(text) for text in texts) + 8
        line = metrics.height()
        return QRectF(self.rect()).adjusted(left, line + 6, -6, -line - 10)

    def _top(self) -> float:
        values = [v for line in self._data.lines for v in line.values if not math.isnan(v)]
        return axis_top(max(values, default=0.0), self._data.least_top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self._paint_axes(painter, plot)
        self._paint_breaks(painter, plot)
        painter.setClipRect(plot.adjusted(-1, -1, 1, 1))
        for number, line in enumerate(self._data.lines):
            self._paint_line(painter, plot, line, is_second=number > 0)
        painter.setClipping(False)
        self._paint_key(painter, plot)
        self._paint_reading(painter, plot)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._kit.theme.tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        tokens, top = self._kit.theme.tokens, self._top()
        height = self.fontMetrics().height()
        for share in _AXIS_SHARES:
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(tokens.dim))
            area = QRectF(0, y - height / 2, plot.left() - 6, height)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, right, self._value_text(share * top))
        minutes = HISTORY_S // 60
        words = self._kit.words
        first = words("health.chart.ago", minutes=minutes)
        below = QRectF(plot.left(), plot.bottom() + 4, plot.width(), height + 6)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, words("health.chart.now"))
        if not any(not math.isnan(value) for line in self._data.lines for value in line.values):
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, words("health.chart.empty"))

    def _paint_breaks(self, painter: QPainter, plot: QRectF) -> None:
        colour = QColor(self._kit.theme.tokens.error_text)
        oldest_s = self._data.until_s - HISTORY_S + 1
        for item in self._data.breaks:
            start = max(item.start_s, oldest_s)
            end = min(item.end_s or self._data.until_s, self._data.until_s)
            if end < oldest_s:
                continue
            left, right = self._x(plot, start - oldest_s), self._x(plot, end - oldest_s)
            area = QRectF(left, plot.top(), max(2.0, right - left), plot.height())
            painter.fillRect(area, QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            painter.drawLine(area.topLeft(), area.bottomLeft())
            text = self._kit.words("health.chart.break")
            width = self.fontMetrics().horizontalAdvance(text)
            x = min(max(plot.left(), area.center().x() - width / 2), plot.right() - width)
            ground = QColor(self._kit.theme.tokens.panel)
            label = QRectF(x - 2, plot.top() + 2, width + 4, self.fontMetrics().height())
            painter.fillRect(label, ground)
            painter.setPen(colour)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_line(self, painter: QPainter, plot: QRectF, line: Line, *, is_second: bool) -> None:
        tokens, top = self._kit.theme.tokens, self._top()
        path, is_down, alone = QPainterPath(), False, []
        for place, value in enumerate(line.values):
            if math.isnan(value):
                is_down = False
                continue
            point = QPointF(self._x(plot, place), plot.bottom() - value / top * plot.height())
            if is_down:
                path.lineTo(point)
            else:
                path.moveTo(point)
                if place + 1 >= len(line.values) or math.isnan(line.values[place + 1]):
                    alone.append(point)  # a line of one moment is a dot
            is_down = True
        colour = QColor(tokens.warning_text if is_second else tokens.accent)
        style = Qt.PenStyle.DashLine if is_second else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 1.4 if is_second else 2.0, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setBrush(colour)
        for point in alone:
            painter.drawEllipse(point, 1.5, 1.5)

    def _paint_key(self, painter: QPainter, plot: QRectF) -> None:
        """Name the lines above the plot, each with a piece of its line."""
        if len(self._data.lines) < 2:
            return
        tokens, metrics = self._kit.theme.tokens, self.fontMetrics()
        x, y = plot.left(), metrics.height() / 2
        for number, line in enumerate(self._data.lines):
            colour = QColor(tokens.warning_text if number else tokens.accent)
            style = Qt.PenStyle.DashLine if number else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 2, style))
            painter.drawLine(QPointF(x, y), QPointF(x + 20, y))
            painter.setPen(QColor(tokens.dim))
            painter.drawText(QPointF(x + 26, y + metrics.ascent() / 2 - 1), line.name)
            x += 26 + metrics.horizontalAdvance(line.name) + 16

    def _paint_reading(self, painter: QPainter, plot: QRectF) -> None:
        if self._read is None:
            return
        tokens, top = self._kit.theme.tokens, self._top()
        x = self._x(plot, self._read)
        painter.setPen(QPen(QColor(tokens.text), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setBrush(QColor(tokens.text))
        for line in self._data.lines:
            value = line.values[self._read]
            if not math.isnan(value):
                y = plot.bottom() - value / top * plot.height()
                painter.drawEllipse(QPointF(x, y), 3, 3)

    @staticmethod
    def _x(plot: QRectF, place: float) -> float:
        return plot.left() + plot.width() * place / (HISTORY_S - 1)

    # ------------------------------------------------------------------ reading

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot = self._plot()
        share = (event.position().x() - plot.left()) / max(1.0, plot.width())
        self._set_read(round(share * (HISTORY_S - 1)))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._set_read(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_read(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = HISTORY_S - 1
        place = last if self._read is None else self._read
        moved = {
            Qt.Key.Key_Left: place - 1,
            Qt.Key.Key_Right: place + 1,
            Qt.Key.Key_PageUp: place - _PAGE_S,
            Qt.Key.Key_PageDown: place + _PAGE_S,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._set_read(moved)

    def sizeHint(self) -> QSize:
        return QSize(260, round(_HEIGHT_PX * self._kit.theme.text_scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, round(_HEIGHT_PX * self._kit.theme.text_scale))
