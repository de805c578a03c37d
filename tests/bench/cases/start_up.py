"""From the start of the process until its start view is painted, read from the screen.

Painted is the first picture that stays for a quarter of a second: what comes later is news (the
devices that were found), which is told beside it.
"""

from __future__ import annotations

import itertools
import math
import statistics
import time
from pathlib import Path

import numpy as np

from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments.program import Program
from tests.instruments.screen import Pixels, VirtualScreen

REACH_MS = 1200.0
_SETTLED_S = 1.5
_TIMEOUT_S = 20.0
_STEP_PX = 8
_STAYS_S = 0.25


def run(stage: Stage) -> list[Figure]:
    """Start the app some times; the first start only warms the caches."""
    home = stage.sub("home")
    times = [_start(stage, turn, home) for turn in stage.rounds(quick=3, full=6)]
    return [
        Figure(
            KLIEG,
            "process start to start view painted, median",
            statistics.median(painted for painted, _ in times[1:]),
            "ms",
            REACH_MS,
        ),
        Figure(KLIEG, "the same, first run here", times[0][0], "ms"),
        Figure(
            KLIEG,
            "process start to the last news on it, median",
            statistics.median(settled for _, settled in times[1:]),
            "ms",
        ),
    ]


def _start(stage: Stage, turn: int, home: Path) -> tuple[float, float]:
    with VirtualScreen() as screen:
        environment = {"DISPLAY": screen.display, "KLIEG_HOME": str(home)}
        with Program(stage.folder, f"start-{turn}", [], environment=environment) as program:
            changes = _changes_until_it_stands_still(screen, program)
            pairs = itertools.pairwise((*changes, math.inf))
            painted_at = next(at for at, later in pairs if later - at > _STAYS_S)
            began = program.child.started_at
            return 1000 * (painted_at - began), 1000 * (changes[-1] - began)


def _changes_until_it_stands_still(screen: VirtualScreen, program: Program) -> list[float]:
    """Return the times at which the screen changed; ends when something is drawn and stays."""
    blank = seen = _look(screen)
    changes: list[float] = []

    def stands_still() -> bool:
        nonlocal seen
        look = _look(screen)
        if not np.array_equal(look, seen):
            seen = look
            changes.append(time.time())
        has_drawn = _share_alike(look, blank) < 0.5
        return has_drawn and time.time() - changes[-1] > _SETTLED_S

    program.child.wait_until(stands_still, timeout_s=_TIMEOUT_S, what="start view")
    return changes


def _look(screen: VirtualScreen) -> Pixels:
    return screen.grab()[::_STEP_PX, ::_STEP_PX]


def _share_alike(one: Pixels, other: Pixels) -> float:
    return float(np.mean(np.all(one == other, axis=2)))


CASE = Case("start_up", "Starting the app", run)
