"""A list of quality profiles; what somebody set up by hand stays in it as their own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from app.control.profile_choices import LADDER, is_custom, megabits, short_name
from app.model.media import VideoProfile
from ui.kit import Kit


class QualityPicker(QComboBox):
    """Shows the ladder and keeps the chosen profile."""

    profile_chosen = Signal(object)
    """A ``VideoProfile`` that a person chose."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._offered: tuple[VideoProfile, ...] = ()
        self.setAccessibleName(kit.words("start.quality"))
        self.setToolTip(kit.words("start.quality_hint"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._activated)

    def offer(self, chosen: VideoProfile) -> None:
        """Show the ladder with ``chosen``, which need not be on it."""
        offered = (*LADDER, chosen) if is_custom(chosen) else LADDER
        if offered != self._offered:
            self._offered = offered
            self.clear()
            for profile in offered:
                self.addItem(self._text_of(profile))
        self.setCurrentIndex(offered.index(chosen))

    def _text_of(self, profile: VideoProfile) -> str:
        key = "start.quality_custom" if is_custom(profile) else "start.quality_item"
        return self._kit.words(key, name=short_name(profile), rate=megabits(profile))

    def _activated(self, row: int) -> None:
        self.profile_chosen.emit(self._offered[row])
