"""The window in the hands of a person: one press, copy the link, paste it elsewhere, leave."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Go, Look, picture_on
from tests.instruments import processes
from tests.instruments.clipboard import clipboard_text
from tests.instruments.pointer import BLUE, RED, Pointer, wait_for_button
from tests.instruments.program import MEDIA_SERVER, Program
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves

pytestmark = pytest.mark.alone

HEADER = Rectangle(0, 0, 600, 120)
WATCH = Rectangle(740, 60, 380, 300)
WINDOW_RIGHT_PX = 1120
AT_REST_S = 1.5  # the start view moves a little when the devices are known


@pytest.fixture
def open_window(
    tmp_path: Path, desk: VirtualScreen, programs: contextlib.ExitStack
) -> Callable[[], Program]:
    """Open the app on the desk."""

    def start() -> Program:
        environment = {"DISPLAY": desk.display}
        return programs.enter_context(Program(tmp_path, "window", [], environment=environment))

    return start


def test_one_press_goes_live_and_the_copied_link_is_watched_elsewhere(
    desk: VirtualScreen, hand: Pointer, open_window: Callable[[], Program], watch_on: Look
) -> None:
    window = open_window()
    hand.click_at(wait_for_button(desk, RED, rest_s=AT_REST_S))
    _, live_row = wait_for_button(desk, RED, HEADER)
    assert picture_moves(desk, desk.area)

    hand.click_at((WINDOW_RIGHT_PX - 70, live_row))
    with VirtualScreen() as screen:
        audience = watch_on(screen, clipboard_text(desk))
        picture_on(screen)
        audience.child.stop()

    servers = processes.find_in_tree(window.pid, MEDIA_SERVER)
    assert len(servers) == 1
    assert window.end() == 0
    assert not Path(f"/proc/{servers[0]}").exists()


def test_a_pasted_link_is_watched(
    desk: VirtualScreen, hand: Pointer, go_live: Go, open_window: Callable[[], Program]
) -> None:
    link = go_live().link()
    window = open_window()
    column, row = wait_for_button(desk, BLUE, WATCH, rest_s=AT_REST_S)
    hand.click_at((column, row - 44))
    hand.type_text(link)
    hand.click_at((column, row))
    assert picture_moves(desk, desk.area, within_s=15)
    assert window.end() == 0


def test_a_window_that_was_only_opened_ends_cleanly(
    desk: VirtualScreen, open_window: Callable[[], Program]
) -> None:
    window = open_window()
    wait_for_button(desk, RED, rest_s=AT_REST_S)
    assert window.end() == 0
    assert "Traceback" not in window.output


@pytest.mark.parametrize("arguments", [(), ("host", "--source", "pattern", "--sound", "none")])
def test_without_a_display_the_window_says_so_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with Program(tmp_path, "nowhere", arguments) as program:
        assert program.child.wait(20) == 1
        lines = program.output.splitlines()
    assert len(lines) == 1, lines
    assert "display" in lines[0]
