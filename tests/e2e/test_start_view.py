"""The start view in the real program: a real picture, a real microphone, a real server."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.instruments.pointer import (
    BLUE,
    RED,
    Colour,
    Place,
    Pointer,
    find_button,
    wait_for_button,
)
from tests.instruments.program import Program
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves
from tests.instruments.sound import RATE_HZ, SoundServer

pytestmark = pytest.mark.alone

PREVIEW = Rectangle(30, 90, 700, 380)
METER = Rectangle(270, 480, 240, 200)
FOOTER = Rectangle(700, 690, 420, 70)
HEADER = Rectangle(0, 0, 600, 120)
GREEN = Colour((45, 185, 110), (62, 203, 136))
AT_REST_S = 1.5
CHECK_LEFT_OF_RED_PX, CHECK_ABOVE_RED_PX = 830, 63
TEST_LEFT_OF_RED_PX, TEST_ABOVE_RED_PX = 350, 155
VERDICT = "the uplink check says"


Open = Callable[[str], Program]


@pytest.fixture
def open_window(
    tmp_path: Path, desk: VirtualScreen, sound: SoundServer, programs: contextlib.ExitStack
) -> Open:
    """Open the app on the desk, with a microphone; all its runs share one home."""

    def start(name: str) -> Program:
        environment = {
            "DISPLAY": desk.display,
            "KLIEG_HOME": str(tmp_path / "home"),
            **sound.environment(),
        }
        return programs.enter_context(Program(tmp_path, name, [], environment=environment))

    return start


@contextlib.contextmanager
def somebody_speaks(sound: SoundServer, seconds: float) -> Iterator[None]:
    """Play a tone into the microphone while the block runs."""
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    voice = threading.Thread(target=sound.play, args=(0.3 * np.sin(2 * np.pi * 440 * at_s),))
    voice.start()
    try:
        yield
    finally:
        voice.join()


def becomes(condition: Callable[[], bool], what: str, *, within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {within_s:g} s"
        time.sleep(0.02)


def turn_preview_on(desk: VirtualScreen, hand: Pointer) -> None:
    hand.click_at(wait_for_button(desk, BLUE, PREVIEW, rest_s=AT_REST_S))
    assert picture_moves(desk, PREVIEW, within_s=15)


def beside(red: Place, left_px: int, above_px: int) -> Place:
    return red[0] - left_px, red[1] - above_px


def log_of(home: Path) -> str:
    path = home / "logs" / "klieg.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""  # made with its first line


def test_a_person_sees_and_hears_themselves_and_the_microphone_is_let_go(
    desk: VirtualScreen, hand: Pointer, sound: SoundServer, open_window: Open
) -> None:
    window = open_window("first")
    turn_preview_on(desk, hand)
    assert find_button(desk, GREEN, METER) is None  # nobody speaks
    with somebody_speaks(sound, 4.0):
        becomes(lambda: find_button(desk, GREEN, METER) is not None, "the meter rises")
    becomes(lambda: find_button(desk, GREEN, METER) is None, "the meter falls")
    assert window.end() == 0

    later = open_window("later")  # it is on by itself now
    wait_for_button(desk, RED, FOOTER)
    assert picture_moves(desk, PREVIEW, within_s=15)
    assert later.end() == 0


def test_the_test_tone_is_heard(
    desk: VirtualScreen, hand: Pointer, sound: SoundServer, open_window: Open
) -> None:
    window = open_window("tone")
    red = wait_for_button(desk, RED, FOOTER, rest_s=AT_REST_S)
    with sound.recording() as recording:
        hand.click_at(beside(red, TEST_LEFT_OF_RED_PX, TEST_ABOVE_RED_PX))
        heard = recording.take(4.0)
    assert 0.03 < np.abs(heard).max() < 0.5
    assert window.end() == 0


def test_the_uplink_check_comes_to_a_verdict_and_the_broadcast_follows(
    tmp_path: Path, desk: VirtualScreen, hand: Pointer, open_window: Open
) -> None:
    window = open_window("check")
    turn_preview_on(desk, hand)
    red = wait_for_button(desk, RED, FOOTER)
    hand.click_at(beside(red, CHECK_LEFT_OF_RED_PX, CHECK_ABOVE_RED_PX))
    becomes(lambda: VERDICT in log_of(tmp_path / "home"), "the verdict", within_s=25)
    assert "is_measured=True" in log_of(tmp_path / "home")
    assert window.media_servers() == []
    assert picture_moves(desk, PREVIEW)  # the preview goes on

    hand.click_at(wait_for_button(desk, RED, FOOTER))
    wait_for_button(desk, RED, HEADER)
    assert picture_moves(desk, desk.area)
    assert window.end() == 0
    kept = json.loads((tmp_path / "home" / "config" / "recent.json").read_text())
    assert len(kept["own"]) == 1


def test_going_live_during_a_check_goes_live(
    tmp_path: Path, desk: VirtualScreen, hand: Pointer, open_window: Open
) -> None:
    window = open_window("hurry")
    red = wait_for_button(desk, RED, FOOTER, rest_s=AT_REST_S)
    hand.click_at(beside(red, CHECK_LEFT_OF_RED_PX, CHECK_ABOVE_RED_PX))
    becomes(lambda: "room check-" in log_of(tmp_path / "home"), "the room of the check")
    hand.click_at(wait_for_button(desk, RED, FOOTER))
    wait_for_button(desk, RED, HEADER)
    assert picture_moves(desk, desk.area)
    assert len(window.media_servers()) == 1
    assert VERDICT not in log_of(tmp_path / "home")
    assert window.end() == 0
