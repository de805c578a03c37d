"""Value types for small pictures of what could be shared. They may cross threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class PreviewState(Enum):
    """Whether there is a small picture, and why not."""

    WAITING = "waiting"
    READY = "ready"
    HIDDEN = "hidden"
    """Minimised: the system draws it nowhere."""
    NONE = "none"
    """The system gives none, or not before it was asked for the picture itself."""
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture: rows of blue, green, red, 255."""

    width_px: int
    height_px: int
    pixels: bytes = field(repr=False)

    def __post_init__(self) -> None:
        needed = self.width_px * self.height_px * 4
        if len(self.pixels) != needed:
            raise ValueError(f"a thumbnail of {needed} bytes has {len(self.pixels)}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of one screen or window before it is shared."""

    state: PreviewState = PreviewState.WAITING
    thumbnail: Thumbnail | None = None
