"""The general section: language, look, size of texts, what the start view and the end do."""

from __future__ import annotations

from dataclasses import replace

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.control.words import Language
from app.model.conduct import WhenClosed
from app.model.media import SwitchState
from ui.kit import Kit
from ui.settings_parts import Option, Panel, Picker, Row, Switch
from ui.settings_section import SectionPage
from ui.theme import ThemeChoice
from ui.widgets import PushButton

_OWN_NAMES = {Language.ENGLISH: "English", Language.CHINESE: "简体中文"}
"""As people look for their language, whatever the window speaks."""

TEXT_PERCENTS = (100, 110, 125, 150, 175, 200)


class GeneralSection(SectionPage):
    """Everything here acts at once."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.GENERAL)
        words = kit.words
        self.language: Picker[str] = Picker(self._languages(), chosen=self._choose_language)
        self.theme: Picker[str] = Picker(
            (
                Option(item.value, words(f"settings.theme.{item.name.lower()}"))
                for item in ThemeChoice
            ),
            chosen=lambda theme: self.keep(replace(desk.preferences, theme=theme)),
        )
        self.text_size: Picker[int] = Picker(
            (
                Option(0, words("settings.text_size.system")),
                *(Option(percent, f"{percent} %") for percent in TEXT_PERCENTS),
            ),
            chosen=lambda percent: self.keep(replace(desk.preferences, text_percent=percent)),
        )
        self.start_preview = Switch(
            chosen=lambda is_on: self.keep(
                replace(desk.preferences, start_preview=switch_state(is_on=is_on))
            )
        )
        self.ask_before_closing = Switch(
            chosen=lambda is_on: self.keep(
                replace(desk.preferences, ask_before_closing=switch_state(is_on=is_on))
            )
        )
        self.when_closed: Picker[WhenClosed] = Picker(
            (Option(item, words(f"settings.when_closed.{item.value}")) for item in WhenClosed),
            chosen=lambda choice: self.keep(replace(desk.preferences, when_closed=choice)),
        )
        self.hints = PushButton(kit, words("settings.hints.again"))
        self.hints.clicked.connect(lambda: self.keep(replace(desk.preferences, hints_seen=())))
        self._fill()

    def _fill(self) -> None:
        words = self._kit.words
        look = Panel(words("settings.look.title"))
        look.add(Row(self._kit, words("settings.language"), self.language))
        look.add(Row(self._kit, words("settings.theme"), self.theme), is_apart=True)
        size = words("settings.text_size")
        size_help = words("settings.text_size.help")
        look.add(Row(self._kit, size, self.text_size, help_text=size_help), is_apart=True)
        conduct = Panel(words("settings.conduct.title"))
        for name, control in (
            ("start_preview", self.start_preview),
            ("ask_before_closing", self.ask_before_closing),
            ("when_closed", self.when_closed),
            ("hints", self.hints),
        ):
            row = Row(
                self._kit,
                words(f"settings.{name}"),
                control,
                help_text=words(f"settings.{name}.help"),
            )
            conduct.add(row, is_apart=True)
        self.add(look)
        self.add(conduct)

    def _languages(self) -> tuple[Option[str], ...]:
        words = self._kit.words
        named = tuple(Option(item.value, _OWN_NAMES[item]) for item in Language)
        return (Option("", words("settings.language.system")), *named)

    def _choose_language(self, language: str) -> None:
        self.keep(replace(self._desk.preferences, language=language))

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        self.language.show_value(preferences.language)
        self.theme.show_value(preferences.theme)
        self.text_size.show_value(preferences.text_percent)
        self.start_preview.show_value(preferences.start_preview is SwitchState.ON)
        self.ask_before_closing.show_value(preferences.ask_before_closing is SwitchState.ON)
        self.when_closed.show_value(preferences.when_closed)
        self.when_closed.setEnabled(preferences.ask_before_closing is SwitchState.OFF)
        self.hints.setEnabled(bool(preferences.hints_seen))


def switch_state(*, is_on: bool) -> SwitchState:
    """Return the state that a switch shows."""
    return SwitchState.ON if is_on else SwitchState.OFF
