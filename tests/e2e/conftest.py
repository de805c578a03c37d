"""A screen, a sound server and programs for journeys; they run where Xvfb does (Linux)."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.instruments.glass import StripReader, wait_for_picture
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.netns import NetworkUnavailableError, SplitNetwork
from tests.instruments.pointer import Pointer
from tests.instruments.program import Audience, Host
from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import SoundServer, pulseaudio_is_installed

HERE = Path(__file__).parent
PICTURE_TIMEOUT_S = 30.0

Go = Callable[..., Host]
Look = Callable[..., Audience]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test below this folder, and skip them where there is no Xvfb."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if sys.platform != "linux" or shutil.which("Xvfb") is None:
                item.add_marker(pytest.mark.skip(reason="journeys are watched on Xvfb"))


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    """A screen of 1280x720."""
    with VirtualScreen() as made:
        yield made


@pytest.fixture
def desk() -> Iterator[VirtualScreen]:
    """A screen with room for the whole window."""
    with VirtualScreen(1280, 900) as made:
        yield made


@pytest.fixture
def hand(desk: VirtualScreen) -> Iterator[Pointer]:
    """A hand on the desk's mouse."""
    with Pointer(desk) as made:
        yield made


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    """A private PulseAudio."""
    if not pulseaudio_is_installed():
        pytest.skip("PulseAudio is not installed")
    with SoundServer() as server:
        yield server


@pytest.fixture
def media_server(tmp_path: Path) -> Iterator[MediaServer]:
    """A media server that is not Klieg's own."""
    with MediaServer(tmp_path, Playout.LOWEST) as server:
        yield server


@pytest.fixture
def network() -> Iterator[SplitNetwork]:
    """Two sides and a cable."""
    try:
        made = SplitNetwork()
    except NetworkUnavailableError as error:
        pytest.skip(str(error))
    with made:
        yield made


@pytest.fixture
def programs() -> Iterator[contextlib.ExitStack]:
    """Holds programs; ends them in reverse order."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def go_live(tmp_path: Path, programs: contextlib.ExitStack) -> Go:
    """Start ``klieg host``; without a window unless an environment with a screen is given."""

    def start(
        *arguments: str,
        name: str = "host",
        on: VirtualScreen | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Host:
        options = arguments if on is not None else ("--headless", *arguments)
        drawing = {"DISPLAY": on.display} if on is not None else {}
        made = Host(tmp_path, *options, name=name, environment=drawing | dict(environment or {}))
        return programs.enter_context(made)

    return start


@pytest.fixture
def watch_on(tmp_path: Path, programs: contextlib.ExitStack) -> Look:
    """Start ``klieg watch --fullscreen`` on a screen, or ``--headless`` without one."""

    def start(
        screen: VirtualScreen | None,
        link: str,
        *arguments: str,
        name: str = "audience",
        environment: Mapping[str, str] | None = None,
    ) -> Audience:
        view = "--fullscreen" if screen is not None else "--headless"
        drawing = {"DISPLAY": screen.display} if screen is not None else {}
        made = Audience(
            tmp_path,
            link,
            view,
            *arguments,
            name=name,
            environment=drawing | dict(environment or {}),
        )
        return programs.enter_context(made)

    return start


def picture_on(screen: VirtualScreen) -> StripReader:
    """Wait until the whole screen shows a live picture and return its reader."""
    reader = StripReader(screen.pixels, screen.area)
    wait_for_picture(reader, timeout_s=PICTURE_TIMEOUT_S)
    return reader
