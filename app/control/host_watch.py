"""Finds out, while a watcher's connection is broken, whether the host is still there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from app.control.store import ViewStore
from app.control.studio import Studio
from app.control.view_state import Activity, HostPresence, View
from app.model.session import RoomStateReason

_logger = logging.getLogger(__name__)

CHECK_PERIOD_S = 2.0


class HostWatch:
    """Asks again and again until the connection is back or given up. Qt thread only."""

    def __init__(self, store: ViewStore, studio: Studio) -> None:
        self._store = store
        self._studio = studio
        self._asking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Ask from now on; nothing when that is under way or nothing is broken."""
        if self._is_needed() and (self._asking is None or self._asking.done()):
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    def end(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    def _is_needed(self) -> bool:
        state = self._store.state
        is_broken = state.room.reason is RoomStateReason.RECONNECTING
        return is_broken and state.view is View.WATCH and state.activity is Activity.IDLE

    async def _ask(self) -> None:
        try:
            while self._is_needed():
                answers = await self._studio.host_answers()
                if self._is_needed():
                    presence = HostPresence.UNKNOWN if answers else HostPresence.SILENT
                    self._store.put(replace(self._store.state, host_presence=presence))
                await asyncio.sleep(CHECK_PERIOD_S)
        except Exception:
            _logger.exception("cannot look after the host")
