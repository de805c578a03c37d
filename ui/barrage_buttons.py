"""The two buttons of the barrage: show it or not, and how it looks; both are remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.control.plans import Preferences
from app.model.hotkeys import Hotkey
from app.model.media import SwitchState
from app.model.watching import BarrageStyle
from ui.barrage import Barrage
from ui.control_bar import menu_anchor
from ui.kit import Kit
from ui.widgets import ControlButton

if TYPE_CHECKING:
    from ui.barrage_popover import BarragePopover


class BarrageButtons(QObject):
    """Lets ``barrage`` fly as the person wants it; the popover lies over ``page``."""

    def __init__(self, kit: Kit, page: QWidget, barrage: Barrage) -> None:
        super().__init__(page)
        self._kit = kit
        self._page = page
        self._barrage = barrage
        self._popover: BarragePopover | None = None
        words = kit.words
        self.toggle_button = ControlButton(kit, shortcut=Hotkey.BARRAGE)
        self.toggle_button.clicked.connect(self._toggle)
        self.style_button = ControlButton(kit)
        self.style_button.say(words("barrage.style"), "style", tip=words("barrage.style_tip"))
        self.style_button.clicked.connect(self._open)
        self.destroyed.connect(kit.controller.follow_preferences(self._follow))
        self._show()

    @property
    def _style(self) -> BarrageStyle:
        return self._kit.controller.preferences.watching.barrage

    def _toggle(self) -> None:
        state = SwitchState.OFF if self._style.state is SwitchState.ON else SwitchState.ON
        self._choose(replace(self._style, state=state))

    def _open(self) -> None:
        if self._popover is None:
            from ui.barrage_popover import BarragePopover  # not needed for the first paint

            self._popover = BarragePopover(self._kit, self._page, text_px=self._barrage.text_px)
            self._popover.changed.connect(self._barrage.use)
            self._popover.chosen.connect(self._choose)
        self._popover.open_at(menu_anchor(self.style_button), self._style)

    def _choose(self, style: BarrageStyle) -> None:
        controller = self._kit.controller
        watching = replace(controller.preferences.watching, barrage=style)
        controller.remember(replace(controller.preferences, watching=watching))

    def _follow(self, before: Preferences, after: Preferences) -> None:
        """The settings may change it, too."""
        if before.watching.barrage != after.watching.barrage:
            self._show()

    def _show(self) -> None:
        words, style = self._kit.words, self._style
        is_shown = style.state is SwitchState.ON
        self._barrage.use(style)
        self.toggle_button.say(
            words("watch.barrage_hide") if is_shown else words("watch.barrage_show"),
            "barrage" if is_shown else "barrage_off",
        )
