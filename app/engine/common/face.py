"""What all calls of an adapter's face share: the way to the loop, the events, the end."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.port import EventHandler
from app.model.errors import ErrorCode, WrongStateError
from app.model.events import DebugError

_log = logging.getLogger(__name__)

_END_TIME_S = 25.0  # the parts have their own limits, which add up to less

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")


class LoopFace(ABC):
    """Owns the loop and the gate; what lives on the loop is the adapter's.

    Args:
        thread_name: Of the loop's thread.
        end_time_s: How long the end may take; what still hangs then is left behind.
    """

    def __init__(self, thread_name: str, *, end_time_s: float = _END_TIME_S) -> None:
        self._end_time_s = end_time_s
        self._loop = EngineLoop(thread_name)
        self._gate = EventGate(self._loop.call)
        self._loop.on_task_failed = self._tell_failure
        self._end: Future[None] | None = None

    @property
    @abstractmethod
    def _is_login_asked(self) -> bool:
        """Whether a room is entered, being entered or about to be; any thread."""

    @abstractmethod
    async def _shut_down(self) -> None:
        """Stop all parts; on the loop."""

    @abstractmethod
    async def _linger(self) -> None:
        """Wait for what must not be torn apart, after the end; on the loop."""

    async def destroy(self) -> None:
        """See the port."""
        if self._end is None:
            self._end = self._loop.start(self._shut_down())
        try:
            async with asyncio.timeout(self._end_time_s):
                await asyncio.shield(asyncio.wrap_future(self._end))
        except TimeoutError:
            _log.error("the engine does not end; its thread is at:\n%s", self._loop.whereabouts())
        finally:
            if self._end.done():  # also when a part failed: the thread must not stay
                self._loop.close(self._linger())
                await self._loop.wait_closed()
        _log.info("engine destroyed")

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """See the port."""
        self._check_alive()
        self._gate.set_handler(handler)

    def _tell_failure(self, task: str, error: BaseException) -> None:
        self._gate.raise_event(
            DebugError(ErrorCode.ROOM_FAILED_INSIDE, function=task, message=type(error).__name__)
        )

    def _check_alive(self) -> None:
        if self._end is not None:
            raise WrongStateError(
                "cannot use the engine: it was destroyed",
                hint="Create a new one.",
                code=ErrorCode.ENGINE_NOT_CREATED,
            )

    def _check_login_asked(self, what: str) -> None:
        self._check_alive()
        if not self._is_login_asked:
            raise WrongStateError(
                f"cannot {what}: no room is logged in",
                hint="Log in first and wait for the room to be connected.",
            )

    def _call(self, function: Callable[[*ArgumentTs], None], *args: *ArgumentTs) -> None:
        self._check_alive()
        self._loop.call(function, *args)

    def _submit(
        self, work: Coroutine[object, object, ResultT]
    ) -> Coroutine[object, object, ResultT]:
        if self._end is not None:
            work.close()
        self._check_alive()
        return self._loop.submit(work)
