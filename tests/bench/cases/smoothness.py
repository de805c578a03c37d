"""How many of the pictures are shown, and whether one ever stands still, in a minute."""

from __future__ import annotations

from tests.bench.figures import Better, Figure
from tests.bench.stage import CHROMIUM, KLIEG, Case, Stage, viewers, watch_screen

RATE_HZ = 30
SHOWN_REACH_PERCENT = 98.0


def run(stage: Stage) -> list[Figure]:
    """Watch Klieg, then Chromium on the same server."""
    figures: list[Figure] = []
    for place, (name, opened) in enumerate(viewers().items()):
        if name not in {KLIEG, CHROMIUM}:
            continue
        with opened(stage.sub(str(place))) as show:
            seen = watch_screen(show, stage.pick(quick=10, full=60))
        shown = 100 * seen.frames_per_second / RATE_HZ
        goal, freezes = (SHOWN_REACH_PERCENT, 0.0) if name == KLIEG else (None, None)
        figures += [
            Figure(name, "frames shown of 30 per second", shown, "%", goal, Better.HIGHER),
            Figure(name, "freezes over 200 ms", seen.freezes, "", freezes),
            Figure(name, "longest time between two pictures", max(seen.gaps_ms), "ms"),
        ]
    return figures


CASE = Case("smoothness", "Pictures shown and freezes", run)
