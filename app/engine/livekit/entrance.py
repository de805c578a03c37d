"""The way into one room: tries to connect until it works, is refused for good, or time is up."""

from __future__ import annotations

import asyncio
import logging
from typing import Literal, Protocol

from livekit import rtc

from app.engine.livekit.connect import RoomConnector
from app.engine.livekit.translate import login_error, token_problem
from app.model.errors import ErrorCode
from app.model.session import RoomConfig

_log = logging.getLogger(__name__)

_SIGNAL_TIMEOUT_S = 4.0
_SETTLE_TIME_S = 2.0
_ATTEMPT_TIME_S = 12.0
_PAUSE_MIN_S = 0.25
_PAUSE_MAX_S = 2.0

FINAL_CODES = frozenset(
    {ErrorCode.LOGIN_TOKEN_REFUSED, ErrorCode.TOKEN_MISSING, ErrorCode.ROOM_FULL}
)
"""Outcomes that trying again cannot change."""


class Clock(Protocol):
    """Tells the time."""

    def time(self) -> float:
        """Return the loop's clock in seconds."""


class RoomEntrance:
    """Connects to one room with the newest token; used on the engine's loop alone."""

    def __init__(
        self,
        room_id: str,
        user_id: str,
        config: RoomConfig,
        *,
        loop: Clock,
        connector: RoomConnector,
        attempt_time_s: float = _ATTEMPT_TIME_S,
    ) -> None:
        self._attempt_time_s = attempt_time_s
        self.token = config.token
        self.left = asyncio.Event()
        self._room_id = room_id
        self._user_id = user_id
        self._config = config
        self._loop = loop
        self._connector = connector

    async def connect_within(self, seconds: float) -> tuple[rtc.Room | None, ErrorCode, str]:
        """Try until it works, is refused for good, time is up or the room is left."""
        deadline_s = self._loop.time() + seconds
        pause_s = _PAUSE_MIN_S
        known: tuple[ErrorCode, str] | None = None
        while True:
            room, code, why = await self.connect_once(deadline_s)
            if code is ErrorCode.LOGIN_TIMED_OUT and known is not None:
                code, why = known  # time was up; what an attempt before found tells more
            known = code, why
            is_over = self.left.is_set() or self._loop.time() + pause_s >= deadline_s
            if room is not None or code in FINAL_CODES or is_over:
                return room, code, why
            await self._wait_for(None, self._loop.time() + pause_s)
            pause_s = min(pause_s * 2, _PAUSE_MAX_S)

    async def connect_once(self, deadline_s: float) -> tuple[rtc.Room | None, ErrorCode, str]:
        """Try once.

        One attempt at a time: of two under the same name the server would put out the first. But
        the SDK may try for a minute what cannot work, so one attempt is left behind when it takes
        too long.
        """
        if not self._config.server_url:
            return None, ErrorCode.ROOM_UNREACHABLE, "no server address was given"
        await self._connector.settle(_SETTLE_TIME_S)
        problem = token_problem(self.token, user_id=self._user_id, room_id=self._room_id)
        if problem is not None:
            return None, *problem
        attempt = self._connector.start(
            self._config.server_url, self.token, signal_timeout_s=_SIGNAL_TIMEOUT_S
        )
        if not self._connector.has_abandoned:
            deadline_s = min(deadline_s, self._loop.time() + self._attempt_time_s)
        try:
            await self._wait_for(attempt.task, deadline_s)
        finally:
            if not attempt.task.done() or self.left.is_set():
                self._connector.abandon(attempt)
        if not attempt.task.done() or self.left.is_set():
            return None, ErrorCode.LOGIN_TIMED_OUT, _WORDS[ErrorCode.LOGIN_TIMED_OUT]
        error = attempt.task.exception()
        if error is None:
            return attempt.room, ErrorCode.OK, ""
        return None, *_explain(error)

    async def _wait_for(self, task: asyncio.Task[None] | None, deadline_s: float) -> None:
        """Wait until the task has ended, the room is left or time is up."""
        leaving = asyncio.get_running_loop().create_task(self.left.wait())
        waiting: set[asyncio.Task[None] | asyncio.Task[Literal[True]]] = {leaving}
        if task is not None:
            waiting.add(task)
        try:
            await asyncio.wait(
                waiting,
                timeout=max(0.0, deadline_s - self._loop.time()),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            leaving.cancel()


def _explain(error: BaseException) -> tuple[ErrorCode, str]:
    code = ErrorCode.ROOM_UNREACHABLE
    if isinstance(error, rtc.ConnectError):
        code = login_error(error.message)
    _log.info("connecting failed with %s", code.name)
    return code, _WORDS.get(code, "the media server cannot be reached")


_WORDS = {
    ErrorCode.LOGIN_TOKEN_REFUSED: "the server did not accept the token",
    ErrorCode.ROOM_FULL: "the room is full",
    ErrorCode.LOGIN_TIMED_OUT: "the media server answered too late",
    ErrorCode.ROOM_UNREACHABLE: "the media server cannot be reached",
}
