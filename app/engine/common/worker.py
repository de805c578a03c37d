"""Calls that may block, in order, on a thread of their own and each within its time.

Sound systems and cameras answer when they like, sometimes never: the engine's loop waits for
them here, as for a network, and goes on without them when they take too long.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

ResultT = TypeVar("ResultT")


class Worker:
    """One daemon thread, started with the first call; :meth:`run` belongs to the engine's loop.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_overdue = False
        self._is_closed = False

    async def run(
        self,
        call: Callable[[], ResultT],
        *,
        within_s: float,
        on_late: Callable[[ResultT], None] | None = None,
    ) -> ResultT:
        """Make ``call`` on the thread and return its result.

        The call is made even when nobody waits for it any more: what was opened is closed.

        Args:
            call: Raises what it likes; that is raised here too.
            within_s: How long to wait, including for calls made before. Not at all while an
                earlier call is over its time.
            on_late: Gets, on the thread, a result that nobody waits for any more.

        Raises:
            TimeoutError: The call, or one before it, takes longer; it ends when it ends.
        """
        future: Future[ResultT] = Future()
        self._put(lambda: _settle(future, call))
        try:
            async with asyncio.timeout(0.0 if self._is_overdue else within_s):
                return await asyncio.shield(asyncio.wrap_future(future))
        except (TimeoutError, asyncio.CancelledError) as error:
            if not future.done() and isinstance(error, TimeoutError):
                self._is_overdue = True
            self._put(lambda: self._let_go(future, on_late))
            raise

    def close(self) -> None:
        """End the thread when the calls made so far have returned; does not wait."""
        self._is_closed = True
        self._dismiss()

    def _put(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        if self._is_closed:  # what comes late is still put away
            self._dismiss()

    def _dismiss(self) -> None:
        if self._thread is not None:
            self._thread = None
            self._jobs.put(None)

    def _let_go(self, future: Future[ResultT], on_late: Callable[[ResultT], None] | None) -> None:
        self._is_overdue = False
        if future.exception() is None and on_late is not None:
            on_late(future.result())

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _settle(future: Future[ResultT], call: Callable[[], ResultT]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  (whoever waits gets it)
        future.set_exception(error)
    else:
        future.set_result(result)
