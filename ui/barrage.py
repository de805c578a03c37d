"""Texts that fly over the picture from right to left."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.control.view_state import BarrageLine

_FLIGHT_S = 8.0
_TICK_MS = 33
_LANES_SHARE = 0.6
_WAITING_MAX = 60


@dataclass(slots=True)
class _Flight:
    text: str
    width_px: int
    lane: int
    began_s: float


class BarrageOverlay(QWidget):
    """Lies over a picture, takes no clicks, and costs nothing while nothing flies."""

    def __init__(self, parent: QWidget, *, text_px: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        font = self.font()
        font.setPixelSize(text_px)
        font.setBold(True)
        self._text_font = font
        self._metrics = QFontMetrics(font)
        self._seen_number = 0
        self._waiting: deque[str] = deque(maxlen=_WAITING_MAX)
        self._flights: list[_Flight] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def take_lines(self, lines: tuple[BarrageLine, ...]) -> None:
        """Let those of ``lines`` fly that have not flown yet."""
        if not lines:
            self._seen_number = 0  # a new session counts from the start
        fresh = [line for line in lines if line.number > self._seen_number]
        if not fresh:
            return
        self._seen_number = fresh[-1].number
        if self.isHidden():
            return
        self._waiting.extend(line.text for line in fresh)
        self._tick()

    def forget(self) -> None:
        """Let nothing fly any more, and take numbers from the start again."""
        self._seen_number = 0
        self._waiting.clear()
        self._flights.clear()
        self._timer.stop()
        self.update()

    @property
    def flying(self) -> tuple[str, ...]:
        """The texts over the picture now."""
        return tuple(flight.text for flight in self._flights)

    def _tick(self) -> None:
        now_s = time.monotonic()
        self._flights = [one for one in self._flights if now_s - one.began_s < _FLIGHT_S]
        self._start_waiting(now_s)
        self.update(self._sky())
        is_busy = bool(self._flights or self._waiting) and self.isVisible()
        if is_busy and not self._timer.isActive():
            self._timer.start()
        elif not is_busy:
            self._timer.stop()

    def _start_waiting(self, now_s: float) -> None:
        for lane in range(self._lane_count()):
            if not self._waiting:
                return
            if self._lane_is_free(lane, now_s):
                text = self._waiting.popleft()
                width_px = self._metrics.horizontalAdvance(text)
                self._flights.append(_Flight(text, width_px, lane, now_s))

    def _lane_is_free(self, lane: int, now_s: float) -> bool:
        gap_px = self._metrics.height()
        return all(
            self._x(flight, now_s) + flight.width_px + gap_px < self.width()
            for flight in self._flights
            if flight.lane == lane
        )

    def _x(self, flight: _Flight, now_s: float) -> float:
        way_px = self.width() + flight.width_px
        return self.width() - way_px * (now_s - flight.began_s) / _FLIGHT_S

    def _lane_px(self) -> int:
        return round(self._metrics.height() * 1.3)

    def _lane_count(self) -> int:
        return max(1, int(self.height() * _LANES_SHARE / self._lane_px()))

    def _sky(self) -> QRect:
        return QRect(0, 0, self.width(), self._lane_px() * (self._lane_count() + 1))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._waiting.clear()
        self._flights.clear()
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._flights:
            return
        now_s = time.monotonic()
        painter = QPainter(self)
        painter.setFont(self._text_font)
        for flight in self._flights:
            x = round(self._x(flight, now_s))
            y = self._lane_px() * flight.lane + self._metrics.ascent() + 8
            painter.setPen(QColor(0, 0, 0, 200))
            for dx, dy in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
                painter.drawText(x + dx, y + dy, flight.text)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(x, y, flight.text)
        painter.end()
