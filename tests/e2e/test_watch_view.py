"""The audience's window on a real screen: barrage over the picture, the small window and back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.conftest import Go
from tests.instruments.media_server import MediaServer
from tests.instruments.pointer import Pointer
from tests.instruments.program import Audience, Host
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves
from tests.instruments.talkers import Talk, start_talkers

pytestmark = pytest.mark.alone

ROOM = "evening"
STAGE = Rectangle(8, 60, 950, 560)
SKY = Rectangle(150, 160, 780, 130)
"""The coloured bars of the pattern, where nothing is white and nothing moves."""

SMALL = Rectangle(1280 - 24 - 420, 720 - 24 - 236, 420, 236)
WITHIN_S = 20.0


@pytest.fixture
def host(media_server: MediaServer, go_live: Go) -> Host:
    """Somebody who broadcasts on a server that others can enter too."""
    options = ("--room", ROOM, "--server", media_server.url)
    return go_live(*options, environment=media_server.credentials())


@pytest.fixture
def watched(
    tmp_path: Path, screen: VirtualScreen, host: Host, programs: contextlib.ExitStack
) -> Audience:
    """A window that fills the screen and shows a broadcast."""
    audience = programs.enter_context(
        Audience(
            tmp_path,
            host.link(),
            *("--geometry", "1280x720+0+0"),
            environment={"DISPLAY": screen.display},
        )
    )
    audience.wait_for("PlayerRenderedVideoFirstFrame")
    return audience


def becomes(check: Callable[[], bool], *, within_s: float = WITHIN_S) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.05)
    return False


def white_share(screen: VirtualScreen, area: Rectangle) -> float:
    """How much of ``area`` is as white as letters are."""
    return float(np.mean(screen.grab(area).min(axis=2) > 225))


def test_barrage_flies_over_the_picture_on_the_screen(
    tmp_path: Path, screen: VirtualScreen, media_server: MediaServer, watched: Audience
) -> None:
    assert becomes(lambda: picture_moves(screen, STAGE, within_s=0.5))
    assert white_share(screen, SKY) == 0
    talk = Talk(ROOM, people=1, chat_hz=0, barrage_hz=5)
    with start_talkers(talk, media_server, tmp_path):
        watched.wait_for("IMBarrageMessageReceived")
        assert becomes(lambda: white_share(screen, SKY) > 0.01)
        assert picture_moves(screen, SKY)


def test_the_small_window_takes_the_picture_and_gives_it_back(
    screen: VirtualScreen, watched: Audience
) -> None:
    large = Rectangle(60, 400, 600, 200)  # where the pattern moves
    assert becomes(lambda: picture_moves(screen, large, within_s=0.5))
    with Pointer(screen) as hand:
        hand.click_at((400, 28))  # the window has the keyboard then
        hand.press("ctrl+p")
        assert becomes(lambda: not picture_moves(screen, large, within_s=1.0))
        assert becomes(lambda: picture_moves(screen, SMALL, within_s=0.5))
        so_far = len(watched.events("PlayerStateUpdate"))
        hand.double_click_at((SMALL.left_px + 210, SMALL.top_px + 150))
        assert becomes(lambda: picture_moves(screen, large, within_s=0.5))
        assert not picture_moves(screen, Rectangle(1000, 480, 250, 180), within_s=1.0)
    assert len(watched.events("PlayerStateUpdate")) == so_far  # the stream went on
