"""Opens and closes ``rtc.Room`` objects without ever tearing a native call apart.

Cancelling ``rtc.Room.connect`` can end the whole process some 15 s later (livekit/python-sdks
issues 784, 785, 804). So a connect that nobody waits for any more runs on, and the room it
yields is closed at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass

from livekit import rtc

from app.engine.livekit import native
from app.engine.livekit.translate import read_claims

_log = logging.getLogger(__name__)

_CLOSE_TIMEOUT_S = 4.0
_ECHO_TIME_S = 3.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One connection under way: its room and the task that ends when it stands or failed."""

    room: rtc.Room
    task: asyncio.Task[None]


class RoomConnector:
    """Connects rooms and knows what is still under way, so that the end can wait for it."""

    def __init__(self) -> None:
        self._work: set[asyncio.Task[None]] = set()
        self._abandoned: set[asyncio.Task[None]] = set()
        self._abandoned_until_s = -_ECHO_TIME_S

    def start(self, url: str, token: str, *, signal_timeout_s: float) -> Attempt:
        """Begin to connect; the attempt ends by itself, and must be waited for or abandoned."""
        room = rtc.Room(asyncio.get_running_loop())
        claims = read_claims(token)
        options = rtc.RoomOptions(
            auto_subscribe=False,
            dynacast=True,
            connect_timeout=signal_timeout_s,
            # Who may only watch would wait 150 ms for each new subscription on a single peer
            # connection (the SDK holds such offers back), who may publish does not.
            single_peer_connection=claims is None or claims.can_publish,
        )
        return Attempt(room, self._keep(_connect(room, url, token, options)))

    def abandon(self, attempt: Attempt) -> None:
        """Close the room as soon as it is connected, if ever."""
        task = self._keep(self._close_when_connected(attempt))
        self._abandoned.add(task)
        task.add_done_callback(self._abandoned_ended)

    @property
    def has_abandoned(self) -> bool:
        """Whether an attempt that nobody waits for is still under way."""
        return bool(self._abandoned)

    @property
    def may_be_doubled(self) -> bool:
        """Whether who put us out under our own name may have been an abandoned attempt."""
        now_s = asyncio.get_running_loop().time()
        return self.has_abandoned or now_s - self._abandoned_until_s < _ECHO_TIME_S

    async def settle(self, timeout_s: float) -> None:
        """Wait a little for abandoned attempts: the server knows each user only once."""
        if self._abandoned:
            await asyncio.wait(set(self._abandoned), timeout=timeout_s)

    def dispose(self, room: rtc.Room) -> None:
        """Close ``room`` in the background; its events are nobody's business any more."""
        self._keep(self._close(room))

    async def drain(self, timeout_s: float) -> bool:
        """Wait for all that is under way; returns whether it has ended within ``timeout_s``."""
        deadline_s = asyncio.get_running_loop().time() + timeout_s
        while self._work:
            remaining_s = deadline_s - asyncio.get_running_loop().time()
            if remaining_s <= 0:
                return False
            await asyncio.wait(set(self._work), timeout=remaining_s)
            await asyncio.sleep(0)  # who waited for a connection now disposes of it
        return True

    def _keep(self, coroutine: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._work.add(task)
        task.add_done_callback(self._ended)
        return task

    def _abandoned_ended(self, task: asyncio.Task[None]) -> None:
        self._abandoned.discard(task)
        self._abandoned_until_s = task.get_loop().time()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.debug("a connection came to nothing: %s", type(error).__name__)

    async def _close_when_connected(self, attempt: Attempt) -> None:
        try:
            await attempt.task
        except rtc.ConnectError:
            return
        await self._close(attempt.room)

    @staticmethod
    async def _close(room: rtc.Room) -> None:
        try:
            await asyncio.wait_for(asyncio.shield(room.disconnect()), _CLOSE_TIMEOUT_S)
        except TimeoutError:
            _log.warning("a room did not close within %s s", _CLOSE_TIMEOUT_S)


async def _connect(room: rtc.Room, url: str, token: str, options: rtc.RoomOptions) -> None:
    await room.connect(url, token, options)
    native.keep_sound_alive(room)
