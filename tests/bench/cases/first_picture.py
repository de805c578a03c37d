"""How long a viewer waits: from asking for the stream, and from starting the program."""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.stage import CHROMIUM, FIRST_PICTURE_TIMEOUT_S, KLIEG, Case, Stage
from tests.instruments.chromium import ChromiumPeer, Task, chromium_problem
from tests.instruments.glass import StripReader, wait_for_picture
from tests.instruments.program import Audience, Host, exchange
from tests.instruments.screen import VirtualScreen

PLAY_REACH_MS = 300.0


def run(stage: Stage) -> list[Figure]:
    """Open the viewer again and again on one broadcast."""
    after_play, after_start, chromium = list[float](), list[float](), list[float]()
    with Host(stage.folder, "--headless") as host:
        link = host.link()
        for turn in stage.rounds(quick=2, full=7):
            play_ms, start_ms = _klieg(stage.sub(f"klieg-{turn}"), link)
            after_play.append(play_ms)
            after_start.append(start_ms)
            if not chromium_problem():
                chromium.append(_chromium(stage.sub(f"chromium-{turn}"), link))
    what = "process start to first picture on screen, median"
    figures = [
        Figure(
            KLIEG,
            "start playing to first picture on screen, median",
            statistics.median(after_play),
            "ms",
            PLAY_REACH_MS,
        ),
        Figure(KLIEG, "start playing to first picture on screen, worst", max(after_play), "ms"),
        Figure(KLIEG, what, statistics.median(after_start), "ms"),
    ]
    if chromium:
        figures.append(Figure(CHROMIUM, what, statistics.median(chromium), "ms"))
    return figures


def _klieg(folder: Path, link: str) -> tuple[float, float]:
    with VirtualScreen() as screen, ThreadPoolExecutor(max_workers=1) as eye:
        reader = StripReader(screen.pixels, screen.area)
        seen = eye.submit(wait_for_picture, reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
        environment = {"DISPLAY": screen.display}
        with Audience(folder, link, "--fullscreen", environment=environment) as audience:
            shown_at = seen.result()
            asked = audience.wait_for("PlayerStateUpdate", state="PLAY_REQUESTING")
            return 1000 * (shown_at - asked.time), 1000 * (shown_at - audience.child.started_at)


def _chromium(folder: Path, link: str) -> float:
    admission = exchange(link)
    with VirtualScreen() as screen:
        reader = StripReader(screen.pixels, screen.area)
        with ChromiumPeer(screen, Task(admission.url, admission.token), folder=folder) as peer:
            shown_at = wait_for_picture(reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
            return 1000 * (shown_at - peer.started_at)


CASE = Case("first_picture", "Waiting for the first picture", run)
