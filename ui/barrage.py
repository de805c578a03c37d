"""Texts that fly over the picture from right to left.

They are painted together with the picture, each time one is shown anyway: they cost no paint of
their own while pictures come. Only when none comes does a timer keep them moving.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QApplication

from app.control.view_state import BarrageLine
from app.model.media import SwitchState
from app.model.watching import BarrageStyle
from ui.barrage_sky import Sky
from ui.barrage_sprite import TextSprite, draw_text, lane_height
from ui.video_widget import VideoWidget

_TICK_MS = 33
_PICTURES_CEASED_S = 0.07
_LAUNCHES_MAX = 3
_LONGEST_STEP_S = 0.25


class Barrage(QObject):
    """Flies over one picture at a time. Qt thread only.

    Args:
        text_px: The usual size of the text, in logical pixels.
        own_color: Frames the own lines.
    """

    def __init__(self, parent: QObject, *, text_px: int, own_color: str) -> None:
        super().__init__(parent)
        self._text_px = text_px
        self._own_color = own_color
        self._style = BarrageStyle()
        self._video: VideoWidget | None = None
        self._sky: Sky[TextSprite] = Sky(self._draw)
        self._seen_number = 0
        self._moved_at_s = 0.0
        self._driven_at_s = 0.0
        self._has_asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def text_px(self) -> int:
        """The usual size of the text, in logical pixels."""
        return self._text_px

    @property
    def flying(self) -> tuple[str, ...]:
        """The texts over the picture now."""
        return tuple(flight.text for flight in self._sky.flights)

    @property
    def places(self) -> tuple[QRect, ...]:
        """Where they are, in device pixels of the picture's widget."""
        width = self._size_px()[0]
        return tuple(
            QRect(
                width - round(flight.way_px),
                flight.y_px,
                flight.sprite.width_px,
                flight.sprite.height_px,
            )
            for flight in self._sky.flights
        )

    @property
    def style(self) -> BarrageStyle:
        """How it looks now."""
        return self._style

    def use(self, style: BarrageStyle) -> None:
        """Look so from now on."""
        if style == self._style:
            return
        resized = style.text_size != self._style.text_size
        self._style = style
        self._sky.use(style.density, speed=style.speed / 100)
        if style.state is SwitchState.OFF or resized:
            self._sky.clear()
        self._repaint()

    def fly_over(self, video: VideoWidget | None) -> None:
        """Fly over ``video`` from now on; nothing flies over None."""
        if video is self._video:
            return
        if self._video is not None:
            self._video.set_overlay(None)
        self._video = video
        if video is None:
            self._sky.clear()
            self._timer.stop()
        else:
            video.set_overlay(self)

    def take_lines(self, lines: tuple[BarrageLine, ...]) -> None:
        """Let those of ``lines`` fly that have not flown yet."""
        if not lines:
            self._seen_number = 0  # a new session counts from the start
        fresh = [line for line in lines if line.number > self._seen_number]
        if not fresh:
            return
        self._seen_number = fresh[-1].number
        if self._video is None or self._style.state is SwitchState.OFF:
            return
        if not self._timer.isActive():
            self._moved_at_s = time.monotonic()
            self._timer.start()
        for line in fresh:
            self._sky.add(line)
        self._launch()

    def forget(self) -> None:
        """Let nothing fly any more, and take numbers from the start again."""
        self._seen_number = 0
        self._sky.clear()
        self._timer.stop()
        self._repaint()

    def paint_over(self, painter: QPainter) -> None:
        """Draw all lines where they are now; ``painter`` counts device pixels."""
        now_s = time.monotonic()
        if not self._has_asked:
            self._driven_at_s = now_s
        self._has_asked = False
        if not self._sky.flights:
            return
        self._move(now_s)
        width = self._size_px()[0]
        painter.setOpacity(self._style.opacity / 100)
        for flight in self._sky.flights:
            painter.drawPixmap(width - round(flight.way_px), flight.y_px, flight.sprite.pixmap)
        painter.setOpacity(1.0)

    def _tick(self) -> None:
        video = self._video
        if video is None or not video.isVisible():
            self._sky.clear()
        elif time.monotonic() - self._driven_at_s > _PICTURES_CEASED_S:
            self._move(time.monotonic())
            self._repaint()
        self._launch()
        if not self._sky.is_busy:
            self._timer.stop()

    def _launch(self) -> None:
        if self._video is not None:
            self._sky.resize(*self._size_px())
            self._sky.launch(_LAUNCHES_MAX, lane_px=lane_height(self._font_px()))

    def _move(self, now_s: float) -> None:
        self._sky.advance(min(_LONGEST_STEP_S, now_s - self._moved_at_s))
        self._moved_at_s = now_s

    def _repaint(self) -> None:
        """Ask for a paint of the strip that lines cross."""
        video = self._video
        if video is None:
            return
        bottom = max((place.bottom() for place in self.places), default=video.height())
        self._has_asked = True
        video.update(0, 0, video.width(), round(bottom / video.devicePixelRatioF()) + 2)

    def _draw(self, line: BarrageLine) -> TextSprite:
        font = QFont(QApplication.font())
        font.setPixelSize(self._font_px())
        font.setBold(True)
        return draw_text(line.text, font, frame_color=self._own_color if line.is_own else "")

    def _font_px(self) -> int:
        ratio = self._video.devicePixelRatioF() if self._video is not None else 1.0
        return max(8, round(self._text_px * ratio * self._style.text_size / 100))

    def _size_px(self) -> tuple[int, int]:
        video = self._video
        if video is None:
            return (0, 0)
        ratio = video.devicePixelRatioF()
        return round(video.width() * ratio), round(video.height() * ratio)
