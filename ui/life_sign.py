"""Three dots that breathe: something goes on, and nobody has to do anything."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.kit import Kit

_DOTS = 3
_DOT_PX = 7
_GAP_PX = 9
_TICK_MS = 60
_BREATH_S = 1.8


class LifeSign(QWidget):
    """Moves only while it is seen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._scale = kit.theme.text_scale
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.update)
        width = _DOTS * _DOT_PX + (_DOTS - 1) * _GAP_PX
        self.setFixedSize(round(width * self._scale) + 2, round((_DOT_PX + 6) * self._scale))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._kit.theme.tokens.accent))
        dot, step = _DOT_PX * self._scale, (_DOT_PX + _GAP_PX) * self._scale
        for number in range(_DOTS):
            phase = 2 * math.pi * (time.monotonic() / _BREATH_S - number / 6)
            painter.setOpacity(0.35 + 0.325 * (1 + math.sin(phase)))
            painter.drawEllipse(QRectF(1 + number * step, 3 * self._scale, dot, dot))
        painter.end()
