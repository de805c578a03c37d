"""Settings in the hands of a person: changed while live, remembered, and a file that is damaged."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.settings import Settings
from app.services.settings_file import SettingsFile
from tests.e2e.conftest import Go, Look, picture_on
from tests.instruments.pointer import RED, Colour, Pointer, wait_for_button
from tests.instruments.program import Host, Program
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves
from tests.instruments.sound import SoundServer

pytestmark = pytest.mark.alone

LIGHT = Colour((225, 225, 225), (255, 255, 255))
WARNING = Colour((50, 40, 15), (65, 55, 30))
TOP = Rectangle(0, 0, 1000, 90)
HEADER = Rectangle(300, 4, 300, 30)
TITLE = (300, 23)
LANGUAGE, THEME = (786, 172), (786, 233)
AT_REST_S = 1.5
WAIT_S = 20.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where several runs keep their files."""
    return tmp_path / "home"


@pytest.fixture
def open_window(
    tmp_path: Path, desk: VirtualScreen, home: Path, programs: contextlib.ExitStack
) -> Callable[[str], Program]:
    """Open the app on the desk, with the files of the home."""

    def start(name: str) -> Program:
        environment = {"DISPLAY": desk.display, "KLIEG_HOME": str(home)}
        return programs.enter_context(Program(tmp_path, name, [], environment=environment))

    return start


def settings_of(home: Path) -> dict[str, object]:
    """Return what stands in the file now."""
    try:
        read: dict[str, object] = json.loads((home / "config" / "settings.json").read_bytes())
    except FileNotFoundError:
        return {}
    return read


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def choose_last(hand: Pointer, place: tuple[int, int]) -> None:
    """Open a list and choose its last entry."""
    hand.click_at(place)
    hand.press("End")
    hand.press("Return")


@pytest.fixture
def host(desk: VirtualScreen, sound: SoundServer, go_live: Go) -> Host:
    """Somebody who is live in a window; with sound, so that nothing is the matter."""
    return go_live(
        *("--source", "pattern", "--sound", "none", "--geometry", "1120x760+0+0"),
        on=desk,
        environment=sound.environment(),
    )


def test_language_and_theme_change_while_live(
    desk: VirtualScreen, hand: Pointer, host: Host, watch_on: Look
) -> None:
    home = host.folder / "home"
    with VirtualScreen() as screen:
        audience = watch_on(screen, host.link())
        picture_on(screen)
        hand.click_at(TITLE)  # without a window manager this makes the window the active one
        hand.press("ctrl+comma")
        wait_until(lambda: not picture_moves(desk, desk.area, within_s=0.5), "no settings")
        choose_last(hand, THEME)
        wait_until(lambda: settings_of(home).get("theme") == "light", "the theme is not kept")
        wait_for_button(desk, LIGHT)
        choose_last(hand, LANGUAGE)
        wait_until(lambda: settings_of(home).get("language") == "zh", "the language is not kept")
        hand.press("Escape")
        assert picture_moves(desk, desk.area, within_s=WAIT_S)
        assert picture_moves(screen, screen.area)
        states = [line.field("state") for line in audience.events("PlayerStateUpdate")]
        assert states == ["PLAY_REQUESTING", "PLAYING"], "the audience was interrupted"
        audience.child.stop()
    assert host.end() == 0
    kept = settings_of(home)
    assert (kept["theme"], kept["language"]) == ("light", "zh")


def test_what_was_chosen_is_there_at_the_next_start(
    desk: VirtualScreen, home: Path, open_window: Callable[[str], Program]
) -> None:
    file = SettingsFile(home / "config" / "settings.json")
    file.save(Settings(theme="light", language="zh"))

    window = open_window("again")
    wait_for_button(desk, LIGHT, HEADER, rest_s=AT_REST_S)
    assert window.end() == 0
    assert file.load().settings.language == "zh"


def test_a_damaged_file_is_kept_and_told_in_the_window(
    desk: VirtualScreen, home: Path, open_window: Callable[[str], Program]
) -> None:
    damage = b'{"version": 2, "theme": '
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_bytes(damage)

    window = open_window("window")
    wait_for_button(desk, RED, rest_s=AT_REST_S)
    wait_for_button(desk, WARNING, TOP)

    assert (home / "config" / "settings.json.damaged-1").read_bytes() == damage
    assert window.end() == 0
    assert "Traceback" not in window.output
