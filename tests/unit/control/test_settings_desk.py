"""The settings desk: what is changed, undone, kept of a server, and tried."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.control.profile_faults import ProfileFault, custom_profile
from app.control.server_address import server_address
from app.control.settings_desk import Folders, SettingsDesk, SettingsView
from app.control.settings_sections import Section, can_reset, is_default, with_section_of
from app.model.hotkeys import Hotkey
from app.model.media import LatencyMode, VideoProfile
from app.model.server import ServerPlace, ServerSetup
from tests.fakes.server_office import RecordingServerOffice
from tests.unit.control.bench import Bench

OWN = ServerSetup(ServerPlace.OWN, "wss://live.example.org", api_key="main")


class Page:
    """A desk, what it showed, and the office behind it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.office = RecordingServerOffice()
        folders = Folders(settings=Path("settings"), logs=Path("logs"))
        self.desk = SettingsDesk(bench.controller, self.office, folders=folders)
        self.shown: list[SettingsView] = []
        self.desk.subscribe(self.shown.append)

    def newest(self) -> SettingsView:
        return self.shown[-1]

    async def settle(self) -> None:
        await self.bench.controller.settle()


@pytest.fixture
def page(bench: Bench) -> Page:
    return Page(bench)


async def test_a_reset_changes_its_section_alone_and_can_be_undone(page: Page) -> None:
    desk = page.desk
    desk.keep(replace(desk.preferences, latency_mode=LatencyMode.SMOOTH, user_name="Ada"))
    wanted = desk.preferences

    desk.reset(Section.DELAY)
    assert desk.preferences == replace(wanted, latency_mode=LatencyMode.LOWEST)
    assert page.newest().undo is Section.DELAY
    desk.undo_reset()

    assert desk.preferences == wanted
    assert page.newest().undo is None
    desk.undo_reset()
    assert desk.preferences == wanted


async def test_undo_leaves_what_was_changed_elsewhere_meanwhile(page: Page) -> None:
    desk = page.desk
    desk.keep(replace(desk.preferences, latency_mode=LatencyMode.SMOOTH))
    desk.reset(Section.DELAY)
    controller = page.bench.controller
    controller.remember(replace(controller.preferences, volume=7))  # not by the page

    desk.undo_reset()

    assert desk.preferences.volume == 7
    assert desk.preferences.latency_mode is LatencyMode.SMOOTH


async def test_every_section_with_preferences_knows_when_it_is_as_it_came(page: Page) -> None:
    defaults = page.desk.preferences
    for section in Section:
        assert is_default(defaults, section)
        assert with_section_of(defaults, section, defaults) == defaults
    assert not is_default(replace(defaults, text_percent=150), Section.GENERAL)
    assert not can_reset(Section.DIAGNOSIS)


async def test_keys_that_are_taken_move_to_where_they_are_wanted(page: Page) -> None:
    page.desk.choose_keys(Hotkey.MICROPHONE, "Ctrl+E")

    keys = page.desk.preferences.hotkeys
    assert (keys.keys(Hotkey.MICROPHONE), keys.keys(Hotkey.CAMERA)) == ("Ctrl+E", "")


async def test_a_server_is_used_as_soon_as_it_is_set_up(page: Page) -> None:
    page.desk.change_server(OWN)
    await page.settle()

    assert page.office.used == [OWN]
    assert page.newest().has_secret is False
    page.desk.enter_secret("  a-secret ")
    await page.settle()
    assert page.office.secrets == {OWN: "a-secret"}
    assert page.desk.view.has_secret is True


async def test_a_finding_is_gone_when_the_server_changes(page: Page) -> None:
    page.desk.change_server(OWN)
    page.desk.test_server()
    assert page.newest().is_testing
    await page.settle()
    assert page.newest().finding == page.office.finding
    assert not page.newest().is_testing

    page.desk.change_server(replace(OWN, url="wss://other.example.org"))

    assert page.desk.view.finding is None


async def test_a_stopped_test_finds_nothing(page: Page) -> None:
    page.desk.test_server()
    page.desk.stop_test()
    await page.settle()

    assert page.desk.view.finding is None
    assert not page.desk.view.is_testing


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("wss://live.example.org/", "wss://live.example.org"),
        ("https://live.example.org:8443/livekit/", "wss://live.example.org:8443/livekit"),
        ("http://192.168.1.20:7880", "ws://192.168.1.20:7880"),
        ("live.example.org", "wss://live.example.org"),
        ("  ", ""),
        ("ftp://live.example.org", None),
        ("wss://user:password@live.example.org", None),
        ("wss://live.example.org?token=x", None),
        ("wss://live example org", None),
        ("wss://:7880", None),
        ("wss://[", None),
    ],
)
def test_addresses_are_read_as_people_type_them(typed: str, address: str | None) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    ("size", "fps", "kbps", "fault"),
    [
        ((641, 480), 30, 900, ProfileFault.ODD),
        ((7000, 7000), 30, 900, ProfileFault.TOO_LARGE),
        ((640, 480), 0, 900, ProfileFault.OUT_OF_RANGE),
        ((640, 480), 30, 5, ProfileFault.OUT_OF_RANGE),
    ],
)
def test_pictures_that_cannot_be_sent_are_told_why(
    size: tuple[int, int], fps: int, kbps: int, fault: ProfileFault
) -> None:
    assert custom_profile(*size, fps=fps, bitrate_kbps=kbps) is fault


def test_a_picture_that_can_be_sent_is_a_profile() -> None:
    made = custom_profile(640, 480, fps=25, bitrate_kbps=900)

    assert made == VideoProfile(640, 480, fps=25, bitrate_kbps=900)
