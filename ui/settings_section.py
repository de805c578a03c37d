"""What every section of the settings page has: title, reset with undo, and a column of panels."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section, can_reset, is_default
from ui.kit import Kit
from ui.settings_parts import SideBySide
from ui.widgets import IconLabel, PushButton, frame, wrapped

_WIDTH_PX = 720


class SectionPage(QScrollArea):
    """One section; shows the preferences and tells the desk of each change.

    ``way_wanted`` asks for a way of the window by its key.
    """

    way_wanted = Signal(str)

    def __init__(self, kit: Kit, desk: SettingsDesk, section: Section) -> None:
        super().__init__()
        self.section = section
        self._kit = kit
        self._desk = desk
        words = kit.words
        self.reset_button = PushButton(
            kit,
            words("settings.reset"),
            kind="quiet",
            icon="undo",
            tip=words("settings.reset_tip", section=words(f"settings.section.{section.value}")),
        )
        self.reset_button.clicked.connect(lambda: desk.reset(section))
        self.undo_bar = UndoBar(kit, desk)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(24, 20, 24, 24)
        self._column.setSpacing(16)
        self._lay_out()

    def _lay_out(self) -> None:
        words = self._kit.words
        title = wrapped(words(f"settings.section.{self.section.value}"), "title")
        self.reset_button.setVisible(can_reset(self.section))
        self._column.addWidget(SideBySide(title, self.reset_button))
        self._column.addWidget(self.undo_bar)
        inside = QWidget()
        inside.setMaximumWidth(round(_WIDTH_PX * self._kit.theme.text_scale))
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._column)
        outer.addStretch()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def add(self, widget: QWidget) -> None:
        """Append a panel."""
        self._column.addWidget(widget)

    def keep(self, preferences: Preferences) -> None:
        """Use and keep ``preferences``."""
        self._desk.keep(preferences)

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept; sections add what is theirs."""
        self.reset_button.setEnabled(not is_default(preferences, self.section))
        self.undo_bar.setVisible(view.undo is self.section)

    def leave(self) -> None:
        """Let go of everything; the section is not shown any more."""


class UndoBar(QFrame):
    """Says that a section was reset, and takes it back."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.button = PushButton(kit, kit.words("settings.undo"), kind="small", icon="undo")
        self.button.clicked.connect(desk.undo_reset)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.addWidget(IconLabel(kit, "check", color="good_text"))
        layout.addWidget(SideBySide(wrapped(kit.words("settings.was_reset")), self.button), 1)
        self.hide()


def next_broadcast_note(kit: Kit) -> QWidget:
    """Return the words for what only the next broadcast takes."""
    holder = frame("plain")
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(IconLabel(kit, "info", color="dim", size_px=16))
    line.addWidget(wrapped(kit.words("settings.next_broadcast"), "caption"), 1)
    return holder
