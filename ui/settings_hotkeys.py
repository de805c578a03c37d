"""The section of the keys: what each action listens to, changed by pressing other ones."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.model.hotkeys import Hotkey, HotkeyMap, HotkeyPlace, default_keys, keys_fault, places
from ui.hotkeys import native_keys
from ui.key_recorder import KeyRecorder
from ui.kit import Kit
from ui.settings_parts import Panel, Row, SideBySide
from ui.settings_section import SectionPage
from ui.widgets import PushButton, wrapped
from ui.zego_parts import NewsLine


class HotkeysSection(SectionPage):
    """All actions, by where they work."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.HOTKEYS)
        self.rows = {hotkey: HotkeyRow(kit, desk, hotkey) for hotkey in Hotkey}
        words = kit.words
        about = Panel()
        about.add(wrapped(words("settings.hotkeys.intro"), "dim"))
        self.add(about)
        for name, group in _groups().items():
            panel = Panel(words(f"settings.hotkeys.{name}"))
            for hotkey in group:
                panel.add(self.rows[hotkey], is_apart=True)
            self.add(panel)

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        for row in self.rows.values():
            row.render_keys(preferences.hotkeys)


class HotkeyRow(QWidget):
    """One action: its keys, a way back to the usual ones, and what is wrong with those pressed."""

    def __init__(self, kit: Kit, desk: SettingsDesk, hotkey: Hotkey) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        self._hotkey = hotkey
        self._wanted = ""
        self.recorder = KeyRecorder(kit, hotkey)
        self.recorder.recorded.connect(self._take)
        self.reset_button = self._new_reset_button()
        self.news = NewsLine(kit)
        self.use_button = PushButton(kit, kit.words("settings.hotkeys.use_here"), kind="small")
        self.leave_button = PushButton(kit, kit.words("settings.hotkeys.leave"), kind="small")
        self.use_button.clicked.connect(self._use_here)
        self.leave_button.clicked.connect(self._forget)
        self._answers = SideBySide(self.use_button, self.leave_button, first_share=0)
        self._lay_out()

    def _new_reset_button(self) -> PushButton:
        words, usual = self._kit.words, default_keys(self._hotkey)
        tip = words("settings.hotkeys.reset", keys=native_keys(usual))
        button = PushButton(self._kit, "", kind="quiet", icon="undo", tip=tip)
        button.setAccessibleName(f"{words(f'settings.hotkey.{self._hotkey.value}')}: {tip}")
        button.clicked.connect(lambda: self._take(usual))
        return button

    def _lay_out(self) -> None:
        name = self._kit.words(f"settings.hotkey.{self._hotkey.value}")
        keys = QWidget()
        keys.setAccessibleName(name)
        line = QHBoxLayout(keys)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.reset_button)
        line.addWidget(self.recorder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(Row(self._kit, name, keys))
        layout.addWidget(self.news)
        layout.addWidget(self._answers)
        self._answers.hide()

    def render_keys(self, keys: HotkeyMap) -> None:
        """Show the keys of the action."""
        self.recorder.show_keys(keys.keys(self._hotkey))
        self.reset_button.setVisible(keys.keys(self._hotkey) != default_keys(self._hotkey))

    def _take(self, keys: str) -> None:
        self._forget()
        words = self._kit.words
        fault = keys_fault(keys) if keys else None
        if fault is not None:
            text = words(f"settings.hotkeys.fault.{fault.value}", keys=native_keys(keys) or keys)
            self.news.tell(text, icon="error", color="error_text")
            return
        holder = self._desk.preferences.hotkeys.holder(keys, self._hotkey)
        if holder is None:
            self._desk.choose_keys(self._hotkey, keys)
            return
        self._wanted = keys
        other = words(f"settings.hotkey.{holder.value}")
        text = words("settings.hotkeys.taken", keys=native_keys(keys), other=other)
        self.news.tell(text, icon="warning", color="warning_text")
        self._answers.show()
        self.use_button.setFocus()

    def _use_here(self) -> None:
        keys = self._wanted
        self._forget()
        self._desk.choose_keys(self._hotkey, keys)
        self.recorder.setFocus()

    def _forget(self) -> None:
        self._wanted = ""
        self.news.tell("")
        self._answers.hide()


def _groups() -> dict[str, list[Hotkey]]:
    """Return the actions by where they work: everywhere, hosting and watching, one of them."""
    names = ("anywhere", "start", "live", "host", "watch")
    groups: dict[str, list[Hotkey]] = {name: [] for name in names}
    for hotkey in Hotkey:
        there = places(hotkey)
        if there == frozenset(HotkeyPlace):
            groups["anywhere"].append(hotkey)
        elif there == {HotkeyPlace.HOST, HotkeyPlace.WATCH}:
            groups["live"].append(hotkey)
        else:
            groups[min(place.value for place in there)].append(hotkey)
    return {name: group for name, group in groups.items() if group}
