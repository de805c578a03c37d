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

    def __init__(
        self, store: ViewStore, studio: Studio, *, period_s: float = CHECK_PERIOD_S
    ) -> None:
        self._store = store
        self._studio = studio
        self._period_s = period_s
        self._asking: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Ask from now on; nothing when that is under way or nothing is broken."""
        if self._asking is None and self._next is None:
            self._ask_now()

    def end(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _is_needed(self) -> bool:
        state = self._store.state
        is_broken = state.room.reason is RoomStateReason.RECONNECTING
        return is_broken and state.view is View.WATCH and state.activity is Activity.IDLE

    def _ask_now(self) -> None:
        """Begin one question; a timer and no task lasts until the next, so none outlives a loop."""
        self._next = None
        if self._is_needed():
            self._asking = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add_done_callback(self._asked)

    async def _ask(self) -> None:
        if not self._is_needed():
            return
        answers = await self._studio.host_answers()
        if self._is_needed():
            presence = HostPresence.UNKNOWN if answers else HostPresence.SILENT
            self._store.put(replace(self._store.state, host_presence=presence))

    def _asked(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        self._asking = None
        if (error := task.exception()) is not None:
            _logger.error("cannot look after the host", exc_info=error)
        elif self._is_needed():
            self._next = task.get_loop().call_later(self._period_s, self._ask_now)
