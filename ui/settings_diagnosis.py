"""The section for trouble: where logs and settings lie, to look at or to send to a helper."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.control.settings_desk import SettingsDesk
from app.control.settings_sections import Section
from ui.kit import Kit
from ui.settings_parts import Panel, Row
from ui.settings_section import SectionPage
from ui.show_file import show_folder
from ui.widgets import PushButton, wrapped


class DiagnosisSection(SectionPage):
    """Nothing is changed here."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.DIAGNOSIS)
        words = kit.words
        self.open_logs = PushButton(kit, words("settings.open_folder"))
        self.open_settings = PushButton(kit, words("settings.open_folder"))
        panel = Panel(words("settings.files.title"))
        for name, button, folder in (
            ("logs", self.open_logs, desk.folders.logs),
            ("file", self.open_settings, desk.folders.settings),
        ):
            title = words(f"settings.{name}")
            button.setAccessibleName(f"{title}: {button.text()}")
            button.setToolTip(str(folder))
            button.clicked.connect(partial(_open, folder))
            help_text = words(f"settings.{name}.help")
            panel.add(Row(kit, title, button, help_text=help_text), is_apart=True)
        self.add(panel)
        self._add_diagnosis()
        self._add_about()

    def _add_diagnosis(self) -> None:
        desk = self._kit.desks.diagnosis
        if desk is None:
            return
        from ui.diagnosis_box import DiagnosisBox

        panel = Panel(self._kit.words("settings.diagnosis.title"))
        panel.add(wrapped(self._kit.words("settings.diagnosis.help"), "caption"))
        panel.add(DiagnosisBox(self._kit, desk))
        self.add(panel)

    def _add_about(self) -> None:
        if self._kit.desks.about is None:
            return
        words = self._kit.words
        self.about_button = PushButton(self._kit, words("settings.about.open"))
        self.about_button.clicked.connect(lambda: self.way_wanted.emit("more.about"))
        panel = Panel(words("settings.about.title"))
        help_text = words("settings.about.help")
        panel.add(Row(self._kit, words("settings.about"), self.about_button, help_text=help_text))
        self.add(panel)


def _open(folder: Path, _is_checked: object = None) -> None:
    show_folder(folder)
