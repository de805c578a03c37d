"""Value types for how pictures share the stage; remembered between runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class StageLayout(Enum):
    """What a person can choose."""

    AUTOMATIC = "automatic"
    SPEAKER = "speaker"
    GRID = "grid"
    PICTURE_IN_PICTURE = "picture_in_picture"


class Corner(Enum):
    """Where the small picture lies."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"

    @property
    def is_left(self) -> bool:
        """Whether it is on the left side."""
        return self in {Corner.TOP_LEFT, Corner.BOTTOM_LEFT}

    @property
    def is_top(self) -> bool:
        """Whether it is on the upper side."""
        return self in {Corner.TOP_LEFT, Corner.TOP_RIGHT}


def corner_at(*, is_left: bool, is_top: bool) -> Corner:
    """Return the corner on these sides."""
    if is_top:
        return Corner.TOP_LEFT if is_left else Corner.TOP_RIGHT
    return Corner.BOTTOM_LEFT if is_left else Corner.BOTTOM_RIGHT


@dataclass(frozen=True, slots=True)
class StageStyle:
    """Everything about the stage that is remembered.

    Attributes:
        layout: How the pictures share the stage.
        corner: Where the small one lies in PICTURE_IN_PICTURE.
    """

    layout: StageLayout = StageLayout.AUTOMATIC
    corner: Corner = Corner.BOTTOM_RIGHT
