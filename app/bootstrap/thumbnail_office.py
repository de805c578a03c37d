"""Lets small pictures be made on a thread, one call after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from app.bootstrap.threads import on_thread
from app.control.controller import Controller
from app.control.desks import Desks
from app.control.share_desk import ShareDesk
from app.model.media import DeviceInfo
from app.model.thumbnails import Preview

if TYPE_CHECKING:
    from app.engine.media_port import CaptureFactory
    from app.media.thumbnails import Thumbnails

_Result = TypeVar("_Result")


class ThumbnailOffice:
    """Serves the picker; implements ``Thumbnailer``.

    Args:
        captures: The sources of this machine, asked for when they are needed.
    """

    def __init__(self, captures: Callable[[], CaptureFactory]) -> None:
        self._captures = captures
        self._lock = threading.Lock()  # a call that nobody waits for any more goes on

    @cached_property
    def _thumbnails(self) -> Thumbnails:
        from app.media.thumbnails import thumbnails_for  # imports what a window opens without

        return thumbnails_for(self._captures)

    @property
    def rest_s(self) -> float:
        """How long to rest between two rounds."""
        return self._thumbnails.rest_s

    async def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return the screens and windows there are; None where only the engine knows."""
        return await self._in_turn(lambda made: made.sources())

    async def look(self, device: DeviceInfo) -> Preview:
        """Return how ``device`` looks now."""
        return await self._in_turn(lambda made: made.look(device))

    async def close(self) -> None:
        """Let go of everything until the next call."""
        await self._in_turn(lambda made: made.close())

    async def _in_turn(self, work: Callable[[Thumbnails], _Result]) -> _Result:
        def locked() -> _Result:
            with self._lock:
                return work(self._thumbnails)

        return await on_thread(locked)


def with_share(
    desks: Desks, controller: Controller, captures: Callable[[], CaptureFactory]
) -> Desks:
    """Return ``desks`` and one more, where people choose what to share."""
    return replace(desks, share=ShareDesk(controller, ThumbnailOffice(captures)))
