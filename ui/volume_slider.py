"""A slider from silence to twice as loud, with a mark where sound is as it was sent."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QToolTip

from ui.kit import Kit

AS_SENT = 100
LOUDEST = 200
_CATCH = 6  # of the volume; about as many pixels to either side
_MARK_PX = 3
_GAP_PX = 4


class VolumeSlider(QSlider):
    """0 to 200 percent; catches the hand at 100, and stops there on its way across."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._kit = kit
        self.setRange(0, LOUDEST)
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setFixedWidth(round(112 * kit.theme.text_scale))
        self.setAccessibleName(kit.words("watch.volume"))
        self.actionTriggered.connect(self._catch)
        self.valueChanged.connect(self._say)
        self._say(self.value())

    def _catch(self) -> None:
        """Correct where an action has put the slider, before this becomes its value."""
        wanted, before = self.sliderPosition(), self.value()
        if self.isSliderDown():
            is_caught = abs(wanted - AS_SENT) <= _CATCH
        else:
            is_caught = min(before, wanted) < AS_SENT < max(before, wanted)
        if is_caught:
            self.setSliderPosition(AS_SENT)

    def _say(self, volume: int) -> None:
        text = self._kit.words("watch.volume_is", volume=volume)
        self.setToolTip(text)
        if self.isSliderDown():
            above = self.mapToGlobal(QPoint(self.width() // 2, -self.height()))
            QToolTip.showText(above, text, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle, line = self.width() // 2, QColor(self._kit.theme.tokens.dim)
        groove = self.height() // 2
        painter.fillRect(middle - 1, groove - _GAP_PX - _MARK_PX, 2, _MARK_PX, line)
        painter.fillRect(middle - 1, groove + _GAP_PX, 2, _MARK_PX, line)
        painter.end()
        super().paintEvent(event)  # above the mark
