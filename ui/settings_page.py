"""The settings: a list of sections beside the chosen one, or above it where the window is narrow.

Every change acts at once and is kept at once; nothing is asked when the page is left.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.control.plans import Preferences
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from ui.kit import Kit
from ui.over_page import OverPage
from ui.settings_parts import Option, Picker
from ui.settings_section import SectionPage
from ui.widgets import PushButton, frame, label

_NARROW_PX = 760
_LIST_PX = 220


class SettingsPage(OverPage):
    """Sections are made when they are first looked at."""

    way_wanted = Signal(str)

    def __init__(self, kit: Kit, desk: SettingsDesk, *, section: Section = Section.GENERAL) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        self._made: dict[Section, SectionPage] = {}
        self._section = section
        self.sections = QListWidget()
        self.sections.setProperty("role", "sections")
        self.sections.setAccessibleName(kit.words("settings.sections"))
        self.picker: Picker[Section] = Picker(
            (Option(item, self._name(item)) for item in Section), chosen=self.show_section
        )
        self.picker.setAccessibleName(kit.words("settings.sections"))
        self._stack = QStackedWidget()
        self._lay_out()
        for item in Section:
            self.sections.addItem(self._name(item))
        self.sections.currentRowChanged.connect(self._row_chosen)
        self._forget = desk.subscribe(self.render_view)
        self.show_section(section)
        self.render_view(desk.view)

    @property
    def section(self) -> Section:
        """The section on show."""
        return self._section

    def section_page(self) -> SectionPage:
        """Return the page of the section on show."""
        return self._made[self._section]

    def _name(self, section: Section) -> str:
        return self._kit.words(f"settings.section.{section.value}")

    def _lay_out(self) -> None:
        self._side = frame("side_left")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(8, 12, 8, 12)
        side.addWidget(self.sections)
        self._side.setFixedWidth(round(_LIST_PX * self._kit.theme.text_scale))
        self._above = QWidget()
        above = QHBoxLayout(self._above)
        above.setContentsMargins(24, 16, 24, 0)
        above.addWidget(self.picker)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(0)
        self._body.addWidget(self._side)
        self._body.addWidget(self._above)
        self._body.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header())
        layout.addLayout(self._body, 1)

    def _header(self) -> QFrame:
        words = self._kit.words
        header = frame("bar")
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 6, 12, 6)
        mark = QLabel()
        mark.setPixmap(self._kit.icons.pixmap("klieg", "", size_px=24))
        mark.setAccessibleName("Klieg")
        self.back_button = PushButton(
            self._kit, words("settings.back"), kind="quiet", icon="exit", shortcut="Esc"
        )
        self.back_button.clicked.connect(self.closed)
        line.addWidget(mark)
        line.addWidget(label(words("settings.title"), "brand"))
        line.addStretch()
        line.addWidget(self.back_button)
        return header

    def show_section(self, section: Section) -> None:
        """Show ``section``, from its top when it was not on show before."""
        self._section = section
        page = self._made.get(section)
        if page is None:
            page = self._made[section] = self._new_section(section)
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.sections.setCurrentRow(list(Section).index(section))
        self.picker.show_value(section)
        page.render_settings(self._desk.preferences, self._desk.view)

    def _row_chosen(self, row: int) -> None:
        if row >= 0:
            self.show_section(list(Section)[row])

    def _new_section(self, section: Section) -> SectionPage:
        """Make a section; each is imported when somebody looks at it."""
        page = _MAKERS[section](self._kit, self._desk)
        page.way_wanted.connect(self.way_wanted)
        return page

    def render_view(self, view: SettingsView) -> None:
        """Show what is kept."""
        preferences: Preferences = self._desk.preferences
        self.section_page().render_settings(preferences, view)

    def leave(self) -> None:
        """Listen no more; the page is not shown any more."""
        self._forget()
        for page in self._made.values():
            page.leave()

    def again(self, kit: Kit) -> OverPage:
        """Return the page anew, at the same place; for other words or another size of text."""
        return SettingsPage(kit, self._desk, section=self._section)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX * self._kit.theme.text_scale
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._body.setDirection(below if is_narrow else beside)
        self._side.setVisible(not is_narrow)
        self._above.setVisible(is_narrow)


def _general(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_general import GeneralSection

    return GeneralSection(kit, desk)


def _media(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_media import MediaSection

    return MediaSection(kit, desk)


def _delay(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_delay import DelaySection

    return DelaySection(kit, desk)


def _server(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_server import ServerSection

    return ServerSection(kit, desk)


def _watching(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_watching import WatchingSection

    return WatchingSection(kit, desk)


def _hotkeys(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_hotkeys import HotkeysSection

    return HotkeysSection(kit, desk)


def _diagnosis(kit: Kit, desk: SettingsDesk) -> SectionPage:
    from ui.settings_diagnosis import DiagnosisSection

    return DiagnosisSection(kit, desk)


_MAKERS: dict[Section, Callable[[Kit, SettingsDesk], SectionPage]] = {
    Section.GENERAL: _general,
    Section.MEDIA: _media,
    Section.DELAY: _delay,
    Section.SERVER: _server,
    Section.WATCHING: _watching,
    Section.HOTKEYS: _hotkeys,
    Section.DIAGNOSIS: _diagnosis,
}
