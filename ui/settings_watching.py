"""The section of watching: how barrage flies over the picture, and what is beside it."""

from __future__ import annotations

from dataclasses import replace

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.model.media import SwitchState
from app.model.watching import BarrageStyle, Density
from ui.kit import Kit
from ui.settings_general import switch_state
from ui.settings_parts import Option, Panel, Picker, Row, Switch
from ui.settings_section import SectionPage

OPACITIES = (20, 40, 60, 75, 90, 100)
TEXT_SIZES = (50, 75, 100, 125, 150, 200)
SPEEDS = (50, 75, 100, 150, 200)


class WatchingSection(SectionPage):
    """Everything here acts at once."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.WATCHING)
        words = kit.words
        self.barrage = Switch(chosen=lambda is_on: self._keep(state=switch_state(is_on=is_on)))
        self.density: Picker[Density] = Picker(
            (Option(item, words(f"settings.density.{item.value}")) for item in Density),
            chosen=lambda density: self._keep(density=density),
        )
        self.opacity = self._percents(
            OPACITIES, "opacity", now=desk.preferences.watching.barrage.opacity
        )
        self.text_size = self._percents(
            TEXT_SIZES, "text_size", now=desk.preferences.watching.barrage.text_size
        )
        self.speed = self._percents(SPEEDS, "speed", now=desk.preferences.watching.barrage.speed)
        self.side = Switch(chosen=self._choose_side)
        self._fill()

    def _fill(self) -> None:
        kit, words = self._kit, self._kit.words
        barrage = Panel(words("settings.barrage.title"))
        help_text = words("settings.barrage.help")
        barrage.add(Row(kit, words("settings.barrage"), self.barrage, help_text=help_text))
        for name, control in (
            ("density", self.density),
            ("opacity", self.opacity),
            ("text_size", self.text_size),
            ("speed", self.speed),
        ):
            barrage.add(Row(kit, words(f"settings.barrage.{name}"), control), is_apart=True)
        side = Panel(words("settings.side.title"))
        side.add(Row(kit, words("settings.side"), self.side, help_text=words("settings.side.help")))
        self.add(barrage)
        self.add(side)

    def _percents(self, offered: tuple[int, ...], name: str, *, now: int) -> Picker[int]:
        """Return a choice of percents; what was set finer elsewhere is offered, too."""

        def choose(percent: int) -> None:
            self._keep(**{name: percent})

        percents = sorted({*offered, now})
        return Picker((Option(percent, f"{percent} %") for percent in percents), chosen=choose)

    def _keep(self, **changes: object) -> None:
        preferences = self._desk.preferences
        watching = preferences.watching
        barrage = _restyled(watching.barrage, changes)
        self.keep(replace(preferences, watching=replace(watching, barrage=barrage)))

    def _choose_side(self, is_on: bool) -> None:  # noqa: FBT001 - the state of one box
        preferences = self._desk.preferences
        watching = replace(preferences.watching, side=switch_state(is_on=is_on))
        self.keep(replace(preferences, watching=watching))

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        style = preferences.watching.barrage
        is_on = style.state is SwitchState.ON
        self.barrage.show_value(is_on)
        self.density.show_value(style.density)
        self.opacity.show_value(style.opacity)
        self.text_size.show_value(style.text_size)
        self.speed.show_value(style.speed)
        for control in (self.density, self.opacity, self.text_size, self.speed):
            control.setEnabled(is_on)
        self.side.show_value(preferences.watching.side is SwitchState.ON)


def _restyled(style: BarrageStyle, changes: dict[str, object]) -> BarrageStyle:
    values = {name: getattr(style, name) for name in style.__slots__}
    return BarrageStyle(**(values | changes))
