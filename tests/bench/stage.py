"""What every case stands on: how thorough to be, a folder of its own, hosts and viewers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.bench.figures import Figure
from tests.instruments.chromium import ChromiumPeer, Task, chromium_problem
from tests.instruments.glass import GlassSamples, StripReader, wait_for_picture, watch
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.program import Audience, Host, exchange
from tests.instruments.screen import VirtualScreen

KLIEG = "klieg"
CHROMIUM = "Chromium, same server"
CHROMIUM_DEFAULT = "Chromium, default server"
FIRST_PICTURE_TIMEOUT_S = 30.0
SETTLE_S = 2.0


class Thoroughness(Enum):
    """How long to measure."""

    QUICK = "quick"
    FULL = "full"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and how thoroughly a case runs."""

    folder: Path
    thoroughness: Thoroughness

    def pick(self, *, quick: float, full: float) -> float:
        """Return the one of two lengths that fits."""
        return quick if self.thoroughness is Thoroughness.QUICK else full

    def rounds(self, *, quick: int, full: int) -> range:
        """Return so many rounds."""
        return range(quick if self.thoroughness is Thoroughness.QUICK else full)

    def sub(self, name: str) -> Path:
        """Return a new folder."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure."""

    name: str
    title: str
    run: Callable[[Stage], list[Figure]]


@dataclass(frozen=True, slots=True)
class Show:
    """A running broadcast with one viewer whose picture is on a screen."""

    host: Host
    viewer: Audience | ChromiumPeer
    screen: VirtualScreen
    reader: StripReader


@contextlib.contextmanager
def klieg_show(folder: Path, *, watch_options: tuple[str, ...] = ()) -> Iterator[Show]:
    """Klieg watching Klieg, settled: ``--fullscreen``, the host without a window."""
    with VirtualScreen() as screen, Host(folder, "--headless") as host:
        link = host.link()
        options = watch_options or ("--fullscreen",)
        with Audience(folder, link, *options, environment=_draws_on(screen)) as audience:
            yield _settled(Show(host, audience, screen, StripReader(screen.pixels, screen.area)))


@contextlib.contextmanager
def chromium_show(folder: Path) -> Iterator[Show]:
    """Chromium watching the same broadcast on the server that Klieg started."""
    with VirtualScreen() as screen, Host(folder, "--headless") as host:
        admission = exchange(host.link())
        with ChromiumPeer(screen, Task(admission.url, admission.token), folder=folder) as peer:
            yield _settled(Show(host, peer, screen, StripReader(screen.pixels, screen.area)))


@contextlib.contextmanager
def chromium_default_show(folder: Path) -> Iterator[Show]:
    """Chromium watching Klieg through a server with default settings."""
    with (
        VirtualScreen() as screen,
        MediaServer(folder, Playout.SERVER_DEFAULT) as server,
        Host(
            folder, "--headless", "--server", server.url, environment=server.credentials()
        ) as host,
    ):
        admission = exchange(host.link())
        with ChromiumPeer(screen, Task(admission.url, admission.token), folder=folder) as peer:
            yield _settled(Show(host, peer, screen, StripReader(screen.pixels, screen.area)))


Opener = Callable[[Path], contextlib.AbstractContextManager[Show]]


def viewers() -> dict[str, Opener]:
    """Return the viewers to compare; Klieg alone where there is no Chromium."""
    shows: dict[str, Opener] = {KLIEG: klieg_show}
    if not chromium_problem():
        shows |= {CHROMIUM: chromium_show, CHROMIUM_DEFAULT: chromium_default_show}
    return shows


def watch_screen(show: Show, seconds: float) -> GlassSamples:
    """Measure what is on the screen for so long."""
    return watch(show.reader, seconds)


def _draws_on(screen: VirtualScreen) -> dict[str, str]:
    return {"DISPLAY": screen.display}


def _settled(show: Show) -> Show:
    wait_for_picture(show.reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
    watch(show.reader, SETTLE_S)
    return show
