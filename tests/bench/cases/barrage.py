"""Twenty lines of barrage a second over a picture of 1920x1080: does it cost the picture a frame?

The same window with and without barrage, in turn, so that other load of the machine falls on both.
Counted is what the window itself painted of what it received.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from dataclasses import dataclass

from tests.bench.figures import Better, Figure
from tests.bench.stage import KLIEG, SETTLE_S, Case, Stage
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.program import Audience, EventLine, Host
from tests.instruments.screen import VirtualScreen
from tests.instruments.talkers import Talk, start_talkers

ROOM = "barrage"
LINES_HZ = 20.0
SHOWN_REACH_PERCENT = 99.5
SCREEN_PX = (1920, 1080)
_PERIOD_S = 3.5


@dataclass(frozen=True, slots=True)
class _Round:
    """What the window told of one stretch of time."""

    shown_hz: float
    shown_percent: float
    p95_ms: float


def run(stage: Stage) -> list[Figure]:
    """Watch without barrage and with it, in turn."""
    calm: list[_Round] = []
    busy: list[_Round] = []
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen(*SCREEN_PX))
        server = stack.enter_context(MediaServer(stage.folder, Playout.LOWEST))
        options = ("--headless", "--room", ROOM, "--profile", "1080p30", "--server", server.url)
        host = Host(stage.folder, *options, environment=server.credentials())
        link = stack.enter_context(host).link()
        size = f"{SCREEN_PX[0]}x{SCREEN_PX[1]}+0+0"
        environment = {"DISPLAY": screen.display}
        watching = Audience(stage.folder, link, "--geometry", size, environment=environment)
        audience = stack.enter_context(watching)
        audience.wait_for("PlayerRenderedVideoFirstFrame")
        time.sleep(SETTLE_S)
        seconds = stage.pick(quick=9, full=24)
        for number in stage.rounds(quick=1, full=3):
            calm.append(_watch(audience, seconds))
            folder = stage.sub(f"talkers-{number}")
            talk = Talk(ROOM, people=4, chat_hz=0, barrage_hz=LINES_HZ, name=f"talker-{number}")
            talkers = start_talkers(talk, server, folder)
            try:
                time.sleep(SETTLE_S)
                busy.append(_watch(audience, seconds))
            finally:
                talkers.stop()
            came = len(audience.events("IMBarrageMessageReceived"))
            if came < seconds * LINES_HZ * 0.5:
                raise ValueError(f"only {came} lines of barrage came")
            time.sleep(8)  # until the last line has crossed the picture
    return [
        _figure("pictures shown with barrage", _mean(busy, "shown_hz"), "/s"),
        _figure("pictures shown without", _mean(calm, "shown_hz"), "/s"),
        Figure(
            KLIEG,
            "of the pictures received, shown with barrage",
            _mean(busy, "shown_percent"),
            "%",
            min(SHOWN_REACH_PERCENT, _mean(calm, "shown_percent")),
            Better.HIGHER,
        ),
        _figure("of the pictures received, shown without", _mean(calm, "shown_percent"), "%"),
        _figure("delay with barrage, 95th percentile", _mean(busy, "p95_ms"), "ms"),
        _figure("delay without, 95th percentile", _mean(calm, "p95_ms"), "ms"),
    ]


def _watch(audience: Audience, seconds: float) -> _Round:
    began = time.time()
    time.sleep(seconds)
    lines = [
        line for line in audience.events("PlayerQualityUpdate") if line.time > began + _PERIOD_S
    ]
    if len(lines) < 2:
        raise ValueError("the window told no figures of its picture")
    received = _total(lines[-1], "frames_received") - _total(lines[0], "frames_received")
    shown = _total(lines[-1], "frames_shown") - _total(lines[0], "frames_shown")
    return _Round(
        shown_hz=shown / (lines[-1].time - lines[0].time),
        shown_percent=100 * shown / max(1, received),
        p95_ms=statistics.mean(_quality(line)["end_to_end_p95_ms"] for line in lines),
    )


def _quality(line: EventLine) -> dict[str, float]:
    quality = line.field("quality")
    assert isinstance(quality, dict)
    return quality


def _total(line: EventLine, name: str) -> float:
    totals: object = _quality(line)["since_start"]
    assert isinstance(totals, dict)
    return float(totals[name])


def _mean(rounds: list[_Round], name: str) -> float:
    values: list[float] = [getattr(one, name) for one in rounds]
    return statistics.mean(values)


def _figure(what: str, value: float, unit: str) -> Figure:
    return Figure(KLIEG, what, value, unit)


CASE = Case("barrage", "Barrage over a picture of 1080 lines", run)
