"""The section of the delay: how much of it is traded for a picture that does not stall."""

from __future__ import annotations

from dataclasses import replace

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.model.media import LatencyMode
from ui.kit import Kit
from ui.settings_parts import Option, OptionList, Panel
from ui.settings_section import SectionPage
from ui.widgets import wrapped


class DelaySection(SectionPage):
    """What one watches changes at once, what one sends with the next broadcast."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.DELAY)
        words = kit.words
        self.modes: OptionList[LatencyMode] = OptionList(
            (
                Option(
                    mode,
                    words(f"settings.delay.{mode.value}"),
                    words(f"settings.delay.{mode.value}.help"),
                )
                for mode in LatencyMode
            ),
            chosen=lambda mode: self.keep(replace(desk.preferences, latency_mode=mode)),
        )
        panel = Panel(words("settings.delay.title"))
        panel.add(wrapped(words("settings.delay.intro"), "dim"))
        panel.add(self.modes)
        reach = Panel(words("settings.delay.reach.title"))
        reach.add(wrapped(words("settings.delay.reach.watching")))
        reach.add(wrapped(words("settings.delay.reach.hosting")), is_apart=True)
        self.add(panel)
        self.add(reach)

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        self.modes.show_value(preferences.latency_mode)
