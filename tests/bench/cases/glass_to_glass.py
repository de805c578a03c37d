"""How old the picture on the screen is: Klieg and Chromium in turn, round by round."""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.stage import CHROMIUM, CHROMIUM_DEFAULT, KLIEG, Case, Stage, viewers, watch_screen
from tests.instruments.glass import percentile

MEDIAN_REACH_MS, P95_REACH_MS = 12.0, 16.0
SHARE_OF_DEFAULT = 0.3


def run(stage: Stage) -> list[Figure]:
    """Measure all viewers."""
    delays: dict[str, list[float]] = {name: [] for name in viewers()}
    for turn in stage.rounds(quick=1, full=3):
        for place, (name, opened) in enumerate(viewers().items()):
            with opened(stage.sub(f"{turn}-{place}")) as show:
                seen = watch_screen(show, stage.pick(quick=5, full=10))
            delays[name] += seen.delays_ms
    medians = {name: percentile(values, 50) for name, values in delays.items()}
    p95s = {name: percentile(values, 95) for name, values in delays.items()}
    figures = [
        Figure(KLIEG, "glass to glass, median", medians[KLIEG], "ms", MEDIAN_REACH_MS),
        Figure(KLIEG, "glass to glass, 95th percentile", p95s[KLIEG], "ms", P95_REACH_MS),
    ]
    for name, share in ((CHROMIUM, 1.0), (CHROMIUM_DEFAULT, SHARE_OF_DEFAULT)):
        if name in medians:
            figures += [
                Figure(name, "glass to glass, median", medians[name], "ms"),
                Figure(name, "glass to glass, 95th percentile", p95s[name], "ms"),
                _share(f"median, share of {name}", medians, name, share),
                _share(f"95th percentile, share of {name}", p95s, name, share),
            ]
    return figures


def _share(what: str, values: dict[str, float], peer: str, reach: float) -> Figure:
    return Figure(KLIEG, what, values[KLIEG] / values[peer] * 100, "%", reach * 100)


CASE = Case("glass_to_glass", "Age of the picture on the screen", run)
