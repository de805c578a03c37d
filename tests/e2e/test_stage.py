"""The stage in a person's hands, on a real screen: pin, full screen, share by picture."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.e2e.conftest import Go, Look
from tests.instruments.children import Child, find_program
from tests.instruments.media_server import MediaServer
from tests.instruments.pointer import Colour, Pointer, wait_for_button
from tests.instruments.program import Host
from tests.instruments.publisher import Crowd, start_crowd
from tests.instruments.screen import Pixels, Rectangle, VirtualScreen

pytestmark = pytest.mark.alone

ROOM = "stage"
GREEN, BLUE = (20, 150, 60), (20, 60, 200)
WINDOW = Rectangle(0, 0, 1120, 800)
LIMIT_S = 20.0
DOUBLE_CLICK_S = 0.5  # later clicks are clicks of their own

Mask = npt.NDArray[np.bool_]


@pytest.fixture
def pages(desk: VirtualScreen, tmp_path: Path, programs: contextlib.ExitStack) -> dict[str, Child]:
    """A window manager and two windows of one colour each."""
    started: dict[str, Child] = {}

    def start(name: str, *command: str | Path) -> None:
        started[name] = programs.enter_context(
            Child(
                command,
                output=tmp_path / f"{name}.log",
                environment=desk.environment(),
                working_directory=Path(__file__).parents[2],
            )
        )

    start("openbox", find_program("openbox"))
    for title, colour in (("Blue page", BLUE), ("Green page", GREEN)):
        size = ("400", "225")
        start(title, sys.executable, "-m", "tests.e2e.stage_window", title, f"rgb{colour}", *size)
        until(partial(_shows, desk, colour), f"{title} to show")
    return started


@pytest.fixture
def host(
    desk: VirtualScreen, pages: dict[str, Child], go_live: Go, media_server: MediaServer
) -> Host:
    """Live in a window, with the green page as its picture."""
    assert pages
    made = go_live(
        *("--room", ROOM, "--server", media_server.url, "--source", "window:Green page"),
        *("--geometry", f"{WINDOW.width_px}x{WINDOW.height_px - 40}+0+0"),
        on=desk,
        environment=media_server.credentials(),
    )
    made.link()
    until(lambda: covers(like(desk.grab(WINDOW), GREEN), 150_000), "the own picture")
    return made


@pytest.fixture
def guest(
    host: Host, media_server: MediaServer, tmp_path: Path, programs: contextlib.ExitStack
) -> Host:
    """The same host, with somebody else's picture beside it."""
    programs.enter_context(start_crowd(Crowd(ROOM, 1), media_server, tmp_path))
    return host


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for what the screen shows."""
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline, f"waited for {what}"
        time.sleep(0.05)


def _shows(desk: VirtualScreen, colour: tuple[int, int, int]) -> bool:
    return covers(like(desk.grab(), colour), 10_000)


def like(seen: Pixels, colour: tuple[int, int, int], tolerance: int = 16) -> Mask:
    """Where ``seen`` has about this colour."""
    return np.asarray(np.abs(seen.astype(np.int16) - colour).max(axis=2) <= tolerance)


def of_the_guest(seen: Pixels) -> Mask:
    """Where ``seen`` is of the other publisher: any brightness, always the same tint."""
    red, green, blue = (seen[:, :, channel].astype(np.int16) for channel in range(3))
    return np.asarray((np.abs(red - green - 47) < 12) & (np.abs(green - blue - 30) < 12))


def at_place(desk: VirtualScreen, column: int, row: int) -> Pixels:
    """What is shown around a place."""
    return desk.grab(Rectangle(column - 10, row - 10, 20, 20))


def covers(where: Mask, pixels: int) -> bool:
    """Whether this is so in so many places."""
    return int(np.count_nonzero(where)) >= pixels


def middle(where: Mask) -> tuple[int, int]:
    """The middle of it, across and down."""
    rows, columns = np.nonzero(where)
    return int(np.median(columns)), int(np.median(rows))


def extent(where: Mask) -> tuple[int, int]:
    """Width and height of most of it."""
    rows, columns = np.nonzero(where)
    across, down = np.percentile(columns, [2, 98]), np.percentile(rows, [2, 98])
    return int(across[1] - across[0]), int(down[1] - down[0])


def test_a_click_pins_a_real_picture_and_another_one_brings_it_back(
    desk: VirtualScreen, hand: Pointer, guest: Host
) -> None:
    until(lambda: covers(of_the_guest(desk.grab()), 5_000), "the other's picture")
    small = extent(of_the_guest(desk.grab()))
    assert small[0] < 400
    hand.click_at(middle(of_the_guest(desk.grab())))
    until(lambda: extent(of_the_guest(desk.grab()))[0] > 2 * small[0], "a large picture")
    time.sleep(DOUBLE_CLICK_S)
    hand.click_at(middle(of_the_guest(desk.grab())))
    until(lambda: extent(of_the_guest(desk.grab()))[0] < 1.2 * small[0], "a small picture")
    assert guest.end() == 0


def test_a_double_click_gives_a_picture_the_whole_screen_and_escape_takes_it_back(
    desk: VirtualScreen, hand: Pointer, guest: Host
) -> None:
    until(lambda: covers(of_the_guest(desk.grab()), 5_000), "the other's picture")
    small = extent(of_the_guest(desk.grab()))
    hand.double_click_at(middle(of_the_guest(desk.grab())))
    whole = 0.9 * desk.area.width_px
    until(lambda: extent(of_the_guest(desk.grab()))[0] > whole, "the whole screen")
    assert not covers(like(desk.grab(), GREEN), 1_000)

    hand.press("Escape")
    until(lambda: covers(like(desk.grab(WINDOW), GREEN), 100_000), "the own picture again")
    until(lambda: extent(of_the_guest(desk.grab()))[0] < 1.2 * small[0], "as it was before")
    assert guest.end() == 0


def test_the_small_picture_lies_over_the_large_one_and_is_dragged_into_a_corner(
    desk: VirtualScreen, hand: Pointer, guest: Host
) -> None:
    until(lambda: covers(of_the_guest(desk.grab()), 5_000), "the other's picture")
    beside = Rectangle(690, 600, 90, 60)  # nothing moves there, and the menu opens over it
    before = desk.grab(beside)
    hand.press("ctrl+l")
    until(lambda: not np.array_equal(desk.grab(beside), before), "the menu")
    for key in ("Up", "Return"):  # the last of the layouts
        hand.press(key)
    until(lambda: covers(of_the_guest(desk.grab(WINDOW)), 100_000), "the other's picture, large")
    column, row = middle(like(desk.grab(WINDOW), GREEN))
    assert column > WINDOW.width_px * 0.4
    assert row > WINDOW.height_px * 0.4

    hand.drag((column, row), (80, 140))
    until(lambda: middle(like(desk.grab(WINDOW), GREEN))[0] < WINDOW.width_px * 0.3, "the corner")
    assert middle(like(desk.grab(WINDOW), GREEN))[1] < WINDOW.height_px * 0.4
    until(lambda: not covers(like(at_place(desk, column, row), GREEN), 50), "nothing left behind")
    assert guest.end() == 0


def test_a_window_is_shared_by_its_picture_and_seen_in_its_colour_by_the_audience(
    desk: VirtualScreen, hand: Pointer, host: Host, watch_on: Look
) -> None:
    assert not covers(like(desk.grab(WINDOW), BLUE), 1_000)
    hand.click_at((WINDOW.width_px // 2, 60))  # the keyboard goes where the mouse was
    hand.press("ctrl+shift+s")
    until(lambda: not covers(like(desk.grab(WINDOW), GREEN), 60_000), "the picker")
    hand.press("shift+Tab")
    hand.press("Right")
    card = wait_for_button(desk, Colour((8, 45, 180), (35, 75, 220)), WINDOW, timeout_s=LIMIT_S)
    with VirtualScreen() as screen:
        audience = watch_on(screen, host.link())
        until(lambda: covers(like(screen.grab(), GREEN, 24), 100_000), "the main picture")
        assert not covers(like(screen.grab(), BLUE, 24), 1_000)
        hand.double_click_at(card)
        until(lambda: covers(like(screen.grab(), BLUE, 24), 50_000), "the shared window")
        audience.child.stop()
    assert host.end() == 0
