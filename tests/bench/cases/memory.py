"""Whether memory grows while a broadcast runs: ten minutes, an hour on request."""

from __future__ import annotations

import time

import numpy as np

from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage, Thoroughness, klieg_show
from tests.instruments import processes

GROWTH_REACH_MB = 10.0
_LENGTHS_S = {Thoroughness.QUICK: 60.0, Thoroughness.FULL: 600.0, Thoroughness.HOUR: 3600.0}
_LOOK_EVERY_S = 5.0


def run(stage: Stage) -> list[Figure]:
    """Watch both sides' own memory; the start (a minute, a third if quick) is left out.

    The growth is the rise of a straight line through what was seen, so that one look at a
    lucky or unlucky moment does not decide.
    """
    length_s = _LENGTHS_S[stage.thoroughness]
    start_s = min(60.0, length_s / 3)
    with klieg_show(stage.folder) as show:
        time.sleep(start_s)
        began = time.monotonic()
        looks: list[tuple[float, float, float]] = []
        while (passed := time.monotonic() - began) < length_s - start_s:
            looks.append(
                (
                    passed,
                    processes.own_memory_mb(show.host.pid),
                    processes.own_memory_mb(show.viewer.pid),
                )
            )
            time.sleep(_LOOK_EVERY_S)
    at, host, audience = (np.array(column) for column in zip(*looks, strict=True))
    minutes = f"{length_s / 60:g} minutes"
    return [
        Figure(
            KLIEG,
            f"{name}, memory growth after the start in {minutes}",
            float(np.polyfit(at, values, 1)[0] * (at[-1] - at[0])),
            "MB",
            GROWTH_REACH_MB,
        )
        for name, values in (("host with media server", host), ("audience", audience))
    ]


CASE = Case("memory", "Memory over time", run)
