"""What can be shared, with small live pictures: for as long as somebody is choosing.

Qt thread only; pictures are made elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.control.controller import Controller
from app.model.errors import KliegError
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind
from app.model.thumbnails import Preview, PreviewState

_logger = logging.getLogger(__name__)


class Thumbnailer(Protocol):
    """Makes small pictures of screens and windows; one call at a time."""

    @property
    def rest_s(self) -> float:
        """How long to rest between two rounds, as making pictures costs something."""

    async def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return the screens and windows there are; None where only the engine knows."""

    async def look(self, device: DeviceInfo) -> Preview:
        """Return how ``device`` looks now."""

    async def close(self) -> None:
        """Let go of everything until the next call."""


@dataclass(frozen=True, slots=True)
class Shareable:
    """One screen or window."""

    device: DeviceInfo
    preview: Preview = field(default_factory=Preview)

    @property
    def source(self) -> CaptureSource:
        """What to share."""
        if self.device.kind is DeviceKind.SCREEN:
            return CaptureSource(SourceKind.SCREEN, self.device.device_id)
        return CaptureSource(SourceKind.WINDOW, self.device.name)


@dataclass(frozen=True, slots=True)
class ShareView:
    """What there is to choose from; ``are_known`` is false until it was looked up."""

    items: tuple[Shareable, ...] = ()
    are_known: bool = False

    def of(self, kind: DeviceKind) -> tuple[Shareable, ...]:
        """Return the screens, or the windows."""
        return tuple(item for item in self.items if item.device.kind is kind)

    @property
    def is_denied(self) -> bool:
        """Whether the system lets Klieg see nothing."""
        return any(item.preview.state is PreviewState.DENIED for item in self.items)


ShareListener = Callable[[ShareView], None]


class ShareDesk:
    """Serves one picker at a time."""

    def __init__(self, controller: Controller, thumbnailer: Thumbnailer) -> None:
        self._controller = controller
        self._thumbnailer = thumbnailer
        self._view = ShareView()
        self._listeners: list[ShareListener] = []
        self._looking: asyncio.Task[None] | None = None

    @property
    def view(self) -> ShareView:
        """What there is to choose from now."""
        return self._view

    def subscribe(self, listener: ShareListener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def open(self) -> None:
        """Look at everything, again and again, until :meth:`close`."""
        if self._looking is not None:
            return
        self._put(ShareView())
        self._controller.desk.look_for_devices()
        steps = self._look_until_closed()
        self._looking = self._controller.parts.tasks.spawn("look at screens", steps)

    def close(self) -> None:
        """Look no more."""
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.cancel()

    async def _look_until_closed(self) -> None:
        try:
            while True:
                await self._look_at_all()
                await asyncio.sleep(self._thumbnailer.rest_s)
        finally:
            await self._thumbnailer.close()

    async def _look_at_all(self) -> None:
        found = await self._found()
        if found is None:
            return
        known = {item.device: item for item in self._view.items}
        items = tuple(known.get(device, Shareable(device)) for device in found)
        self._put(ShareView(items, are_known=True))
        for device in found:
            preview = await self._preview(device)
            self._put(
                replace(
                    self._view,
                    items=tuple(
                        replace(item, preview=preview) if item.device == device else item
                        for item in self._view.items
                    ),
                )
            )

    async def _found(self) -> tuple[DeviceInfo, ...] | None:
        try:
            found = await self._thumbnailer.sources()
        except KliegError as error:
            _logger.info("cannot list screens and windows: %s", error.message)
            found = None
        if found is not None:
            return found
        devices = self._controller.state.devices
        return devices.screens + devices.windows if devices.are_known else None

    async def _preview(self, device: DeviceInfo) -> Preview:
        try:
            return await self._thumbnailer.look(device)
        except KliegError as error:
            _logger.debug("cannot show %s: %s", device.kind.value, error.message)
            return Preview(PreviewState.NONE)

    def _put(self, view: ShareView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)
