"""Finds the devices of this machine, with and without a display."""

from __future__ import annotations

from app.bootstrap.headless import captures_for, run_on_qt
from app.bootstrap.session import EngineMaker
from app.model.media import DeviceInfo, DeviceKind


def find_devices() -> dict[DeviceKind, tuple[DeviceInfo, ...]]:
    """Return what there is of every kind, the default first.

    Raises:
        KliegError: The engine cannot be made.
    """
    found: dict[DeviceKind, tuple[DeviceInfo, ...]] = {}

    async def look() -> None:
        engine = await EngineMaker(captures=captures_for(needs_qt=True), canvases=None).make()
        try:
            for kind in DeviceKind:
                found[kind] = await engine.list_devices(kind)
        finally:
            await engine.destroy()

    run_on_qt(look())
    return found

