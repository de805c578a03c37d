"""How soon the engines tell that a network is cut, and that it is back; what they lose meanwhile.

Host and audience are on one side of a cable, the media server on the other. Of the words of a
window tells the case ``words``: they wait up to a second more, so that nothing flickers.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.bench.figures import Figure
from tests.bench.stage import FIRST_PICTURE_TIMEOUT_S, KLIEG, SETTLE_S, Case, Stage
from tests.instruments.glass import GlassMeter, StripReader, wait_for_picture
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.netns import Cut, SplitNetwork
from tests.instruments.program import Audience, EventLine, Host, Program
from tests.instruments.screen import VirtualScreen

REACH_MS = 1000.0
BACK_MS = 2000.0
BLINK_S = 0.5
_AFTER_S = 6.0
_CALM_S = 3.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to be cut off."""

    what: str
    seconds: float
    cut: Cut | None = Cut.ALL
    """What is lost; None where the server is killed instead."""


FULL = (
    Trial("3 s without network", 3),
    Trial("10 s without network", 10),
    Trial("30 s without network", 30),
    Trial("nothing sent arrives, 5 s", 5, Cut.SENT),
    Trial("no datagrams, 8 s", 8, Cut.DATAGRAMS),
    Trial("server killed, back after 3 s", 3, None),
)
QUICK = (FULL[0], FULL[4], FULL[5])


@dataclass(frozen=True, slots=True)
class Party:
    """Host and audience on the near side."""

    host: Host
    audience: Audience
    reader: StripReader
    network: SplitNetwork
    server: MediaServer

    @property
    def programs(self) -> dict[str, Program]:
        """Both, by what they are called in the figures."""
        return {"host": self.host, "audience": self.audience}


def run(stage: Stage) -> list[Figure]:
    """Cut for a blink again and again, then in each of the ways."""
    figures: list[Figure] = []
    with party(stage) as people:
        counts = dict.fromkeys(people.programs, 0)
        rounds = stage.rounds(quick=3, full=10)
        for _ in rounds:
            for name, count in blink(people).items():
                counts[name] += count
        for name, count in counts.items():
            what = f"{name}: told in {len(rounds)} cuts of {BLINK_S:g} s"
            figures.append(Figure(KLIEG, what, count, "times", 0))
        for trial in QUICK if stage.rounds(quick=1, full=2) == range(1) else FULL:
            figures += measure(people, trial)
            time.sleep(_CALM_S)
    return figures


def blink(people: Party) -> dict[str, int]:
    """Cut for half a second; return how often each engine told of it."""
    cut_at = time.time()
    people.network.cut(Cut.PACKETS)
    time.sleep(BLINK_S)
    people.network.mend()
    time.sleep(_CALM_S)
    return {
        name: len(list(breaks(program.events("RoomStateChanged"), cut_at)))
        for name, program in people.programs.items()
    }


def measure(people: Party, trial: Trial) -> list[Figure]:
    """Cut off, come back, and read from the events and the screen how that went."""
    meter = GlassMeter(people.reader)
    clocks_differ_s = time.time() - time.monotonic()
    meter.start()
    cut_at = time.time()
    if trial.cut is None:
        people.server.kill()
    else:
        people.network.cut(trial.cut)
    time.sleep(max(0.0, cut_at + trial.seconds - time.time()))
    back_at = time.time()  # a server that starts again has not started yet
    if trial.cut is None:
        people.server.restart()
    else:
        people.network.mend()
        back_at = time.time()
    time.sleep(_AFTER_S)
    shown = [at_s + clocks_differ_s for at_s in meter.stop().shown_at_s]
    figures: list[Figure] = []
    for name, program in people.programs.items():
        states = program.events("RoomStateChanged")
        told_s = first(breaks(states, cut_at))
        returned_s = last(line for line in states if line.field("reason") == "RECONNECTED")
        fell_back = trial.cut is Cut.DATAGRAMS and returned_s < back_at
        figures += [
            Figure(KLIEG, f"{trial.what}: {name} tells", 1000 * (told_s - cut_at), "ms", REACH_MS),
            Figure(
                KLIEG,
                f"{trial.what}: {name} is back" + (", over TCP, after the cut" * fell_back),
                1000 * (returned_s - (cut_at if fell_back else back_at)),
                "ms",
                None if fell_back else BACK_MS,
            ),
        ]
    since_s = last(
        line
        for line in people.audience.events("RoomStateChanged")
        if line.field("reason") == "RECONNECTING"
    )
    new_s = next((at_s for at_s in shown if at_s > max(since_s, back_at)), math.nan)
    figures.append(
        Figure(KLIEG, f"{trial.what}: first new picture", 1000 * (new_s - back_at), "ms", BACK_MS)
    )
    return figures


def breaks(states: Iterable[EventLine], since_s: float) -> Iterator[EventLine]:
    """Return the breaks told since then."""
    return (
        line for line in states if line.time >= since_s and line.field("reason") == "RECONNECTING"
    )


def first(lines: Iterable[EventLine]) -> float:
    """Return when the first of the events was told; not a number without any."""
    return next((line.time for line in lines), math.nan)


def last(lines: Iterable[EventLine]) -> float:
    """Return when the last of the events was told; not a number without any."""
    return max((line.time for line in lines), default=math.nan)


@contextlib.contextmanager
def party(stage: Stage) -> Iterator[Party]:
    """A broadcast that is seen."""
    with (
        SplitNetwork() as network,
        MediaServer(stage.folder, Playout.LOWEST, network=network) as server,
        VirtualScreen() as screen,
        Host(
            stage.folder,
            "--headless",
            "--server",
            server.url,
            environment=server.credentials(),
            prefix=network.near(),
        ) as host,
        Audience(
            stage.folder,
            host.link(),
            "--fullscreen",
            environment={"DISPLAY": screen.display},
            prefix=network.near(),
        ) as audience,
    ):
        reader = StripReader(screen.pixels, screen.area)
        wait_for_picture(reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
        time.sleep(SETTLE_S + _CALM_S)
        yield Party(host, audience, reader, network, server)


CASE = Case("reaction", "Telling a cut network and its return", run)
