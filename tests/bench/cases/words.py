"""How soon a window's words follow its network: cut, and back again, on the real screen.

Host and audience sit in windows on one side of a cable, the media server on the other.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.netns import Cut, SplitNetwork
from tests.instruments.pill import PillWatch, wait_until_live
from tests.instruments.program import Audience, Host
from tests.instruments.screen import VirtualScreen

REACH_S = 2.0
BLINK_S = 0.5
_GEOMETRY = ("--geometry", "1280x720+0+0")
_LIVE_S = 30.0
_TURN_S = 30.0
_CALM_S = 3.0


@dataclass(frozen=True, slots=True)
class Windows:
    """Two windows, each on a screen of its own, and the cable."""

    pills: dict[str, PillWatch]
    network: SplitNetwork


def run(stage: Stage) -> list[Figure]:
    """Cut the cable again and again: for a blink, and for longer."""
    blinks = {"host": 0, "audience": 0}
    told = {name: list[float]() for name in blinks}
    back = {name: list[float]() for name in blinks}
    lengths_s = (3.0, 8.0) if stage.rounds(quick=1, full=2) == range(1) else (3.0, 5.0, 8.0, 20.0)
    with two_windows(stage) as windows:
        for _ in stage.rounds(quick=2, full=5):
            for name, count in blink(windows).items():
                blinks[name] += count
        for length_s in lengths_s:
            cut_at = cut(windows)
            for name, pill in windows.pills.items():
                seen_at = pill.wait_for(live=False, since_s=cut_at, timeout_s=_TURN_S)
                told[name].append(seen_at - cut_at)
            time.sleep(max(0.0, cut_at + length_s - time.monotonic()))
            mended_at = mend(windows)
            for name, pill in windows.pills.items():
                seen_at = pill.wait_for(live=True, since_s=mended_at, timeout_s=_TURN_S)
                back[name].append(seen_at - mended_at)
            time.sleep(_CALM_S)
    figures: list[Figure] = []
    for name, count in blinks.items():
        figures += [
            Figure(KLIEG, f"{name}: cut network to words, worst", max(told[name]), "s", REACH_S),
            Figure(KLIEG, f"{name}: network back to 'live', worst", max(back[name]), "s", REACH_S),
            Figure(KLIEG, f"{name}: words changed by breaks of 0.5 s", count, "times", 0),
        ]
    return figures


def blink(windows: Windows) -> dict[str, int]:
    """Cut for half a second; return how often each window's words changed."""
    cut_at = time.monotonic()
    windows.network.cut(Cut.PACKETS)  # a cable is noticed up to a second after it is back
    time.sleep(BLINK_S)
    mend(windows)
    time.sleep(_CALM_S)
    return {name: len(pill.changes_since(cut_at)) for name, pill in windows.pills.items()}


def cut(windows: Windows) -> float:
    """Pull the plug; return when."""
    moment_s = time.monotonic()
    windows.network.cut()
    return moment_s


def mend(windows: Windows) -> float:
    """Put the plug back; return when it was in."""
    windows.network.mend()
    return time.monotonic()


@contextlib.contextmanager
def two_windows(stage: Stage) -> Iterator[Windows]:
    """A broadcast between two windows, both of which say that they are live."""
    with contextlib.ExitStack() as stack:
        network = stack.enter_context(SplitNetwork())
        server = stack.enter_context(MediaServer(stage.folder, Playout.LOWEST, network=network))
        screens = {name: stack.enter_context(VirtualScreen()) for name in ("host", "audience")}
        host = stack.enter_context(
            Host(
                stage.folder,
                "--server",
                server.url,
                *_GEOMETRY,
                environment=server.credentials() | {"DISPLAY": screens["host"].display},
                prefix=network.near(),
            )
        )
        audience = stack.enter_context(
            Audience(
                stage.folder,
                host.link(),
                *_GEOMETRY,
                environment={"DISPLAY": screens["audience"].display},
                prefix=network.near(),
            )
        )
        for screen, program in ((screens["host"], host), (screens["audience"], audience)):
            wait_until_live(screen, program, timeout_s=_LIVE_S)
        time.sleep(_CALM_S)
        pills = {name: stack.enter_context(PillWatch(screen)) for name, screen in screens.items()}
        yield Windows(pills, network)


CASE = Case("words", "Words on the screen after a cut network", run)
