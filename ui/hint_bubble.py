"""A small callout with a few words about what it points to; it goes for good by one press."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.hint_place import Side, Spot
from ui.kit import Kit
from ui.widgets import PushButton, row, wrapped

_WIDTH_PX = 264
_ARROW_PX = 8
_RADIUS_PX = 8


class HintBubble(QWidget):
    """Shows one hint; takes no focus by itself."""

    dismissed = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._side = Side.BELOW
        self._arrow_at = 0
        self._text = wrapped()
        self.done = PushButton(kit, kit.words("hints.done"), kind="small")
        self.done.clicked.connect(self.dismissed)
        buttons = row(self.done)
        buttons.insertStretch(0)
        layout = QVBoxLayout(self)
        inset = 12 + _ARROW_PX
        layout.setContentsMargins(inset, inset, inset, inset)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        self.hide()

    def say(self, text: str) -> None:
        """Show ``text``."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.done.setAccessibleName(f"{self._kit.words('hints.done')}: {text}")

    def text(self) -> str:
        """Return the text on show."""
        return self._text.text()

    def wanted_size(self) -> QSize:
        """Return the size that the words need."""
        width = round(_WIDTH_PX * self._kit.theme.text_scale) + 2 * _ARROW_PX
        return QSize(width, self.heightForWidth(width))

    def show_at(self, spot: Spot, anchor: QRect) -> None:
        """Stand at ``spot`` and point to ``anchor``."""
        self._side = spot.side
        is_upright = spot.side in {Side.BELOW, Side.ABOVE}
        centre = anchor.center() - spot.rect.topLeft()
        along, length = (
            (centre.x(), spot.rect.width()) if is_upright else (centre.y(), spot.rect.height())
        )
        edge = _ARROW_PX + _RADIUS_PX + _ARROW_PX
        self._arrow_at = min(max(along, edge), length - edge)
        self.setGeometry(spot.rect)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._kit.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().adjusted(_ARROW_PX, _ARROW_PX, -_ARROW_PX - 1, -_ARROW_PX - 1)
        painter.setPen(QPen(QColor(tokens.accent), 1.5))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(inner, _RADIUS_PX, _RADIUS_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawPolygon(self._arrow(inner))
        painter.end()

    def _arrow(self, inner: QRect) -> QPolygonF:
        at, half = self._arrow_at, _ARROW_PX
        tips = {
            Side.BELOW: (
                QPoint(at, 0),
                QPoint(at - half, inner.top()),
                QPoint(at + half, inner.top()),
            ),
            Side.ABOVE: (
                QPoint(at, self.height()),
                QPoint(at - half, inner.bottom() + 1),
                QPoint(at + half, inner.bottom() + 1),
            ),
            Side.RIGHT: (
                QPoint(0, at),
                QPoint(inner.left(), at - half),
                QPoint(inner.left(), at + half),
            ),
            Side.LEFT: (
                QPoint(self.width(), at),
                QPoint(inner.right() + 1, at - half),
                QPoint(inner.right() + 1, at + half),
            ),
        }
        return QPolygonF([QPointF(point) for point in tips[self._side]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)
