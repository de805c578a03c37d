"""Screens and windows captured from a real X server."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.instruments.children import Child, find_program
from tests.instruments.screen import Rectangle as Area
from tests.instruments.screen import VirtualScreen

pytestmark = pytest.mark.alone

RED, BLUE = [200, 30, 40], [20, 60, 200]
TIMEOUT_S = 20.0


class Stage:
    """Programs on one screen."""

    def __init__(self, screen: VirtualScreen, folder: Path) -> None:
        self._screen = screen
        self._folder = folder
        self._children: list[Child] = []

    def start(self, *command: str | Path, **environment: str) -> Child:
        child = Child(
            command,
            output=self._folder / f"{len(self._children)}.log",
            environment=self._screen.environment() | environment,
            working_directory=Path(__file__).parents[2],
        )
        self._children.append(child)
        return child

    def window(self, title: str, colour: list[int], *sizes: int) -> Child:
        """Show a window and wait until its colour is on the screen."""
        child = self.start(
            sys.executable,
            *("-m", "tests.e2e.stage_window", title, f"rgb{tuple(colour)}", *map(str, sizes)),
        )
        inside = Area(20, 40, 1, 1)
        child.wait_until(
            lambda: near(self._screen.grab(inside)[0, 0].tolist(), colour),
            timeout_s=TIMEOUT_S,
            what="window on the screen",
        )
        return child

    def probe(self, source: str, profile: str, **environment: str) -> Probe:
        return Probe(
            self.start(
                sys.executable,
                *("-m", "tests.e2e.capture_probe", source, profile),
                **environment,
            )
        )

    def stop(self) -> None:
        for child in reversed(self._children):
            child.stop()


class Probe:
    """What a capturing process tells."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def told(self) -> list[dict[str, Any]]:
        lines = self.child.text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def wait_for(self, holds: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        self.child.wait_until(
            lambda: any(holds(item) for item in self.told()), timeout_s=TIMEOUT_S, what=what
        )
        return next(item for item in self.told() if holds(item))


def near(colour: list[int], wanted: list[int]) -> bool:
    return bool(np.abs(np.array(colour, int) - wanted).max() <= 6)


@pytest.fixture
def stage(screen: VirtualScreen, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(screen, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def desktop(stage: Stage, screen: VirtualScreen) -> Stage:
    """A screen with a window manager, which knows the windows."""
    stage.start(find_program("openbox"), DISPLAY=screen.display)
    return stage


@pytest.mark.parametrize("environment", [{}, {"KLIEG_NO_QT": "1"}], ids=["qt", "headless"])
def test_the_screen_is_captured_in_its_colours(stage: Stage, environment: dict[str, str]) -> None:
    stage.window("whole", RED, 1280, 720)

    probe = stage.probe("screen", "640x360@15", **environment)

    seen = probe.wait_for(lambda item: "colour" in item, "picture")
    assert seen["size"] == [640, 360]
    assert near(seen["colour"], RED)
    assert 0 <= time.time() * 1e6 - seen["at_us"] < 10e6


def test_the_screen_is_captured_through_qt_where_there_is_no_x11grab(stage: Stage) -> None:
    stage.window("whole", RED, 1280, 720)

    probe = stage.probe("screen:0", "640x360@15", XDG_SESSION_TYPE="wayland", QT_QPA_PLATFORM="xcb")

    assert near(probe.wait_for(lambda item: "colour" in item, "picture")["colour"], RED)


@pytest.mark.parametrize("environment", [{}, {"KLIEG_NO_QT": "1"}], ids=["qt", "headless"])
def test_a_window_is_captured_resized_and_its_end_is_told(
    desktop: Stage, environment: dict[str, str]
) -> None:
    window = desktop.window("Notes - Editor", BLUE, 400, 300, 502, 301)
    probe = desktop.probe("window:editor", "1280x720@30", **environment)

    first = probe.wait_for(lambda item: "colour" in item, "picture")
    assert first["size"] == [400, 300]
    assert near(first["colour"], BLUE)

    window.send_signal(signal.SIGUSR1)
    probe.wait_for(lambda item: item.get("size") == [502, 300], "picture of the new size")

    window.stop()
    end = probe.wait_for(lambda item: "end" in item, "end")["end"]
    assert "'Notes - Editor': it was closed" in end
    assert probe.child.wait(TIMEOUT_S) == 0


def test_a_window_that_is_not_there_is_refused_in_words(stage: Stage) -> None:
    probe = stage.probe("window:Editor", "1280x720@30")

    refused = probe.wait_for(lambda item: "refused" in item, "refusal")["refused"]
    assert refused.startswith("Cannot capture the window 'Editor'")
    assert probe.child.wait(TIMEOUT_S) == 0
