"""A list of quality profiles; what somebody set up by hand stays in it as their own."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.control.profile_choices import LADDER, is_custom, megabits, short_name
from app.model.media import VideoProfile
from ui.elided_combo import ElidedComboBox
from ui.kit import Kit


class QualityPicker(ElidedComboBox):
    """Shows the ladder and keeps the chosen profile."""

    profile_chosen = Signal(object)
    """A ``VideoProfile`` that a person chose."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.words("start.quality"), hint=kit.words("start.quality_hint"))
        self._kit = kit
        self._offered: tuple[VideoProfile, ...] = ()
        self.activated.connect(self._activated)

    def offer(self, chosen: VideoProfile) -> None:
        """Show the ladder with ``chosen``, which need not be on it."""
        offered = (*LADDER, chosen) if is_custom(chosen) else LADDER
        if offered != self._offered:
            self._offered = offered
            self.clear()
            for row, profile in enumerate(offered):
                self.addItem(self._text_of(profile))
                self.shorten(row, short_name(profile))
        self.setCurrentIndex(offered.index(chosen))

    def _text_of(self, profile: VideoProfile) -> str:
        key = "start.quality_custom" if is_custom(profile) else "start.quality_item"
        return self._kit.words(key, name=short_name(profile), rate=megabits(profile))

    def _activated(self, row: int) -> None:
        self.profile_chosen.emit(self._offered[row])
