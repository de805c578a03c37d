"""The settings page in all its states: which view lies below, and how to bring each about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.control.plans import Preferences
from app.control.server_office import ServerFinding, ServerVerdict
from app.control.settings_sections import Section
from app.control.view_state import Phrase, Problem, Severity, ViewState
from app.model.hotkeys import Hotkey, HotkeyMap
from app.model.media import LatencyMode, VideoConfig, VideoProfile
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from tests.fakes.samples import live_host
from ui.settings_custom_profile import CustomProfile
from ui.settings_hotkeys import HotkeyRow, HotkeysSection
from ui.settings_page import SettingsPage

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from ui.main_window import MainWindow

Change = Callable[[Preferences], Preferences]
Act = Callable[["Desk", "MainWindow"], None]

OWN_KEY = ServerSetup(ServerPlace.OWN, "wss://live.example.org", api_key="main")
OWN_TOKEN = replace(OWN_KEY, access=ServerAccess.TOKEN)
SMALL = VideoConfig(VideoProfile(640, 480, fps=25, bitrate_kbps=900))


def smooth(usual: Preferences) -> Preferences:
    """Return the usual ones with another delay."""
    return replace(usual, latency_mode=LatencyMode.SMOOTH)


def custom(usual: Preferences) -> Preferences:
    """Return the usual ones with a picture of one's own size."""
    return replace(usual, video=SMALL)


def own_key(usual: Preferences) -> Preferences:
    """Return the usual ones with another server and its key."""
    return replace(usual, server=OWN_KEY)


def own_token(usual: Preferences) -> Preferences:
    """Return the usual ones with another server and a token."""
    return replace(usual, server=OWN_TOKEN)


def settings_page(window: MainWindow) -> SettingsPage:
    """Return the settings on show."""
    page = window.page_over
    assert isinstance(page, SettingsPage)
    return page


def open_section(section: Section, desk: Desk, window: MainWindow) -> None:
    """Show a section with nothing changed."""
    open_with(section, lambda usual: usual, desk, window)


def open_with(section: Section, change: Change, desk: Desk, window: MainWindow) -> None:
    """Show a section with some preferences changed; all others are the usual ones."""
    present = desk.controller.preferences
    usual = Preferences(
        room_id=present.room_id,
        user_name=present.user_name,
        language=window.kit.words.language.value,
        theme=present.theme,
    )
    desk.settings.keep(change(usual))
    window.open_settings()
    settings_page(window).show_section(section)
    desk.settle()
    QApplication.processEvents()


def custom_fault(desk: Desk, window: MainWindow) -> None:
    """Type a size that no encoder takes."""
    open_with(Section.MEDIA, custom, desk, window)
    fields = settings_page(window).findChild(CustomProfile)
    assert fields is not None
    fields.width_px.enter(7000)
    fields.height_px.enter(7000)


def reset_section(desk: Desk, window: MainWindow) -> None:
    """Reset a section, with the way back on show."""
    open_with(
        Section.DELAY, lambda usual: replace(usual, latency_mode=LatencyMode.SMOOTH), desk, window
    )
    desk.settings.reset(Section.DELAY)


def tested_server(finding: ServerFinding, desk: Desk, window: MainWindow) -> None:
    """Test a server that is set up."""
    desk.servers.secrets[OWN_KEY] = "secret"
    desk.servers.finding = finding
    open_with(Section.SERVER, own_key, desk, window)
    desk.settings.test_server()
    desk.settle()


def record_keys(desk: Desk, window: MainWindow) -> None:
    """Wait for keys."""
    hotkeys_row(desk, window, Hotkey.CHAT).recorder.start()


def taken_keys(desk: Desk, window: MainWindow) -> None:
    """Press keys that do something else already."""
    hotkeys_row(desk, window, Hotkey.SETTINGS).recorder.recorded.emit("Ctrl+D")


def hotkeys_row(desk: Desk, window: MainWindow, hotkey: Hotkey) -> HotkeyRow:
    """Return the row of an action, with one of them changed."""
    keys = HotkeyMap().with_keys(Hotkey.MICROPHONE, "F9").with_keys(Hotkey.SHARE, "")
    keys = keys.with_keys(Hotkey.CAMERA, "Ctrl+D")
    open_with(Section.HOTKEYS, lambda usual: replace(usual, hotkeys=keys), desk, window)
    section = settings_page(window).section_page()
    assert isinstance(section, HotkeysSection)
    return section.rows[hotkey]


def damaged_file() -> ViewState:
    """Return the start view after a settings file that could not be read."""
    return replace(
        ViewState(),
        problem=Problem(
            Phrase("settings.trouble.damaged"),
            Phrase("settings.trouble.kept", (("file", "settings.json.damaged-1"),)),
            severity=Severity.WARNING,
            file="/home/ada/.config/Klieg/settings.json.damaged-1",
        ),
    )


def _nothing(_desk: Desk, _window: MainWindow) -> None:
    pass


SETTINGS_SCENES: tuple[tuple[str, Callable[[], ViewState], Act], ...] = (
    *(
        (f"settings_{section.value}", ViewState, partial(open_section, section))
        for section in Section
    ),
    ("settings_while_live", live_host, partial(open_section, Section.GENERAL)),
    (
        "settings_custom",
        ViewState,
        partial(open_with, Section.MEDIA, custom),
    ),
    ("settings_custom_fault", ViewState, custom_fault),
    ("settings_reset", ViewState, reset_section),
    (
        "settings_server_key",
        ViewState,
        partial(open_with, Section.SERVER, own_key),
    ),
    (
        "settings_server_token",
        ViewState,
        partial(open_with, Section.SERVER, own_token),
    ),
    (
        "settings_server_good",
        ViewState,
        partial(tested_server, ServerFinding(ServerVerdict.GOOD, 12)),
    ),
    (
        "settings_server_wrong_key",
        ViewState,
        partial(tested_server, ServerFinding(ServerVerdict.WRONG_KEY, 12)),
    ),
    ("settings_hotkeys_recording", ViewState, record_keys),
    ("settings_hotkeys_taken", ViewState, taken_keys),
    ("settings_damaged_file", damaged_file, _nothing),
)
