"""Where barrage lines are at each moment: arithmetic, no widget.

All lines move at one speed, so that no line ever reaches the one before it. Heights and ways are
device pixels.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.control.view_state import BarrageLine
from app.model.watching import Density

CROSSING_S = 8.0
"""A picture's width at the usual speed."""

_SHARES = {Density.FEW: 0.25, Density.NORMAL: 0.5, Density.ALL: 0.9}
_WAITING_MAX = {Density.FEW: 6, Density.NORMAL: 40, Density.ALL: 200}
_SLOWEST_PX_S = 60.0
_TOP_GAP_PX = 8


class Sprite(Protocol):
    """A line as it is drawn."""

    @property
    def width_px(self) -> int:
        """Its width."""

    @property
    def height_px(self) -> int:
        """Its height."""


S = TypeVar("S", bound=Sprite)


@dataclass(slots=True)
class Flight(Generic[S]):
    """One line on its way; ``way_px`` is how far its left edge is from the right border."""

    text: str
    sprite: S
    y_px: int
    way_px: float = 0.0


class Sky(Generic[S]):
    """The lines that fly and those that wait for room.

    Args:
        draw: Makes a sprite of a line, once for each.
    """

    def __init__(self, draw: Callable[[BarrageLine], S]) -> None:
        self._draw = draw
        self._density = Density.NORMAL
        self._speed = 1.0
        self._size_px = (0, 0)
        self._waiting: deque[BarrageLine] = deque(maxlen=_WAITING_MAX[self._density])
        self.flights: list[Flight[S]] = []

    @property
    def is_busy(self) -> bool:
        """Whether anything flies or waits."""
        return bool(self.flights or self._waiting)

    def use(self, density: Density, *, speed: float) -> None:
        """Let lines fly so from now on; 1.0 is the usual speed."""
        self._density, self._speed = density, speed
        self._waiting = deque(self._waiting, maxlen=_WAITING_MAX[density])

    def resize(self, width_px: int, height_px: int) -> None:
        """The picture has this size now."""
        self._size_px = (width_px, height_px)

    def add(self, line: BarrageLine) -> None:
        """Let ``line`` fly when there is room; the oldest that wait give way."""
        self._waiting.append(line)

    def clear(self) -> None:
        """Let nothing fly any more."""
        self._waiting.clear()
        self.flights.clear()

    def advance(self, seconds: float) -> None:
        """Move all lines on; those past the left border are gone."""
        width = self._size_px[0]
        step = max(_SLOWEST_PX_S, width / CROSSING_S) * self._speed * seconds
        for flight in self.flights:
            flight.way_px += step
        self.flights = [one for one in self.flights if one.way_px < width + one.sprite.width_px]

    def launch(self, at_most: int, *, lane_px: int) -> None:
        """Let up to ``at_most`` of the waiting lines begin, each where it meets no other."""
        for _ in range(at_most):
            y_px = self._free_lane(lane_px) if self._waiting else None
            if y_px is None:
                return
            line = self._waiting.popleft()
            self.flights.append(Flight(line.text, self._draw(line), y_px))

    def _free_lane(self, height_px: int) -> int | None:
        sky_px = max(height_px, round(self._size_px[1] * _SHARES[self._density]) - _TOP_GAP_PX)
        lanes = range(max(1, sky_px // height_px))
        tops = (_TOP_GAP_PX + lane * height_px for lane in lanes)
        return next((top for top in tops if self._is_free(top, height_px)), None)

    def _is_free(self, top_px: int, height_px: int) -> bool:
        return all(
            one.y_px + one.sprite.height_px <= top_px
            or top_px + height_px <= one.y_px
            or one.way_px > one.sprite.width_px + one.sprite.height_px
            for one in self.flights
        )
