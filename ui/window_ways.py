"""What a window leads to beside its views, and the buttons and keys that lead there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.control.words import Language
from app.model.hotkeys import Hotkey
from ui.header_tools import HeaderTools
from ui.kit import Kit
from ui.more_menu import QuietMoreButton
from ui.over_page import OverPage
from ui.ways import Way
from ui.widgets import PushButton

if TYPE_CHECKING:
    from ui.main_window import MainWindow

HELP_KEYS = ("F1", "Ctrl+/")


class WindowWays(QObject):
    """Opens the pages that lie over a view; each is imported when somebody goes there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        for keys in HELP_KEYS:
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(self.open_help)

    @property
    def _kit(self) -> Kit:
        return self._window.kit

    def all(self) -> tuple[Way, ...]:
        """Return the ways there are now, the most wanted first."""
        desks = self._kit.desks
        ways: list[Way] = []
        if desks.settings is not None:
            go = self._window.open_settings
            ways.append(Way("more.settings", "settings", go, Hotkey.SETTINGS))
        if desks.zego is not None:
            ways.append(Way("more.engine", "devices", self.open_zego))
        ways.append(Way("language.other", "language", self.speak_next_language))
        ways.append(Way("more.shortcuts", "keyboard", self.open_help, HELP_KEYS[0]))
        if desks.about is not None:
            ways.append(Way("more.about", "info", self.open_about))
        return tuple(ways)

    def header_tools(self) -> QWidget:
        """Return the buttons of the start view's header."""
        kit = self._kit
        buttons: list[QWidget] = []
        if kit.desks.zego is not None:
            from ui.zego_button import ZegoButton

            engine = ZegoButton(kit, kit.desks.zego)
            engine.clicked.connect(self.open_zego)
            buttons.append(engine)
        buttons.append(self._language_button())
        if kit.desks.settings is not None:
            buttons.append(self._settings_button())
        return HeaderTools(tuple(buttons), QuietMoreButton(kit))

    def open_zego(self) -> None:
        """Show the page of engine and ZEGO account."""
        desk = self._kit.desks.zego
        if desk is None:
            return
        from ui.zego_page import ZegoPage

        kit = self._kit
        self._open(ZegoPage(kit, desk), on_closed=kit.controller.engine_choice.chosen)
        desk.open()

    def open_about(self) -> None:
        """Show versions and licences."""
        desk = self._kit.desks.about
        if desk is None:
            return
        from ui.about_page import AboutPage

        self._open(AboutPage(self._kit, desk))

    def open_help(self) -> None:
        """Show the list of shortcuts; close it when it is there."""
        from ui.help_page import HelpPage

        if isinstance(self._window.page_over, HelpPage):
            self._window.close_over()
        else:
            self._open(HelpPage(self._kit))

    def speak_next_language(self) -> None:
        """Say everything in the other language, and remember it."""
        languages = list(Language)
        present = languages.index(self._kit.words.language)
        following = languages[(present + 1) % len(languages)]
        controller = self._kit.controller
        controller.remember(replace(controller.preferences, language=following.value))
        if self._kit.words.language is not following:  # the language was not chosen by a person
            self._window.speak_language(following)

    def _open(self, page: OverPage, *, on_closed: Callable[[], None] | None = None) -> None:
        self._window.open_over(page, on_closed=on_closed)

    def _settings_button(self) -> PushButton:
        words = self._kit.words
        button = PushButton(self._kit, words("more.settings_button"), kind="quiet", icon="settings")
        button.setToolTip(self._kit.tip(words("more.settings"), Hotkey.SETTINGS))
        button.clicked.connect(self._window.open_settings)
        return button

    def _language_button(self) -> PushButton:
        words = self._kit.words
        button = PushButton(self._kit, words("language.other"), kind="quiet")
        button.setToolTip(words("language.switch"))
        button.setAccessibleName(f"{words('language.switch')}: {words('language.other')}")
        button.clicked.connect(self.speak_next_language)
        return button
