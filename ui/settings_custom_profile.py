"""Fields for a picture of one's own size, rate and bit rate, checked as they are typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.control.profile_choices import megabits
from app.control.profile_faults import ProfileFault, custom_profile
from app.model.media import SIDE_MAX_PX, SIDE_MIN_PX, VideoProfile, default_bitrate_kbps
from ui.kit import Kit
from ui.number_field import NumberField
from ui.settings_parts import SideBySide
from ui.widgets import PushButton, wrapped
from ui.zego_parts import NewsLine

_BITRATE_MAX_KBPS = 100_000


class CustomProfile(QWidget):
    """``entered`` is called with each profile that can be used."""

    def __init__(self, kit: Kit, *, entered: Callable[[VideoProfile], None]) -> None:
        super().__init__()
        self._kit = kit
        self._entered = entered
        self.width_px = NumberField(SIDE_MIN_PX, SIDE_MAX_PX, step=2)
        self.height_px = NumberField(SIDE_MIN_PX, SIDE_MAX_PX, step=2)
        self.fps = NumberField(1, 120)
        self.bitrate_kbps = NumberField(30, _BITRATE_MAX_KBPS, step=100)
        self.advice = PushButton(kit, kit.words("settings.custom.take_advice"), kind="small")
        self._advised = wrapped("", "caption")
        self._advice_row = SideBySide(self._advised, self.advice)
        self.advice.clicked.connect(self._take_advice)
        self.news = NewsLine(kit)
        self._lay_out()

    def _lay_out(self) -> None:
        words = self._kit.words
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields = (
            ("width", self.width_px),
            ("height", self.height_px),
            ("fps", self.fps),
            ("bitrate", self.bitrate_kbps),
        )
        for number, (name, field) in enumerate(fields):
            caption = wrapped(words(f"settings.custom.{name}"), "caption")
            caption.setBuddy(field)
            field.setAccessibleName(words(f"settings.custom.{name}"))
            field.value_changed.connect(self._changed)
            line, column = divmod(number, 2)
            grid.addWidget(caption, 2 * line, column)
            grid.addWidget(field, 2 * line + 1, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        layout.addWidget(self._advice_row)
        layout.addWidget(self.news)

    def show_profile(self, profile: VideoProfile) -> None:
        """Show ``profile``, unless somebody is typing here."""
        fields = (self.width_px, self.height_px, self.fps, self.bitrate_kbps)
        if not self.news.isHidden() or any(field.hasFocus() for field in fields):
            return
        values = (profile.width_px, profile.height_px, profile.fps, profile.bitrate_kbps)
        for field, value in zip(fields, values, strict=True):
            field.show_value(value)
        self._say_advice()

    def take_focus(self) -> None:
        """Let the person type the size."""
        self.width_px.setFocus()
        self.width_px.selectAll()

    def _changed(self) -> None:
        self._say_advice()
        made = custom_profile(
            self.width_px.value(),
            self.height_px.value(),
            fps=self.fps.value(),
            bitrate_kbps=self.bitrate_kbps.value(),
        )
        if isinstance(made, ProfileFault):
            text = self._kit.words(f"settings.custom.fault.{made.value}")
            self.news.tell(text, icon="error", color="error_text")
        else:
            self.news.tell("")
            self._entered(made)

    def _advised_kbps(self) -> int:
        return default_bitrate_kbps(self.width_px.value(), self.height_px.value(), self.fps.value())

    def _say_advice(self) -> None:
        kbps = self._advised_kbps()
        profile = VideoProfile(1280, 720, fps=30, bitrate_kbps=kbps)
        text = self._kit.words("settings.custom.advice", megabits=megabits(profile))
        self._advised.setText(text)
        self.advice.setAccessibleName(f"{text} {self.advice.text()}")
        self._advice_row.setVisible(kbps != self.bitrate_kbps.value())

    def _take_advice(self) -> None:
        self.bitrate_kbps.enter(self._advised_kbps())
