"""Finds the devices of this machine, with and without a display."""

from __future__ import annotations

from app.bootstrap.engine_studio import livekit_request
from app.bootstrap.headless import run_on_qt
from app.bootstrap.session import EngineMaker
from app.displays import has_display
from app.media.sources import CaptureSources
from app.model.media import DeviceInfo, DeviceKind

_SHOWN_KINDS = frozenset({DeviceKind.SCREEN, DeviceKind.WINDOW})


def find_devices() -> dict[DeviceKind, tuple[DeviceInfo, ...]]:
    """Return what there is of every kind, the default first; no screens without a display.

    Raises:
        KliegError: The engine cannot be made.
    """
    sees_screens = has_display()
    found: dict[DeviceKind, tuple[DeviceInfo, ...]] = {}

    async def look() -> None:
        engine = await EngineMaker(livekit_request, captures=CaptureSources(), canvases=None).make()
        try:
            for kind in DeviceKind:
                is_there = kind not in _SHOWN_KINDS or sees_screens
                found[kind] = await engine.list_devices(kind) if is_there else ()
        finally:
            await engine.destroy()

    run_on_qt(look)
    return found
