"""Opens and closes ``rtc.Room`` objects without ever tearing a native call apart.

Cancelling ``rtc.Room.connect`` can end the whole process some 15 s later (livekit/python-sdks
issues 784, 785, 804). So a connect that nobody waits for any more runs on, and the room it
yields is closed at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from livekit import rtc

from app.engine.livekit.translate import read_claims

_log = logging.getLogger(__name__)

_CLOSE_TIMEOUT_S = 4.0


class RoomConnector:
    """Connects rooms and remembers what is still under way, so that the end can wait for it."""

    def __init__(self) -> None:
        self._late: set[asyncio.Task[None]] = set()

    async def connect(self, url: str, token: str, *, timeout_s: float) -> rtc.Room:
        """Return a connected room.

        Raises:
            rtc.ConnectError: The server refused or cannot be reached.
            TimeoutError: It took longer than ``timeout_s``.
        """
        room = rtc.Room(asyncio.get_running_loop())
        claims = read_claims(token)
        options = rtc.RoomOptions(
            auto_subscribe=False,
            dynacast=True,
            connect_timeout=timeout_s,
            # Who may only watch would wait 150 ms for each new subscription on a single peer
            # connection (the SDK holds such offers back), who may publish does not.
            single_peer_connection=claims is None or claims.can_publish,
        )
        attempt = asyncio.ensure_future(room.connect(url, token, options))
        try:
            await asyncio.wait_for(asyncio.shield(attempt), timeout_s)
        except (TimeoutError, asyncio.CancelledError):
            self._keep(self._close_when_connected(attempt, room))
            raise
        return room

    def dispose(self, room: rtc.Room) -> None:
        """Close ``room`` in the background; its events are nobody's business any more."""
        self._keep(self._close(room))

    async def drain(self) -> None:
        """Wait for all rooms still being closed, within a few seconds."""
        if self._late:
            await asyncio.wait(set(self._late), timeout=_CLOSE_TIMEOUT_S + 1.0)

    def _keep(self, coroutine: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _close_when_connected(self, attempt: asyncio.Future[None], room: rtc.Room) -> None:
        try:
            await attempt
        except rtc.ConnectError:
            return
        await self._close(room)

    @staticmethod
    async def _close(room: rtc.Room) -> None:
        try:
            await asyncio.wait_for(asyncio.shield(room.disconnect()), _CLOSE_TIMEOUT_S)
        except TimeoutError:
            _log.warning("a room did not close within %s s", _CLOSE_TIMEOUT_S)
