"""Small pictures that a test decides about."""

from __future__ import annotations

import asyncio

from app.model.media import DeviceInfo
from app.model.thumbnails import Preview, PreviewState, Thumbnail


def plain_thumbnail(blue: int, green: int, red: int) -> Thumbnail:
    """Return a small picture of one colour, wide as a screen."""
    return Thumbnail(320, 180, bytes((blue, green, red, 255)) * (320 * 180))


class Eye:
    """Sees what the test says; implements ``Thumbnailer``.

    Attributes:
        found: What there is; None where only the engine knows.
        previews: How things look; those not named look like nothing.
        is_blind: It never answers.
    """

    rest_s = 3600.0

    def __init__(self) -> None:
        self.found: tuple[DeviceInfo, ...] | None = ()
        self.previews: dict[str, Preview] = {}
        self.is_blind = False
        self.closes = 0

    async def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return what there is."""
        if self.is_blind:
            await asyncio.Event().wait()
        return self.found

    async def look(self, device: DeviceInfo) -> Preview:
        """Return how it looks."""
        return self.previews.get(device.name, Preview(PreviewState.NONE))

    async def close(self) -> None:
        """Count."""
        self.closes += 1
