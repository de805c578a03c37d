"""From the start of the process until its start view is painted, read from the screen."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments.program import Program
from tests.instruments.screen import Pixels, VirtualScreen

REACH_MS = 1200.0
_LOOK_S = 0.01
_SETTLED_S = 1.5
_TIMEOUT_S = 20.0
_STEP_PX = 8
_ALIKE = 0.97


def run(stage: Stage) -> list[Figure]:
    """Start the app some times; the first start only warms the caches."""
    home = stage.sub("home")
    times = [_start(stage, turn, home) for turn in stage.rounds(quick=3, full=6)]
    return [
        Figure(
            KLIEG,
            "process start to start view painted, median",
            statistics.median(times[1:]),
            "ms",
            REACH_MS,
        ),
        Figure(KLIEG, "the same, first run here", times[0], "ms"),
    ]


def _start(stage: Stage, turn: int, home: Path) -> float:
    with VirtualScreen() as screen:
        environment = {"DISPLAY": screen.display, "KLIEG_HOME": str(home)}
        with Program(stage.folder, f"start-{turn}", [], environment=environment) as program:
            looks = _look_until_it_stands_still(screen, program)
            last = looks[-1][1]
            painted_at = next(at for at, look in looks if _share_alike(look, last) >= _ALIKE)
            return 1000 * (painted_at - program.child.started_at)


def _look_until_it_stands_still(
    screen: VirtualScreen, program: Program
) -> list[tuple[float, Pixels]]:
    """Return looks at the screen with their times; ends when something was drawn and stays."""
    blank = _look(screen)
    looks = [(time.time(), blank)]
    changed_at = time.monotonic()

    def stands_still() -> bool:
        nonlocal changed_at
        look = _look(screen)
        if _share_alike(look, looks[-1][1]) < 1.0:
            looks.append((time.time(), look))
            changed_at = time.monotonic()
        has_drawn = _share_alike(look, blank) < 0.5
        return has_drawn and time.monotonic() - changed_at > _SETTLED_S

    program.child.wait_until(stands_still, timeout_s=_TIMEOUT_S, what="start view")
    return looks


def _look(screen: VirtualScreen) -> Pixels:
    return screen.grab()[::_STEP_PX, ::_STEP_PX]


def _share_alike(one: Pixels, other: Pixels) -> float:
    return float(np.mean(np.all(one == other, axis=2)))


CASE = Case("start_up", "Starting the app", run)
