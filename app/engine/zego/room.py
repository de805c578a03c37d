"""One stay in one room: log in, follow what the SDK tells of the connection, leave.

The SDK mends breaks itself. What it leaves to us: it waits 20 minutes for an unreachable service,
never answers a login that was cancelled, and reports a refused second login as if it concerned
the first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from enum import Enum, auto
from typing import Protocol

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.results import CallResult
from app.engine.zego.room_calls import RoomCalls
from app.engine.zego.translate import code_of, login_refusal, plain_data, token_problem
from app.model.errors import ErrorCode, KliegError, RoomError
from app.model.events import RoomStateChanged
from app.model.session import RoomConfig, RoomStateReason, User

_log = logging.getLogger(__name__)


class Phase(Enum):
    """Where the stay is."""

    LOGINING = auto()
    CONNECTED = auto()
    RECONNECTING = auto()
    OVER = auto()


class RoomFollower(Protocol):
    """What of the engine lives from the room."""

    def room_connected(self) -> None:
        """Media and messages may flow."""

    def room_interrupted(self) -> None:
        """The connection broke; it is being mended."""

    def room_over(self, code: ErrorCode) -> None:
        """The stay ended; OK when by our own wish."""

    def room_left(self) -> None:
        """The SDK was made to leave, which ends its previews, too."""


class RoomStay:
    """One stay; used on the engine's loop alone. Never used again once it is over.

    Args:
        room_id: Which room.
        user: Who enters.
        config: How.
        context: What the parts of the adapter share.
        follower: Told what becomes of the room.
        has_app_sign: Whether the SDK can log in without a token.
    """

    def __init__(
        self,
        room_id: str,
        user: User,
        config: RoomConfig,
        *,
        context: ZegoContext,
        follower: RoomFollower,
        has_app_sign: bool,
    ) -> None:
        self.room_id = room_id
        self.user = user
        self.phase = Phase.LOGINING
        self._config = config
        self._context = context
        self._follower = follower
        self._has_app_sign = has_app_sign
        self._outcome: asyncio.Future[RoomError | None] = asyncio.get_running_loop().create_future()
        self._calls = RoomCalls(room_id, user, config, context)
        self._is_heard = False
        self._patience: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._handlers: dict[int, Callable[[ErrorCode, str], None]] = {
            RoomStateReason.LOGINED: self._on_logined,
            RoomStateReason.LOGIN_FAILED: self._on_login_failed,
            RoomStateReason.RECONNECTING: self._on_reconnecting,
            RoomStateReason.RECONNECTED: self._on_reconnected,
            RoomStateReason.RECONNECT_FAILED: self._on_reconnect_failed,
            RoomStateReason.KICK_OUT: self._on_kicked,
            RoomStateReason.LOGOUT: self._on_logged_out,
        }

    # -- in and out ----------------------------------------------------------------------

    async def enter(self, ready: Coroutine[object, object, int], *, instead_of: str = "") -> None:
        """Log in; ends in LOGINED or raises after LOGIN_FAILED (after LOGOUT if left).

        Args:
            ready: Waits until the engine is initialised; returns the SDK's code.
            instead_of: The room that is left for this one, by the SDK's own switch.
        """
        self.tell(RoomStateReason.LOGINING)
        _log.info("entering room %s as %s", self.room_id, self.user.user_id)
        try:
            async with asyncio.timeout(self._config.login_time_s):
                await self._ask(ready, instead_of)
                error = await asyncio.shield(self._outcome)
        except TimeoutError:
            error = self._fail(*login_refusal(ErrorCode.ROOM_UNREACHABLE))
        except KliegError as trouble:  # the SDK hangs, or cannot take a value
            error = self._fail(trouble.code, trouble.message)
        finally:
            ready.close()
        if error is not None:
            self._leave_later()
            raise error

    async def leave(self) -> None:
        """Leave the room; ends with LOGOUT. Nothing when it is over already."""
        if self.phase is Phase.OVER:
            return
        self._finish(ErrorCode.OK)
        if not self._outcome.done():
            self._outcome.set_result(
                RoomError(
                    f"cannot enter room {self.room_id!r}: it was left again",
                    code=ErrorCode.DISCONNECTED,
                )
            )
        await self._log_out()
        self.tell(RoomStateReason.LOGOUT)

    def give_way(self) -> None:
        """End with LOGOUT because the SDK switches to another room."""
        self._finish(ErrorCode.OK)
        self.tell(RoomStateReason.LOGOUT)

    async def left(self) -> None:
        """Wait until the SDK has left a room that was given up."""
        if self._leaving is not None:
            await asyncio.shield(self._leaving)

    # -- what the SDK tells ----------------------------------------------------------------

    def state_changed(self, event: express.OnRoomStateChanged) -> None:
        """Take a state of this room, or of an unnamed one."""
        is_logining = self.phase is Phase.LOGINING
        if event.room_id != self.room_id and not (not event.room_id and is_logining):
            return
        if event.reason == RoomStateReason.LOGINING:
            self._is_heard = True
            return
        if not self._is_heard and event.reason != RoomStateReason.LOGIN_FAILED:
            return  # the end of an earlier stay in this room
        handler = self._handlers.get(int(event.reason))
        if self.phase is Phase.OVER or handler is None:
            _log.info("room %s: the SDK tells %s", self.room_id, event.reason)
            return
        if event.error_code:
            self._context.faults.told(event.error_code)
        code = code_of(event.error_code) if event.error_code else ErrorCode.OK
        handler(code, plain_data(event.extended_data))

    def _on_logined(self, _code: ErrorCode, extended_data: str) -> None:
        if self.phase is not Phase.LOGINING:
            return
        self.phase = Phase.CONNECTED
        self.tell(RoomStateReason.LOGINED, extended_data=extended_data)
        self._follower.room_connected()
        if not self._outcome.done():
            self._outcome.set_result(None)

    def _on_login_failed(self, code: ErrorCode, _extended_data: str) -> None:
        if self.phase is Phase.LOGINING:
            self._calls.is_asked = False
            self._fail(*login_refusal(int(code)))
        # else a second login was refused (ALREADY_IN_ROOM), and the first one lives on

    def _on_reconnecting(self, code: ErrorCode, extended_data: str) -> None:
        if self.phase is not Phase.CONNECTED:
            return
        self.phase = Phase.RECONNECTING
        self._patience = self._context.loop.call_later(self._config.retry_time_s, self._give_up)
        self.tell(RoomStateReason.RECONNECTING, code or ErrorCode.CONNECTION_BROKEN, extended_data)
        self._follower.room_interrupted()

    def _on_reconnected(self, _code: ErrorCode, extended_data: str) -> None:
        if self.phase is not Phase.RECONNECTING:
            return
        self._lose_patience()
        self.phase = Phase.CONNECTED
        self.tell(RoomStateReason.RECONNECTED, extended_data=extended_data)
        self._follower.room_connected()

    def _on_reconnect_failed(self, code: ErrorCode, extended_data: str) -> None:
        self._calls.is_asked = False
        code = code or ErrorCode.RETRY_TIMED_OUT
        self._finish(code)
        self.tell(RoomStateReason.RECONNECT_FAILED, code, extended_data)

    def _on_kicked(self, code: ErrorCode, extended_data: str) -> None:
        self._calls.is_asked = False
        code = code or ErrorCode.KICKED_BY_OPERATOR
        self._finish(code)
        self.tell(RoomStateReason.KICK_OUT, code, extended_data)

    def _on_logged_out(self, code: ErrorCode, extended_data: str) -> None:
        self._calls.is_asked = False
        self._finish(code or ErrorCode.DISCONNECTED)
        self.tell(RoomStateReason.LOGOUT, code, extended_data)

    # -- asking and ending -------------------------------------------------------------------

    async def _ask(self, ready: Coroutine[object, object, int], instead_of: str) -> None:
        problem = token_problem(self._config.token, has_app_sign=self._has_app_sign)
        if problem is not None:
            self._fail(*problem)
            return
        code = await ready or await self._calls.set_patience()
        if not code and not self._outcome.done():
            code = await self._enter(instead_of)
        if code:
            self._context.faults.told(code)
            self._fail(*login_refusal(code))

    async def _enter(self, instead_of: str) -> int:
        if instead_of:
            self._is_heard = True
            return await self._calls.switch_from(instead_of)
        return await self._calls.log_in(lambda: not self._outcome.done(), self._on_result)

    def _on_result(self, result: CallResult) -> None:
        if self.phase is not Phase.LOGINING:
            return
        if result.code:
            self._calls.is_asked = False
            self._context.faults.told(result.code)
            self._fail(*login_refusal(result.code))
        else:
            self._on_logined(ErrorCode.OK, plain_data(result.extended_data))

    def _fail(self, code: ErrorCode, why: str) -> RoomError:
        error = RoomError(f"cannot enter room {self.room_id!r}: {why}", code=code)
        if self.phase is Phase.LOGINING:
            self._finish(code)
            self.tell(RoomStateReason.LOGIN_FAILED, code, why)
        if not self._outcome.done():
            self._outcome.set_result(error)
        return error

    def _give_up(self) -> None:
        if self.phase is Phase.RECONNECTING:
            self._finish(ErrorCode.RETRY_TIMED_OUT)
            self.tell(RoomStateReason.RECONNECT_FAILED, ErrorCode.RETRY_TIMED_OUT)
            self._leave_later()

    def _leave_later(self) -> None:
        """Make the SDK end what was ended for the application already."""
        if self._calls.is_asked and self._leaving is None:
            self._leaving = self._context.loop.spawn(self._log_out(), name="leave-room")

    async def _log_out(self) -> None:
        await self._calls.log_out()
        self._follower.room_left()

    def _finish(self, code: ErrorCode) -> None:
        self.phase = Phase.OVER
        self._lose_patience()
        self._follower.room_over(code)

    def _lose_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def tell(
        self, reason: RoomStateReason, code: ErrorCode = ErrorCode.OK, extended_data: str = ""
    ) -> None:
        """Raise a state of this room."""
        _log.info("room %s: %s %s", self.room_id, reason.name, code.name)
        self._context.gate.raise_event(
            RoomStateChanged(self.room_id, reason, error_code=code, extended_data=extended_data)
        )
