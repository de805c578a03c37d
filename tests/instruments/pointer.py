"""A hand on the mouse of a virtual screen, an eye for coloured buttons, and a stopwatch."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from tests.instruments.children import find_program
from tests.instruments.screen import Rectangle, VirtualScreen

_LOOK_S = 0.0005
_REST_S = 0.3
_BUTTON_LOOK_S = 0.005


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Colour:
    """Colours of one kind: red, green and blue lie between two limits."""

    low: tuple[int, int, int]
    high: tuple[int, int, int]


RED = Colour((200, 40, 40), (235, 75, 80))
BLUE = Colour((35, 95, 210), (65, 125, 245))
_BUTTON_PX = 400


def find_button(screen: VirtualScreen, colour: Colour, area: Rectangle) -> Place | None:
    """Return the middle of what has this colour within ``area``; None where it is little."""
    seen = screen.grab(area)
    is_it = np.all((seen >= colour.low) & (seen <= colour.high), axis=2)
    rows, columns = np.nonzero(is_it)
    if len(rows) < _BUTTON_PX:
        return None
    return area.left_px + int(np.median(columns)), area.top_px + int(np.median(rows))


def wait_for_button(
    screen: VirtualScreen,
    colour: Colour,
    area: Rectangle | None = None,
    *,
    timeout_s: float = 30.0,
    rest_s: float = 0.2,
) -> Place:
    """Wait until such a button is there and has come to rest; return its middle.

    Raises:
        TimeoutError: There is none.
    """
    deadline = time.monotonic() + timeout_s
    place, since = None, time.monotonic()
    while time.monotonic() < deadline:
        seen = find_button(screen, colour, area or screen.area)
        if seen != place:
            place, since = seen, time.monotonic()
        if place is not None and time.monotonic() - since >= rest_s:
            return place
        time.sleep(_BUTTON_LOOK_S)
    raise TimeoutError(f"no button of that colour on the screen within {timeout_s:g} s")


class Pointer:
    """Moves and clicks through one running ``xdotool``; a context manager that ends it."""

    def __init__(self, screen: VirtualScreen) -> None:
        """Start."""
        self._screen = screen
        self._tool = subprocess.Popen(
            [find_program("xdotool"), "-"],
            stdin=subprocess.PIPE,
            text=True,
            env=screen.environment(),
        )

    def move(self, x_px: int, y_px: int) -> None:
        """Move to a place, and rest until hovering has had its effect."""
        self._do(f"mousemove {x_px} {y_px}")
        time.sleep(_REST_S)

    def click(self) -> None:
        """Press and release the left button."""
        self._do("click 1")

    def double_click_at(self, place: Place) -> None:
        """Move to a place, rest there, click twice."""
        self.move(*place)
        self._do("click --repeat 2 --delay 60 1")

    def drag(self, place: Place, aim: Place) -> None:
        """Press at a place, move to another one, release."""
        self.move(*place)
        self._do("mousedown 1")
        self.move((place[0] + aim[0]) // 2, (place[1] + aim[1]) // 2)
        self.move(*aim)
        self._do("mouseup 1")

    def press(self, keys: str) -> None:
        """Press keys, as ``ctrl+t`` or ``Escape``, in the window that has the focus."""
        self._do(f"key {keys}")

    def click_at(self, place: Place) -> None:
        """Move to a place, rest there, click."""
        self.move(*place)
        self.click()

    def type_text(self, text: str) -> None:
        """Type into what has the focus (without a window manager: what is under the mouse)."""
        subprocess.run(
            [find_program("xdotool"), "type", "--delay", "2", text],
            env=self._screen.environment(),
            check=True,
            timeout=20,
        )

    def click_answer_ms(self, area: Rectangle, *, timeout_s: float = 5.0) -> float:
        """Click, and return how long it took until the picture in ``area`` changed.

        Raises:
            TimeoutError: Nothing changed.
        """
        before = self._screen.grab(area)
        clicked = time.monotonic()
        self.click()
        while time.monotonic() < clicked + timeout_s:
            if not np.array_equal(self._screen.grab(area), before):
                return 1000 * (time.monotonic() - clicked)
            time.sleep(_LOOK_S)
        raise TimeoutError(f"a click in {area} changed nothing within {timeout_s:g} s")

    def stop(self) -> None:
        """End the tool."""
        assert self._tool.stdin is not None
        self._tool.stdin.close()
        self._tool.wait(5)

    def _do(self, command: str) -> None:
        assert self._tool.stdin is not None
        self._tool.stdin.write(command + "\n")
        self._tool.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
