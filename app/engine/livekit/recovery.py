"""Brings a broken room back: knocks at the server until it answers, then enters anew.

Knocking costs next to nothing, so a server that returns is noticed within a second, however long
it was away. While the break is young, what the SDK mends by itself comes first: the same
connection loses less. Those who only watch come back one after the other, the more of them there
are the longer; who is live comes first. A token that ended during the break is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Protocol

from livekit import rtc

from app.engine.livekit.door import Reply
from app.engine.livekit.entrance import FINAL_CODES
from app.model.errors import ErrorCode

_log = logging.getLogger(__name__)

_KNOCKS = ((10.0, 0.5), (120.0, 1.0))
_KNOCK_REST_S = 1.5
_JITTER = 0.15
_SDK_TIME_S = 1.2
_RESUMABLE_S = 8.0
_GLANCE_S = 0.1
_TOKEN_TIME_S = 8.0
_REST_MIN_S = 0.25
_REST_MAX_S = 2.0
_SPREAD_EACH_S = 0.004
_SPREAD_MAX_S = 4.0


class BrokenRoom(Protocol):
    """What recovery needs of a room."""

    @property
    def has_session(self) -> bool:
        """Whether the SDK still has a session that it may mend."""

    @property
    def flows(self) -> bool:
        """Whether media of that session arrives again and the SDK has nothing to mend."""

    @property
    def watchers(self) -> int:
        """How many come back at the same time; 0 for who does not wait for others."""

    def attempted(self, next_in_s: float | None) -> None:
        """An attempt begins."""

    def resumed(self) -> None:
        """The same connection works again."""

    def ask_for_token(self) -> bool:
        """Ask the application for another token; False when ours has not ended."""

    def drop_session(self) -> None:
        """What is left of the old connection is given up."""

    def returned(self, room: rtc.Room) -> None:
        """A new connection is there."""

    def given_up(self, code: ErrorCode, why: str) -> None:
        """Nothing more is tried."""


class Entrance(Protocol):
    """The way into the room."""

    token: str

    async def connect_once(self, deadline_s: float) -> tuple[rtc.Room | None, ErrorCode, str]:
        """Try once."""


class Knocker(Protocol):
    """Tells whether the server is there."""

    is_known: bool
    answer_s: float

    async def knock(self, within_s: float) -> Reply:
        """Ask once."""


class Clock(Protocol):
    """Tells the time."""

    def time(self) -> float:
        """Return the loop's clock in seconds."""


class Recovery:
    """The mending of one break; used on the engine's loop alone, and cancelled when it is over.

    Args:
        broken: The room.
        entrance: The way in.
        door: Tells whether the server is there.
        loop: The engine's.
        retry_time_s: How long it is tried.
        chance: Returns numbers from 0 to 1.
    """

    def __init__(
        self,
        broken: BrokenRoom,
        *,
        entrance: Entrance,
        door: Knocker,
        loop: Clock,
        retry_time_s: float,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._broken = broken
        self._entrance = entrance
        self._door = door
        self._loop = loop
        self._chance = chance
        self._began_s = loop.time()
        self._deadline_s = self._began_s + retry_time_s
        self._hurry = asyncio.Event()
        self._is_refused = False

    def hurry(self) -> None:
        """End the pause that is on."""
        self._hurry.set()

    async def run(self) -> None:
        """Try until it works, is refused for good or time is up."""
        code, why = ErrorCode.RETRY_TIMED_OUT, "the media server cannot be reached"
        rest_s = _REST_MIN_S
        while await self._is_reached():
            if await self._is_mended():
                _log.info("the connection works again")
                self._broken.resumed()
                return
            await self._let_others_in()
            _log.info("the server answers: entering anew")
            self._broken.drop_session()
            room, code, why = await self._entrance.connect_once(self._deadline_s)
            if room is not None:
                self._broken.returned(room)
                return
            if code is ErrorCode.LOGIN_TOKEN_REFUSED and await self._is_token_renewed():
                continue
            if code in FINAL_CODES:
                break
            await self._rest(rest_s)
            rest_s = min(2 * rest_s, _REST_MAX_S)
        self._broken.drop_session()
        self._broken.given_up(code, why)

    async def _is_reached(self) -> bool:
        """Knock until somebody answers; False when time is up."""
        while (now_s := self._loop.time()) < self._deadline_s:
            pause_s = self._pause_s(now_s - self._began_s)
            self._hurry.clear()
            self._broken.attempted(pause_s if self._door.is_known else None)
            if not self._door.is_known:
                return True
            within_s = min(max(pause_s, self._door.answer_s), self._deadline_s - now_s)
            reply = await self._knock(within_s)
            if reply is Reply.ANSWERED:
                return True
            self._is_refused = self._is_refused or reply is Reply.REFUSED
            await self._rest(now_s + pause_s - self._loop.time())
        return False

    async def _knock(self, within_s: float) -> Reply:
        """Knock once; a wish to hurry ends the wait for an answer that may never come."""
        loop = asyncio.get_running_loop()
        knocking = loop.create_task(self._door.knock(within_s))
        hurrying = loop.create_task(self._hurry.wait())
        try:
            await asyncio.wait({knocking, hurrying}, return_when=asyncio.FIRST_COMPLETED)
            return knocking.result() if knocking.done() else Reply.SILENT
        finally:
            knocking.cancel()
            hurrying.cancel()

    def _pause_s(self, age_s: float) -> float:
        pause_s = next((pause for until, pause in _KNOCKS if age_s < until), _KNOCK_REST_S)
        return pause_s * (1 + _JITTER * (2 * self._chance() - 1))

    async def _is_mended(self) -> bool:
        """Wait while the session may still come back; the SDK's own mending ends us."""
        age_s = self._loop.time() - self._began_s
        is_forgotten = self._is_refused or age_s > _RESUMABLE_S
        grace_s = 0.0 if is_forgotten else max(_SDK_TIME_S, self._door.answer_s)
        until_s = self._loop.time() + grace_s
        is_hurried = False
        while self._broken.has_session:
            if self._broken.flows:
                return True
            if is_hurried or self._loop.time() >= until_s:
                break
            is_hurried = await self._rest(_GLANCE_S)
        return False

    async def _is_token_renewed(self) -> bool:
        """Give the application time to bring a token instead of one that ended meanwhile."""
        ended = self._entrance.token
        until_s = self._loop.time() + _TOKEN_TIME_S
        if self._broken.ask_for_token():
            while self._entrance.token == ended and self._loop.time() < until_s:
                self._hurry.clear()
                await self._rest(until_s - self._loop.time())
        return self._entrance.token != ended

    async def _let_others_in(self) -> None:
        spread_s = min(_SPREAD_MAX_S, _SPREAD_EACH_S * self._broken.watchers)
        await self._rest(spread_s * self._chance())

    async def _rest(self, seconds: float) -> bool:
        """Wait; returns whether somebody was in a hurry."""
        if seconds <= 0:
            return False
        try:
            async with asyncio.timeout(
                min(seconds, max(0.0, self._deadline_s - self._loop.time()))
            ):
                await self._hurry.wait()
        except TimeoutError:
            return False
        return True
