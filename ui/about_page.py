"""Versions to copy for a helper, and the licences of everything that comes with Klieg."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QPlainTextEdit

from app.control.about_desk import AboutDesk
from app.model.about import About, ShippedPart
from ui.column_page import ColumnPage
from ui.kit import Kit
from ui.widgets import PushButton, label, row, wrapped

_COPIED_MS = 2_000
_LIST_PX = 220
_TEXT_PX = 260


class AboutPage(ColumnPage):
    """Asks the desk, and fills itself when the answer is there."""

    def __init__(self, kit: Kit, desk: AboutDesk) -> None:
        super().__init__(kit, title=kit.words("about.title"), subtitle=kit.words("about.subtitle"))
        self._about = About()
        words = kit.words
        self.copy_button = PushButton(kit, words("about.copy"), icon="copy")
        self.copy_button.clicked.connect(self._copy)
        self.copy_button.setEnabled(False)
        self.parts = QListWidget()
        self.parts.setAccessibleName(words("about.parts"))
        self.parts.setMinimumHeight(round(_LIST_PX * kit.theme.text_scale))
        self.parts.currentRowChanged.connect(self._show_part)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(words("about.licence_text"))
        self.text.setMinimumHeight(round(_TEXT_PX * kit.theme.text_scale))
        self.home_button = PushButton(kit, words("about.home"), icon="link")
        self.home_button.clicked.connect(self._open_home)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._say_copy)
        self._lay_out()
        self._forget = desk.open(self._show)

    def _lay_out(self) -> None:
        words = self._kit.words
        versions = self._add_panel(words("about.versions"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(20)
        self._looking = wrapped(words("about.looking"), "dim")
        versions.addWidget(self._looking)
        versions.addLayout(self._grid)
        versions.addSpacing(6)
        versions.addLayout(_from_the_left(self.copy_button))
        licences = self._add_panel(words("about.licences"))
        licences.addWidget(wrapped(words("about.licences_hint"), "dim"))
        licences.addSpacing(4)
        licences.addWidget(self.parts)
        licences.addWidget(self.text)
        licences.addLayout(_from_the_left(self.home_button))
        self.home_button.setEnabled(False)
        self._end_column()

    def _show(self, about: About) -> None:
        self._about = about
        self._looking.hide()
        for number, (name, version) in enumerate(about.versions):
            self._grid.addWidget(label(name, "dim"), number, 0)
            self._grid.addWidget(wrapped(version), number, 1)
        self.copy_button.setEnabled(bool(about.versions))
        self.parts.addItems([_line(part) for part in about.parts])
        if about.parts:
            self.parts.setCurrentRow(0)

    def _show_part(self, number: int) -> None:
        if not 0 <= number < len(self._about.parts):
            return
        part = self._about.parts[number]
        missing = self._kit.words("about.text_elsewhere", licence=part.licence or part.name)
        self.text.setPlainText(part.text or missing)
        self.home_button.setEnabled(part.home.startswith("https://"))
        self.home_button.setToolTip(part.home)

    def _open_home(self) -> None:
        part = self._about.parts[self.parts.currentRow()]
        QDesktopServices.openUrl(QUrl(part.home))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._about.as_text())
        self.copy_button.setText(self._kit.words("host.copied"))
        self.copy_button.set_icon("check")
        self._copied.start()

    def _say_copy(self) -> None:
        self.copy_button.setText(self._kit.words("about.copy"))
        self.copy_button.set_icon("copy")

    def leave(self) -> None:
        """Wait for nothing more; the page is not shown any more."""
        self._copied.stop()
        self._forget()


def _line(part: ShippedPart) -> str:
    licence = f" \N{MIDDLE DOT} {part.licence}" if part.licence else ""
    return f"{part.name} {part.version}{licence}"


def _from_the_left(button: PushButton) -> QHBoxLayout:
    line = row(button)
    line.addStretch()
    return line
