"""The ZEGO engine on the stand-in SDK: pictures, events and calls through the binding.

What the vendor's cloud and codecs would add is not in it: these are the figures of our own part.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable

from app.engine.zego import _express as express
from tests.bench.figures import Better, Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments import zego_peers
from tests.instruments.children import Child
from tests.instruments.screen import VirtualScreen
from tests.instruments.zego_standin import StandIn, StandInService, build_standin

PICTURE_REACH_MS = 5.0
EVENT_REACH_MS = 2.0
CALL_REACH_US = 5.0
EVENTS_PER_SECOND = 1000
CALLS = 20_000


def run(stage: Stage) -> list[Figure]:
    """Play a stream in 1920x1080 while a thousand events come in each second."""
    standin = build_standin()
    seconds = stage.pick(quick=5, full=20)
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen())
        service = stack.enter_context(StandInService(standin))

        def start(role: str, run_s: float) -> Child:
            peer = zego_peers.start_peer(
                role, standin, service, seconds=run_s, screen=screen, folder=stage.folder
            )
            return stack.enter_context(peer)

        start("host", 2 * seconds + 30)
        window = start("window", 2 * seconds)
        time.sleep(seconds)  # pictures alone, then with events
        service.storm(zego_peers.WATCHER, per_second=EVENTS_PER_SECOND, seconds=seconds - 1)
        found = zego_peers.result_of(window, within_s=seconds + 30)
    shown = len(found.pictures_ms) / (2 * seconds * zego_peers.FPS) * 100
    return [
        Figure(
            KLIEG,
            "SDK's callback to painted picture, 1080p30, median",
            statistics.median(found.pictures_ms),
            "ms",
            PICTURE_REACH_MS,
        ),
        Figure(KLIEG, "the same, 95th percentile", _p95(found.pictures_ms), "ms"),
        Figure(KLIEG, "pictures shown", shown, "%", 98.0, Better.HIGHER),
        Figure(KLIEG, "events timed", len(found.events_ms), "events"),
        Figure(
            KLIEG,
            "SDK's callback to Qt slot, 95th percentile",
            _p95(found.events_ms),
            "ms",
            EVENT_REACH_MS,
        ),
        Figure(KLIEG, "longest pause of the window", found.longest_pause_ms, "ms"),
        Figure(KLIEG, "a call through the binding", _call_us(standin), "us", CALL_REACH_US),
    ]


def _p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def _call_us(standin: StandIn) -> float:
    """Return what a call costs that does next to nothing in the SDK; the best of five rounds."""
    handle = express.load(standin.v2).create_handle()
    try:
        return min(_round_us(handle.get_increase_seq) for _ in range(5))
    finally:
        handle.destroy()


def _round_us(call: Callable[[], int]) -> float:
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) / CALLS * 1e6


CASE = Case("zego", "The ZEGO engine's own part", run)
