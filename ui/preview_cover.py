"""What stands where the preview would be: why there is no picture, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, frame, wrapped

_CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class CoverText:
    """Words and ways out; a button without a text is not shown."""

    icon: str
    title: str
    hint: str = ""
    main: str = ""
    has_settings: bool = False
    has_pattern: bool = False


class PreviewCover(QWidget):
    """An icon, two sentences and up to three buttons in the middle of the box."""

    main_wanted = Signal()
    settings_wanted = Signal()
    pattern_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        words = kit.words
        self._shown: CoverText | None = None
        self._icon = IconLabel(kit, "picture", size_px=32, color="dim")
        self._title = wrapped("", "heading")
        self._hint = wrapped("", "dim")
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.main_button = PushButton(kit, words("start.preview_on"), kind="primary")
        self.settings_button = PushButton(kit, words("start.open_privacy"), icon="settings")
        self.pattern_button = PushButton(kit, words("start.use_pattern"), icon="picture")
        self.main_button.clicked.connect(self.main_wanted)
        self.settings_button.clicked.connect(self.settings_wanted)
        self.pattern_button.clicked.connect(self.pattern_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        for button in (self.main_button, self.settings_button, self.pattern_button):
            buttons.addWidget(button)
        buttons.addStretch()
        inside = frame("cover")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 12, 24, 12)
        column.addStretch()
        column.addWidget(self._icon, 0, _CENTRE)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(inside)

    def say(self, text: CoverText) -> None:
        """Show ``text``."""
        if text == self._shown:
            return
        self._shown = text
        self._icon.show_icon(text.icon, "dim")
        self._title.setText(text.title)
        self._hint.setText(text.hint)
        self._hint.setVisible(bool(text.hint))
        self.main_button.setText(text.main)
        self.main_button.setAccessibleName(text.main)
        self.main_button.setVisible(bool(text.main))
        self.settings_button.setVisible(text.has_settings)
        self.pattern_button.setVisible(text.has_pattern)
