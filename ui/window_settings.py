"""Lets a window follow what is chosen on its settings page: language, theme, texts, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from app.control.plans import Preferences
from app.control.settings_sections import Section
from app.control.words import Language, language_for
from app.model.hotkeys import Hotkey
from ui.hotkeys import FollowingShortcut, TypingGuard
from ui.theme import ThemeChoice

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class WindowSettings(QObject):
    """Opens the page, and applies every change at once; what is live goes on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._forget = window.kit.controller.follow_preferences(self._follow)
        TypingGuard(window.kit.hotkeys, self)
        FollowingShortcut(window.kit.hotkeys, Hotkey.SETTINGS, window, act=self.toggle)

    def open(self, section: Section = Section.GENERAL) -> None:
        """Show the page; nothing in a window without it."""
        desk = self._window.kit.desks.settings
        if desk is None:
            return
        from ui.settings_page import SettingsPage  # not needed for the first paint

        page = SettingsPage(self._window.kit, desk, section=section)
        page.way_wanted.connect(self._window.take_way)
        self._window.open_over(page)

    def toggle(self) -> None:
        """Show the page, or go back to the view when it is there."""
        from ui.settings_page import SettingsPage

        if isinstance(self._window.page_over, SettingsPage):
            self._window.close_over()
        else:
            self.open()

    def leave(self) -> None:
        """Follow no more; the window is not shown any more."""
        self._forget()

    def _follow(self, before: Preferences, after: Preferences) -> None:
        kit, window = self._window.kit, self._window
        kit.hotkeys.use(after.hotkeys)
        looks = (after.theme, after.text_percent)
        if looks != (before.theme, before.text_percent):
            scale = kit.theme.scale_of(after.text_percent)
            kit.theme.choose(ThemeChoice(after.theme), text_scale=scale)
        language = wanted_language(after)
        if language is not kit.words.language:
            window.speak_language(language)
        elif before.text_percent != after.text_percent:
            window.speak(kit.words)  # sizes are taken when a widget is made


def wanted_language(preferences: Preferences) -> Language:
    """Return the language that was chosen, else the system's."""
    return language_for(preferences.language or QLocale.system().name())
