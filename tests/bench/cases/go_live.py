"""From the press of the red button, media server cold, to the picture at an audience that waits.

The window's start view is up and at rest, as before a person's press. The audience's program is
started when the link was copied; its own start-up does not count, as if it had waited: added up
are the host's part (from the click until the window says LIVE, which it does when the stream is
published) and the audience's (from its login to the picture on its screen).
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.stage import FIRST_PICTURE_TIMEOUT_S, KLIEG, Case, Stage
from tests.instruments.clipboard import clipboard_text
from tests.instruments.glass import StripReader, wait_for_picture
from tests.instruments.pointer import RED, Pointer, wait_for_button
from tests.instruments.program import Audience, Program
from tests.instruments.screen import Rectangle, VirtualScreen

REACH_MS = 1500.0
_WINDOW_RIGHT_PX = 1120
_HEADER = Rectangle(0, 0, 600, 120)
_REST_S = 3.0


def run(stage: Stage) -> list[Figure]:
    """Go live some times, each with a server of its own."""
    waits = [_go_live(stage.sub(str(turn))) for turn in stage.rounds(quick=2, full=5)]
    host_ms = statistics.median(host for host, _ in waits)
    total_ms = statistics.median(host + audience for host, audience in waits)
    what = "click on go live, server cold, to picture at the audience, median"
    return [
        Figure(KLIEG, what, total_ms, "ms", REACH_MS),
        Figure(KLIEG, "of this until the host's window says LIVE", host_ms, "ms"),
    ]


def _go_live(folder: Path) -> tuple[float, float]:
    with VirtualScreen(1280, 900) as desk, Pointer(desk) as hand:
        environment = {"DISPLAY": desk.display}
        with Program(folder, "window", [], environment=environment):
            hand.move(*wait_for_button(desk, RED, rest_s=_REST_S))
            clicked = time.monotonic()
            hand.click()
            _, live_row = wait_for_button(desk, RED, _HEADER, rest_s=0.0)
            host_s = time.monotonic() - clicked
            hand.click_at((_WINDOW_RIGHT_PX - 70, live_row))
            return 1000 * host_s, _watch(folder, clipboard_text(desk))


def _watch(folder: Path, link: str) -> float:
    """Return the time from the audience's login to the picture on its screen."""
    with VirtualScreen() as screen, ThreadPoolExecutor(max_workers=1) as eye:
        reader = StripReader(screen.pixels, screen.area)
        seen = eye.submit(wait_for_picture, reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
        environment = {"DISPLAY": screen.display}
        with Audience(folder, link, "--fullscreen", environment=environment) as audience:
            shown_at = seen.result()
            login = audience.wait_for("RoomStateChanged", reason="LOGINING")
            return 1000 * (shown_at - login.time)


CASE = Case("go_live", "Going live", run)
