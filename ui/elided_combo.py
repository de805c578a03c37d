"""A list to choose from whose present choice gives way to an ellipsis where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

SHORT_ROLE = Qt.ItemDataRole.UserRole + 1


class ElidedComboBox(QComboBox):
    """Takes the width there is; the whole text is in the tooltip and in the list.

    Args:
        name: For screen readers.
        hint: A tooltip in place of the whole text.
    """

    def __init__(self, name: str, *, hint: str = "") -> None:
        super().__init__()
        self._hint = hint
        self.setAccessibleName(name)
        self.setToolTip(hint)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentTextChanged.connect(self._tell)

    def _tell(self, text: str) -> None:
        if not self._hint:
            self.setToolTip(text.replace("<", "\u2039"))  # Qt takes for markup what looks like it

    def shorten(self, row: int, text: str) -> None:
        """Say ``text`` in place of row's own where that does not fit."""
        self.setItemData(row, text, SHORT_ROLE)

    def _fitting(self, width_px: int) -> str:
        metrics, text = self.fontMetrics(), self.currentText()
        short = self.currentData(SHORT_ROLE)
        if isinstance(short, str) and metrics.horizontalAdvance(text) > width_px:
            text = short
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self._fitting(room.width())
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
