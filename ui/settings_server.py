"""The section of the server: Klieg's own, or another LiveKit server with a key or a token."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.control.plans import Preferences
from app.control.server_address import server_address
from app.control.server_office import ServerFinding, ServerVerdict
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.model.server import ServerAccess, ServerPlace
from ui.kit import Kit
from ui.settings_parts import Option, OptionList, Panel, Row, SideBySide
from ui.settings_section import SectionPage, next_broadcast_note
from ui.widgets import PushButton, wrapped
from ui.zego_parts import NewsLine, TextField

_EXAMPLE = "wss://live.example.org"
_GOOD = frozenset({ServerVerdict.GOOD})


class ServerSection(SectionPage):
    """What changes here serves the next broadcast."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.SERVER)
        words = kit.words
        self.place: OptionList[ServerPlace] = OptionList(
            (
                Option(
                    item,
                    words(f"settings.server.{item.value}"),
                    words(f"settings.server.{item.value}.help"),
                )
                for item in ServerPlace
            ),
            chosen=self._choose_place,
        )
        self.access: OptionList[ServerAccess] = OptionList(
            (
                Option(
                    item,
                    words(f"settings.server.{item.value}"),
                    words(f"settings.server.{item.value}.help"),
                )
                for item in ServerAccess
            ),
            chosen=self._choose_access,
        )
        self.url = TextField(
            kit,
            words("settings.server.url"),
            hint=_EXAMPLE,
            entered=self._enter_url,
        )
        self.api_key = TextField(
            kit, words("settings.server.api_key"), hint="", entered=self._enter_api_key
        )
        self.secret = SecretField(kit, desk)
        self.test = TestRow(kit, desk)
        self._fill()
        desk.open_server()

    def _fill(self) -> None:
        words = self._kit.words
        where = Panel(words("settings.server.title"))
        where.add(next_broadcast_note(self._kit))
        where.add(self.place)
        self.own = Panel(words("settings.server.own.title"))
        self.own.add(self.url)
        self.own.add(self.access)
        self.own.add(self.api_key)
        self.own.add(self.secret)
        self.own.add(self.test, is_apart=True)
        self.links = Panel(words("settings.server.links.title"))
        self.links_text = wrapped()
        self.links.add(self.links_text)
        for panel in (where, self.own, self.links):
            self.add(panel)
        if self._kit.desks.zego is not None:
            self.zego_button = PushButton(self._kit, words("settings.zego.open"))
            self.zego_button.clicked.connect(lambda: self.way_wanted.emit("more.engine"))
            engine = Panel(words("settings.zego.title"))
            help_text = words("settings.zego.help")
            row = Row(self._kit, words("settings.zego"), self.zego_button, help_text=help_text)
            engine.add(row)
            self.add(engine)

    def _choose_place(self, place: ServerPlace) -> None:
        self._desk.change_server(replace(self._desk.preferences.server, place=place))

    def _choose_access(self, access: ServerAccess) -> None:
        self._desk.change_server(replace(self._desk.preferences.server, access=access))

    def _enter_url(self, text: str) -> None:
        address = server_address(text)
        if address is None:
            said = self._kit.words("settings.server.url.fault")
            self.url.fault.tell(said, icon="error", color="error_text")
            return
        self.url.fault.tell("")
        self._desk.change_server(replace(self._desk.preferences.server, url=address))

    def _enter_api_key(self, text: str) -> None:
        self._desk.change_server(replace(self._desk.preferences.server, api_key=text))

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        setup, words = preferences.server, self._kit.words
        is_own = setup.place is ServerPlace.OWN
        self.place.show_value(setup.place)
        self.access.show_value(setup.access)
        self.own.setVisible(is_own)
        self.url.show_text(setup.url)
        self.api_key.show_text(setup.api_key)
        self.api_key.setVisible(setup.access is ServerAccess.KEY)
        self.secret.render_settings(preferences, view)
        self.test.render_settings(view)
        way = setup.access.value if is_own else "embedded"
        self.links_text.setText(words(f"settings.server.links.{way}"))

    def leave(self) -> None:
        """Ask the server no more."""
        self._desk.stop_test()


class SecretField(QWidget):
    """A field for the secret or the token: what is kept is never shown again, only that it is."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(8192)
        self.line.returnPressed.connect(self._save)
        self.save_button = PushButton(kit, words("settings.server.save"))
        self.forget_button = PushButton(kit, words("settings.server.forget"), kind="quiet")
        self.save_button.clicked.connect(self._save)
        self.forget_button.clicked.connect(lambda: desk.enter_secret(""))
        self.caption = wrapped("", "caption")
        self.state = NewsLine(kit)
        self.fault = NewsLine(kit)
        line = SideBySide(self.line, self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.caption)
        layout.addWidget(line)
        layout.addWidget(self.fault)
        layout.addWidget(self.state)
        below = QHBoxLayout()
        below.addWidget(self.forget_button)
        below.addStretch()
        layout.addLayout(below)

    def _save(self) -> None:
        secret = self.line.text()
        self.line.clear()
        if secret.strip():
            self._desk.enter_secret(secret)

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show whether there is one."""
        words, way = self._kit.words, preferences.server.access.value
        caption = words(f"settings.server.{way}.secret")
        self.caption.setText(caption)
        self.line.setAccessibleName(caption)
        self.fault.tell_problem(view.secret_fault)
        self.forget_button.setVisible(view.has_secret is True)
        if view.has_secret:
            key = "kept" if view.secret_stays else "kept_for_now"
            self.state.tell(words(f"settings.server.{key}"), icon="check", color="good_text")
        elif view.has_secret is False:
            self.state.tell(words("settings.server.missing"), icon="info")
        else:
            self.state.tell("")


class TestRow(QWidget):
    """Asks the server, and says in words what came of it."""

    __test__ = False  # of the page, not of pytest

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__()
        self._kit = kit
        self.button = PushButton(kit, kit.words("settings.server.test"), icon="play")
        self.button.clicked.connect(desk.test_server)
        self.news = NewsLine(kit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch()
        layout.addLayout(line)
        layout.addWidget(self.news)

    def render_settings(self, view: SettingsView) -> None:
        """Show how far the test is."""
        words = self._kit.words
        self.button.setEnabled(not view.is_testing)
        if view.is_testing:
            self.news.tell(words("settings.server.testing"), icon="wait")
        elif view.finding is None:
            self.news.tell("")
        else:
            self._tell(view.finding)

    def _tell(self, finding: ServerFinding) -> None:
        text = self._kit.words(
            f"settings.server.verdict.{finding.verdict.value}",
            took_ms=finding.took_ms,
            room=finding.room_id,
        )
        is_good = finding.verdict in _GOOD
        icon, color = ("check", "good_text") if is_good else ("error", "error_text")
        self.news.tell(text, icon=icon, color=color)
