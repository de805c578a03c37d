"""A busy evening: nine pictures, twenty messages and twenty lines of barrage a second.

How long is the window's thread held at worst, so that a click would wait? A beat on that thread
tells. Ten people and a media server share two cores with the window: the time that the thread was
ready but had no processor is the machine's, and told apart.
"""

from __future__ import annotations

import contextlib
import time

from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments import held_thread
from tests.instruments.glass import percentile
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.program import Audience, Host
from tests.instruments.publisher import Crowd, start_crowd
from tests.instruments.screen import VirtualScreen
from tests.instruments.talkers import Talk, start_talkers

ROOM = "evening"
TILES = 9
RATE_HZ = 20.0
HELD_REACH_MS = 50.0


def run(stage: Stage) -> list[Figure]:
    """Watch nine streams while everybody talks."""
    file = stage.folder / "holds.txt"
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen())
        server = stack.enter_context(MediaServer(stage.folder, Playout.LOWEST))
        options = ("--headless", "--room", ROOM, "--profile", "360p30", "--server", server.url)
        host = Host(stage.folder, *options, environment=server.credentials())
        link = stack.enter_context(host).link()
        stack.enter_context(start_crowd(Crowd(ROOM, TILES - 1), server, stage.folder))
        size = f"{screen.area.width_px}x{screen.area.height_px}+0+0"
        watching = Audience(
            stage.folder,
            link,
            *("--geometry", size),
            environment={"DISPLAY": screen.display},
            prefix=held_thread.prefix(file),
        )
        audience = stack.enter_context(watching)
        audience.child.wait_until(
            lambda: len(_shown(audience)) == TILES, timeout_s=60, what="nine pictures"
        )
        talk = Talk(ROOM, chat_hz=RATE_HZ, barrage_hz=RATE_HZ)
        stack.enter_context(start_talkers(talk, server, stage.folder))
        time.sleep(5)
        began = time.time()
        seconds = stage.pick(quick=8, full=60)
        time.sleep(seconds)
        found = held_thread.holds(file, since_s=began)
        _check_talk(audience, began, seconds)
    held = [hold.held_ms for hold in found] or [0.0]
    worked = [hold.worked_ms for hold in found] or [0.0]
    late = [hold.late_ms for hold in found] or [0.0]
    return [
        Figure(KLIEG, "window's thread held, worst", max(held), "ms", HELD_REACH_MS),
        Figure(KLIEG, "window's thread held, 95th percentile of late", percentile(held, 95), "ms"),
        Figure(KLIEG, "its own work in one piece, worst", max(worked), "ms"),
        Figure(KLIEG, "with the wait for a processor, worst", max(late), "ms"),
    ]


def _shown(audience: Audience) -> set[object]:
    return {line.field("stream_id") for line in audience.events("PlayerRenderedVideoFirstFrame")}


def _check_talk(audience: Audience, began: float, seconds: float) -> None:
    """Nothing was measured where nobody talked."""
    for name in ("IMBroadcastMessageReceived", "IMBarrageMessageReceived"):
        came = sum(line.time > began for line in audience.events(name))
        if came < seconds * RATE_HZ / 2:
            raise ValueError(f"only {came} of {name} in {seconds} s")


CASE = Case("window_load", "Nine pictures while everybody talks", run)
