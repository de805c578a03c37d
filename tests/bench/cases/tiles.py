"""Nine pictures of 360 lines at once in one window: how smooth, and does a click get an answer.

One of them is a host's own broadcast, which gives out the link; eight come from lean publishers
in one process, which share the two cores with the server and the window. What the window says
it showed is its own count (``--events``), checked against the screen by the picture's motion.
"""

from __future__ import annotations

import contextlib
import statistics
import time

from tests.bench.figures import Better, Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments import processes
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.pointer import Pointer
from tests.instruments.program import Audience, Host
from tests.instruments.publisher import Crowd, start_crowd
from tests.instruments.screen import Rectangle, VirtualScreen

TILES = 9
RATE_REACH_HZ = 24.0
CLICK_REACH_MS = 100.0
_SPEAKER_BUTTON_PX = (34, 34)
"""From the window's lower left corner to the middle of the first control."""


def run(stage: Stage) -> list[Figure]:
    """Play nine streams in one window."""
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen())
        server = stack.enter_context(MediaServer(stage.folder, Playout.LOWEST))
        arguments = ("--headless", "--room", "tiles", "--profile", "360p30")
        host = Host(
            stage.folder,
            *(*arguments, "--server", server.url),
            environment=server.credentials(),
        )
        link = stack.enter_context(host).link()
        stack.enter_context(start_crowd(Crowd("tiles", TILES - 1), server, stage.folder))
        size = f"{screen.area.width_px}x{screen.area.height_px}+0+0"
        environment = {"DISPLAY": screen.display}
        watching = Audience(stage.folder, link, "--geometry", size, environment=environment)
        audience = stack.enter_context(watching)
        audience.child.wait_until(
            lambda: len(_shown(audience)) == TILES, timeout_s=60, what="nine pictures"
        )
        time.sleep(5)
        meter, began = processes.ProcessorMeter(audience.pid), time.time()
        answers = _click(screen, int(stage.pick(quick=4, full=12)))
        time.sleep(stage.pick(quick=7, full=20))
        rates = _rates(audience, since=began)
        percent = meter.percent()
    return [
        Figure(KLIEG, "slowest of nine tiles", min(rates), "/s", RATE_REACH_HZ, Better.HIGHER),
        Figure(KLIEG, "mean of nine tiles", statistics.mean(rates), "/s"),
        Figure(KLIEG, "answer to a click, worst", max(answers), "ms", CLICK_REACH_MS),
        Figure(KLIEG, "answer to a click, median", statistics.median(answers), "ms"),
        Figure(KLIEG, "window with nine tiles, of one core", percent, "%"),
    ]


def _shown(audience: Audience) -> set[object]:
    return {line.field("stream_id") for line in audience.events("PlayerRenderedVideoFirstFrame")}


def _rates(audience: Audience, *, since: float) -> list[float]:
    rates: dict[object, list[float]] = {}
    for line in audience.events("PlayerQualityUpdate"):
        quality = line.field("quality")
        assert isinstance(quality, dict)
        if line.time > since + 3:  # the update covers the three seconds before
            rates.setdefault(line.field("stream_id"), []).append(float(quality["shown_fps"]))
    return [statistics.mean(values) for values in rates.values()]


def _click(screen: VirtualScreen, times: int) -> list[float]:
    right, up = _SPEAKER_BUTTON_PX
    x, y = screen.area.left_px + right, screen.area.height_px - up
    button = Rectangle(x - 14, y - 14, 28, 28)
    answers = []
    with Pointer(screen) as pointer:
        pointer.move(x, y)
        for _ in range(times):
            answers.append(pointer.click_answer_ms(button))
            time.sleep(0.4)
    return answers


CASE = Case("tiles", "Nine pictures in one window", run)
