"""How barrage looks: density, opacity, size and speed, with a line that shows it at once.

A window of its own, since pictures are native windows and would cover what merely lies over them.
"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.control.view_state import BarrageLine
from app.model.watching import BarrageStyle, Density
from ui.barrage_sky import Sky
from ui.barrage_sprite import TextSprite, draw_text, lane_height
from ui.kit import Kit
from ui.theme import DARK
from ui.widgets import PushButton, label

_WIDTH_PX = 340
_PREVIEW_PX = 76
_TICK_MS = 33
_EVERY_S = 1.6
_KEPT_AFTER_MS = 400
_SLIDERS = (("opacity", 20, 100), ("text_size", 50, 200), ("speed", 50, 200))


class BarragePopover(QFrame):
    """Says ``changed`` at each move of a slider, ``chosen`` when the hand rests."""

    changed = Signal(BarrageStyle)
    chosen = Signal(BarrageStyle)

    def __init__(self, kit: Kit, parent: QWidget, *, text_px: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._kit = kit
        self._style_now = BarrageStyle()
        self._is_filling = False
        words = kit.words
        self.setProperty("role", "popup")
        self.setAccessibleName(words("barrage.title"))
        self.preview = _Preview(kit, text_px=text_px)
        self.densities = {
            density: QRadioButton(words(f"barrage.{density.value}")) for density in Density
        }
        self.sliders = {name: self._slider(name, low, high) for name, low, high in _SLIDERS}
        self.values = {name: label("", "dim") for name in self.sliders}
        self.reset_button = PushButton(kit, words("barrage.reset"), kind="small", icon="refresh")
        self.reset_button.clicked.connect(self._reset)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_KEPT_AFTER_MS)
        self._rest.timeout.connect(self._choose)
        self._group = QButtonGroup(self)
        for density, button in self.densities.items():
            self._group.addButton(button)
            button.setToolTip(words(f"barrage.{density.value}_tip"))
            button.toggled.connect(self._take)
        self._lay_out()

    @property
    def style_now(self) -> BarrageStyle:
        """What is chosen now."""
        return self._style_now

    def open_at(self, anchor: QWidget, style: BarrageStyle) -> None:
        """Show ``style`` above ``anchor``."""
        self._show(style)
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, 0))
        room = anchor.screen().availableGeometry()
        x = min(max(room.left(), corner.x()), room.right() - self.width())
        self.move(x, max(room.top(), corner.y() - self.height() - 6))
        self.show()

    def _show(self, style: BarrageStyle) -> None:
        self._style_now = style
        self._is_filling = True  # what follows is no choice
        for density, button in self.densities.items():
            button.setChecked(density is style.density)
        for name, slider in self.sliders.items():
            slider.setValue(getattr(style, name))
        self._is_filling = False
        self._say_values()
        self.preview.use(style)

    def _take(self) -> None:
        if self._is_filling:
            return
        density = next(key for key, button in self.densities.items() if button.isChecked())
        style = replace(
            self._style_now,
            density=density,
            opacity=self.sliders["opacity"].value(),
            text_size=self.sliders["text_size"].value(),
            speed=self.sliders["speed"].value(),
        )
        if style == self._style_now:
            return
        self._style_now = style
        self._say_values()
        self.preview.use(style)
        self.changed.emit(style)
        self._rest.start()

    def _choose(self) -> None:
        self._rest.stop()
        self.chosen.emit(self._style_now)

    def _reset(self) -> None:
        style = BarrageStyle(state=self._style_now.state)
        self._show(style)
        self.changed.emit(style)
        self._choose()

    def _say_values(self) -> None:
        words = self._kit.words
        for name, value in self.values.items():
            text = f"{getattr(self._style_now, name)} %"
            value.setText(text)
            self.sliders[name].setToolTip(f"{words(f'barrage.{name}')}: {text}")

    def _slider(self, name: str, low: int, high: int) -> QSlider:
        made = QSlider(Qt.Orientation.Horizontal)
        made.setRange(low, high)
        made.setSingleStep(5)
        made.setPageStep(20)
        made.setAccessibleName(self._kit.words(f"barrage.{name}"))
        made.valueChanged.connect(self._take)
        return made

    def _lay_out(self) -> None:
        words = self._kit.words
        self.setFixedWidth(round(_WIDTH_PX * self._kit.theme.text_scale))
        heading = QHBoxLayout()
        heading.addWidget(label(words("barrage.title"), "heading"), 1)
        heading.addWidget(self.reset_button)
        choice = QHBoxLayout()
        choice.setSpacing(16)
        for button in self.densities.values():
            choice.addWidget(button)
        choice.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(label(words("barrage.density"), "dim"), 0, 0)
        grid.addLayout(choice, 0, 1, 1, 2)
        for line, (name, slider) in enumerate(self.sliders.items(), 1):
            grid.addWidget(label(words(f"barrage.{name}"), "dim"), line, 0)
            grid.addWidget(slider, line, 1)
            grid.addWidget(self.values[name], line, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 14)
        layout.setSpacing(12)
        layout.addLayout(heading)
        layout.addWidget(self.preview)
        layout.addLayout(grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._rest.isActive():
            self._choose()


class _Preview(QWidget):
    """A small sky over a picture that stands for any."""

    def __init__(self, kit: Kit, *, text_px: int) -> None:
        super().__init__()
        self._kit = kit
        self._text_px = text_px
        self._style = BarrageStyle()
        self._count = 0
        self._moved_at_s = self._added_at_s = 0.0
        self._sky: Sky[TextSprite] = Sky(self._draw)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setAccessibleName(kit.words("barrage.preview"))
        self.setFixedHeight(round(_PREVIEW_PX * kit.theme.text_scale))

    def use(self, style: BarrageStyle) -> None:
        """Look so from now on, also what flies already."""
        self._style = style
        self._sky.use(Density.ALL, speed=style.speed / 100)
        lines = [(flight.text, flight.way_px) for flight in self._sky.flights]
        self._sky.clear()
        self._sky.resize(self.width(), self.height())
        for number, (text, way_px) in enumerate(lines):
            self._sky.add(BarrageLine(number, text, is_own=number % 2 == 1))
            self._sky.launch(1, lane_px=self._lane_px())
            if self._sky.flights:
                self._sky.flights[-1].way_px = way_px
        self.update()

    def _lane_px(self) -> int:
        return lane_height(self._font().pixelSize())

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(8, round(self._text_px * self._style.text_size / 100)))
        font.setBold(True)
        return font

    def _draw(self, line: BarrageLine) -> TextSprite:
        color = DARK.accent if line.is_own else ""
        return draw_text(line.text, self._font(), frame_color=color)

    def _tick(self) -> None:
        now_s = time.monotonic()
        self._sky.resize(self.width(), self.height())
        self._sky.advance(min(0.1, now_s - self._moved_at_s))
        self._moved_at_s = now_s
        if now_s - self._added_at_s > _EVERY_S:
            self._added_at_s = now_s
            self._count += 1
            is_own = self._count % 2 == 0
            key = "barrage.example_own" if is_own else "barrage.example"
            self._sky.add(BarrageLine(self._count, self._kit.words(key), is_own))
        self._sky.launch(1, lane_px=self._lane_px())
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved_at_s = time.monotonic()
        self._added_at_s = 0.0
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._sky.clear()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        sky = QLinearGradient(0, 0, self.width(), self.height())
        sky.setColorAt(0.0, QColor("#20456b"))
        sky.setColorAt(0.6, QColor("#5d4070"))
        sky.setColorAt(1.0, QColor("#8a4f52"))
        painter.fillRect(self.rect(), sky)
        painter.setOpacity(self._style.opacity / 100)
        for flight in self._sky.flights:
            x = self.width() - round(flight.way_px)
            painter.drawPixmap(x, flight.y_px, flight.sprite.pixmap)
        painter.end()
