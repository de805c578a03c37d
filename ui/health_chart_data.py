"""What a chart of health shows, and how far its axis goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.control.health_view import Break

_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart; NaN where nothing was measured."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What the chart shows.

    Attributes:
        title: What is drawn, in words.
        lines: At most two; the first is the one that is told.
        until_s: The Unix second of the last value.
        breaks: When there was no connection.
        least_top: The axis reaches at least so far.
    """

    title: str
    lines: tuple[Line, ...] = ()
    until_s: int = 0
    breaks: tuple[Break, ...] = ()
    least_top: float = 1.0


ValueText = Callable[[float], str]


def axis_top(highest: float, least: float) -> float:
    """Return a round number that nothing exceeds."""
    wanted = max(highest, least, 1e-9)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(
        (step * power for step in (*_STEPS, 10.0) if step * power >= wanted * 0.999), 10 * power
    )
