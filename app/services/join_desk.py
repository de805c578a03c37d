"""Decides who may watch: the rules of the join service, without HTTP.

Whether the broadcast is live is told only to those who have the invite.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from app.model.access_token import read_token
from app.model.errors import InvalidValueError, KliegError
from app.model.session import User
from app.services.join_protocol import WAIT_MAX_S, JoinRefusal
from app.services.server_target import ServerLifetime, ServerTarget

INVITE_BYTES = 16
WAITING_MAX = 500
CLIENTS_REMEMBERED = 1024

_logger = logging.getLogger(__name__)


class BroadcastState(Enum):
    """Whether there is something to watch."""

    NOT_LIVE = "not live"
    LIVE = "live"
    ENDED = "ended"


class JoinRefusedError(Exception):
    """A watcher is not let in; ``retry_after_s`` is above 0 when time alone will help."""

    def __init__(self, refusal: JoinRefusal, *, retry_after_s: float = 0.0) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.retry_after_s = retry_after_s


class Limiter:
    """Counts what each client did in the last ``period_s``; remembers so many clients at most."""

    def __init__(
        self, limit: int, *, period_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._period_s = period_s
        self._clock = clock
        self._times_s: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, client: str) -> None:
        """Count one more for ``client``."""
        times_s = self._times_s.setdefault(client, deque(maxlen=self._limit))
        times_s.append(self._clock())
        self._times_s.move_to_end(client)
        if len(self._times_s) > CLIENTS_REMEMBERED:
            self._times_s.popitem(last=False)

    def wait_s(self, client: str) -> float:
        """Return how long ``client`` has to wait; 0 when it is below the limit."""
        times_s = self._times_s.get(client)
        if times_s is None or len(times_s) < self._limit:
            return 0.0
        return max(0.0, times_s[0] + self._period_s - self._clock())


@dataclass(frozen=True, slots=True)
class JoinAsked:
    """What a watcher asks for."""

    invite: str = field(repr=False)
    user_id: str
    name: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class JoinGranted:
    """What a watcher gets."""

    server_url: str
    token: str = field(repr=False)
    user: User
    expires_in_s: float
    server_lifetime: ServerLifetime


class JoinDesk:
    """Lets watchers of one room in; belongs to one event loop."""

    def __init__(self, room_id: str, *, host: User, server: ServerTarget) -> None:
        self.room_id = room_id
        self.host = host
        self.invite = secrets.token_urlsafe(INVITE_BYTES)
        self._server = server
        self._state = BroadcastState.NOT_LIVE
        self._state_changed = asyncio.Condition()
        self._waiting = 0
        self._requests = Limiter(100, period_s=10.0)
        self._wrong_invites = Limiter(10, period_s=60.0)

    async def set_state(self, state: BroadcastState) -> None:
        """Say what there is to watch from now on; those who wait are answered."""
        async with self._state_changed:
            self._state = state
            self._state_changed.notify_all()

    def count_request(self, client: str) -> None:
        """Count a request before it is read.

        Raises:
            JoinRefusedError: The client asks too often.
        """
        wait_s = self._requests.wait_s(client)
        if wait_s > 0:
            raise JoinRefusedError(JoinRefusal.TOO_MANY, retry_after_s=wait_s)
        self._requests.note(client)

    async def admit(self, asked: JoinAsked, *, client: str) -> JoinGranted:
        """Return a token for the watcher.

        Raises:
            JoinRefusedError: The watcher is not let in.
        """
        if not hmac.compare_digest(asked.invite.encode(), self.invite.encode()):
            self._refuse_invite(client)
        user = self._user(asked)
        await self._until_live(asked.wait_s)
        try:
            token = self._server.mint_watcher(self.room_id, user)
            remaining_s = read_token(token).remaining_s
        except KliegError as error:
            _logger.warning("no token for a watcher: %s", error)
            raise JoinRefusedError(JoinRefusal.NO_TOKEN) from error
        server = self._server
        return JoinGranted(server.signal_url, token, user, remaining_s, server.lifetime)

    def _refuse_invite(self, client: str) -> NoReturn:
        """Slow down who tries invites, without shutting out who has the right one.

        All programs of one machine are one client here, and nobody guesses 128 bits.
        """
        wait_s = self._wrong_invites.wait_s(client)
        if wait_s > 0:
            raise JoinRefusedError(JoinRefusal.TOO_MANY, retry_after_s=wait_s)
        self._wrong_invites.note(client)
        _logger.warning("somebody came with a wrong invite")
        raise JoinRefusedError(JoinRefusal.WRONG_INVITE)

    def _user(self, asked: JoinAsked) -> User:
        try:
            user = User(asked.user_id, asked.name)
        except InvalidValueError:
            raise JoinRefusedError(JoinRefusal.USER_ID_INVALID) from None
        if user.user_id == self.host.user_id:  # the server would put the host out
            raise JoinRefusedError(JoinRefusal.USER_ID_TAKEN)
        return user

    async def _until_live(self, wait_s: float) -> None:
        if self._state is BroadcastState.NOT_LIVE and wait_s > 0 and self._waiting < WAITING_MAX:
            self._waiting += 1
            try:
                await self._next_state(min(wait_s, WAIT_MAX_S))
            finally:
                self._waiting -= 1
        if self._state is BroadcastState.NOT_LIVE:
            raise JoinRefusedError(JoinRefusal.NOT_LIVE, retry_after_s=1.0)
        if self._state is BroadcastState.ENDED:
            raise JoinRefusedError(JoinRefusal.ENDED)

    async def _next_state(self, wait_s: float) -> None:
        try:
            async with asyncio.timeout(wait_s), self._state_changed:
                await self._state_changed.wait_for(
                    lambda: self._state is not BroadcastState.NOT_LIVE
                )
        except TimeoutError:
            return
