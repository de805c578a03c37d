"""The two buttons over a picture: keep it large, show it in full screen.

They come with the pointer; the mark of a pinned picture stays.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.kit import Kit

_WORDS_FROM_PX = 260


class TileTools(QFrame):
    """Lies in the upper right corner of a picture."""

    pin_pressed = Signal()
    full_pressed = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("role", "over")
        self.pin = self._button()
        self.full = self._button()
        self.pin.clicked.connect(self.pin_pressed)
        self.full.clicked.connect(self.full_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.pin)
        layout.addWidget(self.full)

    def say(self, name: str, *, is_pinned: bool, is_full: bool, width_px: int) -> None:
        """Say what can be done with the picture of ``name``."""
        words = self._kit.words
        has_words = is_pinned and width_px >= _WORDS_FROM_PX * self._kit.theme.text_scale
        style = Qt.ToolButtonStyle
        self.pin.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if has_words else style.ToolButtonIconOnly
        )
        self.pin.setText(words("stage.unpin") if has_words else "")
        self._dress(self.pin, "unpin" if is_pinned else "pin")
        pin_key, full_key = ("unpin", "pin")[not is_pinned], ("leave_full", "full")[not is_full]
        self.pin.setAccessibleName(words(f"stage.{pin_key}_of", name=name))
        self.pin.setToolTip(self._kit.tip(words(f"stage.{pin_key}"), "Return"))
        self._dress(self.full, "leave_full_screen" if is_full else "full_screen")
        self.full.setAccessibleName(
            words("stage.leave_full") if is_full else words("stage.full_of", name=name)
        )
        self.full.setToolTip(self._kit.tip(words(f"stage.{full_key}"), "F"))

    def _dress(self, button: QToolButton, icon: str) -> None:
        size_px = round(16 * self._kit.theme.text_scale)
        button.setIcon(self._kit.icons.icon(icon, "#ffffff", size_px=size_px))
        button.setIconSize(QSize(size_px, size_px))

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "over")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button
