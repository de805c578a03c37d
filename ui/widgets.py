"""Small pieces that many pages are made of."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.hotkeys import Shortcut
from ui.kit import Kit
from ui.straight import straight


def label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label of a role that the style sheet knows; plain text, never markup."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def _as_plain_tip(text: str) -> str:
    """Return a tooltip that reads ``text``: Qt takes for markup what looks like it."""
    return f"<span>{escape(text)}</span>"


def wrapped(text: str = "", role: str = "") -> QLabel:
    """Return a label that breaks its lines where the window is narrow."""
    made = label(text, role)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def frame(role: str, parent: QWidget | None = None) -> QFrame:
    """Return a frame of a role that the style sheet knows."""
    made = QFrame(parent)
    made.setProperty("role", role)
    return made


def row(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Return widgets side by side, without margins."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def restyle(widget: QWidget, **properties: str) -> None:
    """Set style properties and let the sheet look again; nothing when they are set already."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    for styled in (widget, *widget.findChildren(QWidget)):
        styled.style().unpolish(styled)
        styled.style().polish(styled)


def clear(layout: QBoxLayout) -> None:
    """Take everything out of ``layout``; its widgets go for good."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


class PushButton(QPushButton):
    """A button with a text, a kind the style sheet knows, an icon and a shortcut in its tip."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        *,
        kind: str = "",
        icon: str = "",
        tip: str = "",
        shortcut: Shortcut = "",
    ) -> None:
        super().__init__(text)
        self._kit = kit
        self._shortcut = shortcut
        self._tip_text = tip or (text if shortcut else "")
        self._tip_shown = ""
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self._listen_to_keys()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.refresh_icon()
        kit.theme.changed.connect(self.refresh_icon)
        if shortcut:
            kit.hotkeys.changed.connect(self._listen_to_keys)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        super().setText(text)
        self._listen_to_keys()  # a new text takes the old ones away

    def _listen_to_keys(self) -> None:
        if self._shortcut:
            self.setShortcut(self._kit.hotkeys.keys(self._shortcut))
        if self.toolTip() == self._tip_shown:  # else a page says something else for the moment
            self._tip_shown = self._kit.tip(self._tip_text, self._shortcut)
            self.setToolTip(self._tip_shown)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self.refresh_icon()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.property("kind") == "danger":  # what begins and what ends lie in one corner
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)

    def refresh_icon(self) -> None:
        """Draw the icon in the colours of the present theme."""
        if not self._icon_name:
            return
        tokens = self._kit.theme.tokens
        on_fill = {
            "primary": "on_accent",
            "chip": "on_accent",
            "danger": "on_live",
            "over": "on_live",
        }
        colour = str(getattr(tokens, on_fill.get(str(self.property("kind")), "text")))
        size_px = round(18 * self._kit.theme.text_scale)
        gap_px = size_px // 3 if self.text() else 0
        icon = self._kit.icons.icon(
            self._icon_name, colour, disabled=tokens.dim, size_px=size_px, gap_px=gap_px
        )
        self.setIcon(icon)
        self.setIconSize(QSize(size_px + gap_px, size_px))


class ControlButton(QToolButton):
    """One switch of the control bar: an icon above a word."""

    def __init__(self, kit: Kit, *, shortcut: Shortcut = "") -> None:
        super().__init__()
        self._kit = kit
        self._shortcut = shortcut
        self._tip_text = ""
        self._icon_name = ""
        self.setProperty("kind", "control")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        kit.theme.changed.connect(self._refresh_icon)
        kit.hotkeys.changed.connect(self._listen_to_keys)

    def say(self, text: str, icon: str, *, tip: str = "") -> None:
        """Show ``text`` and ``icon``; the shortcut stays."""
        if (text, icon, tip or text) == (self.text(), self._icon_name, self._tip_text):
            return
        self.setText(text)
        self.setAccessibleName(tip or text)
        self._tip_text = tip or text
        self._listen_to_keys()  # a new text takes the old ones away
        self._icon_name = icon
        self._refresh_icon()

    def _listen_to_keys(self) -> None:
        self.setToolTip(self._kit.tip(self._tip_text, self._shortcut))
        if self._shortcut:
            self.setShortcut(self._kit.hotkeys.keys(self._shortcut))

    def _refresh_icon(self) -> None:
        if not self._icon_name:
            return
        tokens = self._kit.theme.tokens
        size_px = round(20 * self._kit.theme.text_scale)
        icon = self._kit.icons.icon(
            self._icon_name, tokens.text, disabled=tokens.dim, size_px=size_px
        )
        self.setIcon(icon)
        self.setIconSize(QSize(size_px, size_px))
        self.setMinimumWidth(round(72 * self._kit.theme.text_scale))


class ElidedLabel(QWidget):
    """One line of text that gives way: what does not fit becomes an ellipsis."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = straight(text)
        self._label = label(self._text, role, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show ``text``; the whole of it is in the tooltip when it does not fit."""
        text = straight(text)
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self._fit()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def _fit(self) -> None:
        metrics = QFontMetrics(self._label.font())
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        self._label.setText(shown)
        self._label.setGeometry(self.rect())
        self.setToolTip(_as_plain_tip(self._text) if shown != self._text else "")

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._label.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, self._label.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self._label.font())
        return QSize(min(self.sizeHint().width(), metrics.averageCharWidth() * 6), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class IconLabel(QWidget):
    """An icon that follows the theme."""

    def __init__(self, kit: Kit, name: str = "", *, size_px: int = 18, color: str = "text") -> None:
        super().__init__()
        self._kit = kit
        self._name = name
        self._color = color
        self._size_px = round(size_px * kit.theme.text_scale)
        self.setFixedSize(self._size_px, self._size_px)
        kit.theme.changed.connect(self.update)

    def show_icon(self, name: str, color: str) -> None:
        """Draw the icon ``name`` in the theme's colour of that name, or in ``#rrggbb``."""
        if (name, color) != (self._name, self._color):
            self._name, self._color = name, color
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._name:
            return
        color = self._color
        if not color.startswith("#"):
            color = str(getattr(self._kit.theme.tokens, self._color))
        pixmap = self._kit.icons.pixmap(
            self._name, color, size_px=self._size_px, density=self.devicePixelRatioF()
        )
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()


class SoundMeter(QWidget):
    """A bar that rises with the sound."""

    def __init__(self, kit: Kit, *, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._level = 0
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(6, round(40 * kit.theme.text_scale))

    def show_level(self, level: float) -> None:
        """Show a loudness of 0.0 to 100.0."""
        rounded = min(100, max(0, round(level)))
        if rounded != self._level:
            self._level = rounded
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._kit.theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.line))
        height = self.height() * self._level // 100
        painter.fillRect(0, self.height() - height, self.width(), height, QColor(tokens.good))
        painter.end()
