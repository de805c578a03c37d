"""Value types for how a person likes to watch; remembered between runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.model.errors import InvalidValueError
from app.model.media import SwitchState


class Density(Enum):
    """How many barrage lines share the picture."""

    FEW = "few"
    NORMAL = "normal"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class BarrageStyle:
    """How barrage looks over the picture; parts are in percent.

    Attributes:
        state: Whether anything flies at all.
        density: How much of the picture lines may cross.
        opacity: 20 to 100; less could not be read.
        text_size: 50 to 200 of the usual size.
        speed: 50 to 200 of the usual speed.
    """

    state: SwitchState = SwitchState.ON
    density: Density = Density.NORMAL
    opacity: int = 90
    text_size: int = 100
    speed: int = 100

    def __post_init__(self) -> None:
        bounds = {"opacity": (20, 100), "text_size": (50, 200), "speed": (50, 200)}
        for name, (low, high) in bounds.items():
            if not low <= getattr(self, name) <= high:
                raise InvalidValueError(f"{name} of barrage must be {low} to {high}")


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where a small window was, in logical pixels of the desktop; width 0 when never placed."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class WatchingStyle:
    """Everything about watching that is remembered.

    Attributes:
        barrage: What flies over the picture.
        side: Whether chat and people are beside the picture.
        small_window: Where the picture's own window was.
    """

    barrage: BarrageStyle = BarrageStyle()
    side: SwitchState = SwitchState.ON
    small_window: WindowPlace = WindowPlace()
