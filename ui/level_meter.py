"""How loud the microphone is, as a bar and in words: dead, silent, good, too loud."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.control.permissions import Permission
from app.control.preview_desk import PreviewView
from app.model.media import DeviceKind, SourceKind
from ui.kit import Kit
from ui.privacy_settings import open_privacy_page, privacy_page
from ui.widgets import PushButton, restyle, wrapped

QUIETEST_DB = -54.0
LOUD_DB = -1.5


def meter_percent(level: float) -> int:
    """Return how far the bar reaches for a loudness of 0.0 to 100.0: ears hear by decibels."""
    if level <= 0:
        return 0
    decibels = 20 * math.log10(min(100.0, level) / 100)
    return max(0, round((decibels - QUIETEST_DB) / -QUIETEST_DB * 100))


def is_too_loud(level: float) -> bool:
    """Whether the sound is about to be cut off at the top."""
    return level > 0 and 20 * math.log10(level / 100) > LOUD_DB


class LevelMeter(QWidget):
    """A bar that rises with the sound; words below it when something is wrong."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        name = kit.words("start.loudness")
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        self.bar.setToolTip(name)
        self.bar.setFixedHeight(6)
        self.words = wrapped("", "warning")  # a line is kept free: nothing may jump
        self.words.setMinimumHeight(self.words.fontMetrics().lineSpacing())
        self.settings_button = PushButton(kit, kit.words("start.open_privacy"), kind="small")
        self.settings_button.clicked.connect(lambda: open_privacy_page(DeviceKind.MICROPHONE))
        self.settings_button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self.settings_button)

    def show_level(self, view: PreviewView, level: float) -> None:
        """Show what is known of the sound at the moment."""
        is_loud = view.is_measured and is_too_loud(level)
        self.bar.setValue(meter_percent(level) if view.is_measured else 0)
        restyle(self.bar, tone="warning" if is_loud else "")
        text = self._trouble(view) or (self._kit.words("start.too_loud") if is_loud else "")
        if text != self.words.text():
            self.words.setText(text)
            self.words.setToolTip(
                self._kit.words("start.silent_hint") if view.is_silent and text else ""
            )
        is_denied = view.is_on and view.microphone is Permission.DENIED
        can_help = bool(privacy_page(DeviceKind.MICROPHONE))
        self.settings_button.setVisible(is_denied and can_help)

    def _trouble(self, view: PreviewView) -> str:
        words = self._kit.words
        if not view.is_on or view.sound.kind is not SourceKind.MICROPHONE:
            return ""
        if view.microphone is Permission.DENIED:
            return words("start.microphone_denied")
        if view.sound_problem is not None:
            return " ".join(words.problem(view.sound_problem))
        return words("start.silent") if view.is_silent else ""
