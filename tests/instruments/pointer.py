"""A hand on the mouse of a virtual screen, and a stopwatch for what a click changes."""

from __future__ import annotations

import subprocess
import time
from types import TracebackType
from typing import Self

import numpy as np

from tests.instruments.children import find_program
from tests.instruments.screen import Rectangle, VirtualScreen

_LOOK_S = 0.0005
_REST_S = 0.3


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
