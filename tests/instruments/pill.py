"""What a window says of its connection, read from the screen: is the state pill red, for live?

While a broadcast flows, the pill at the upper left is red; a bar with what went wrong may stand
above it. The test picture has no red so far up and left.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

import numpy as np

from tests.instruments.pointer import RED
from tests.instruments.program import Program
from tests.instruments.screen import Rectangle, VirtualScreen

HEADER = Rectangle(0, 0, 300, 110)
"""Where the pill is in a window at the screen's corner."""

_LOOK_S = 0.01
_PILL_PX = 300


def says_live(screen: VirtualScreen) -> bool:
    """Whether the window in the corner of ``screen`` says that it is live now."""
    seen = screen.grab(HEADER)
    is_red = np.all((seen >= RED.low) & (seen <= RED.high), axis=2)
    return int(is_red.sum()) >= _PILL_PX


class PillWatch:
    """Looks a hundred times a second, on a thread of its own; a context manager that ends it."""

    def __init__(self, screen: VirtualScreen) -> None:
        self._screen = screen
        self._changes: list[tuple[float, bool]] = [(time.monotonic(), says_live(screen))]
        self._is_over = threading.Event()
        self._news = threading.Condition()
        self._eye = threading.Thread(target=self._look, name="pill-watch", daemon=True)

    def changes_since(self, moment_s: float) -> list[tuple[float, bool]]:
        """Return when the pill began (True) or ceased (False) to say live, monotonic time."""
        with self._news:
            return [change for change in self._changes if change[0] >= moment_s]

    def wait_for(self, *, live: bool, since_s: float, timeout_s: float) -> float:
        """Return the moment, at or after ``since_s``, from which the pill says so.

        Raises:
            TimeoutError: It does not come to that.
        """

        def has_come() -> bool:
            return self._changes[-1][1] is live

        with self._news:
            if not self._news.wait_for(has_come, timeout_s):
                raise TimeoutError(f"the pill does not turn within {timeout_s:g} s")
            return max(since_s, self._changes[-1][0])

    def _look(self) -> None:
        while not self._is_over.wait(_LOOK_S):
            is_live = says_live(self._screen)
            with self._news:
                if is_live is not self._changes[-1][1]:
                    self._changes.append((time.monotonic(), is_live))
                    self._news.notify_all()

    def __enter__(self) -> Self:
        self._eye.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._eye.join(5)


def wait_until_live(screen: VirtualScreen, program: Program, *, timeout_s: float) -> None:
    """Wait until the window of ``program`` says live.

    Raises:
        ChildFailedError: It does not in time, or the program ended.
    """
    program.child.wait_until(lambda: says_live(screen), timeout_s=timeout_s, what="'live'")
