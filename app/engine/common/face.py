"""What all calls of an adapter's face share: the way to the loop, the events, the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.port import EventHandler
from app.model.errors import ErrorCode, WrongStateError
from app.model.events import DebugError

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")


class LoopFace(ABC):
    """Owns the loop and the gate; what lives on the loop is the adapter's.

    Args:
        thread_name: Of the loop's thread.
    """

    def __init__(self, thread_name: str) -> None:
        self._loop = EngineLoop(thread_name)
        self._gate = EventGate(self._loop.call)
        self._loop.on_task_failed = self._tell_failure
        self._end: Future[None] | None = None

    @property
    @abstractmethod
    def _is_login_asked(self) -> bool:
        """Whether a room is entered, being entered or about to be; any thread."""

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
