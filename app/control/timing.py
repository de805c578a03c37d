"""The clock of a controller."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.control.calm import BREAK_TOLD_AFTER_S


def unix_ms() -> int:
    """Return the Unix time in ms."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock, and how long what waits for it waits.

    Attributes:
        now_ms: Unix time in ms.
        break_told_after_s: Shorter breaks of a connection are not told to the views.
    """

    now_ms: Callable[[], int] = unix_ms
    break_told_after_s: float = BREAK_TOLD_AFTER_S
