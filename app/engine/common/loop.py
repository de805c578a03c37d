"""The engine's own asyncio thread: a dialog or a dragged window never stalls media.

Everything of the adapter lives on this loop; calls come in through here and nothing waits.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")

_CLOSE_TIME_S = 2.0
_LAST_BREATH_S = 0.2  # the thread has nothing left to do


class EngineLoop:
    """One thread that runs one asyncio loop until it is closed."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self._end: Future[None] = Future()
        self.on_task_failed: Callable[[str, BaseException], None] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def time(self) -> float:
        """Return the loop's clock in seconds."""
        return self._loop.time()

    def call(self, function: Callable[[*ArgumentTs], None], *args: *ArgumentTs) -> None:
        """Run ``function`` on the loop soon; any thread, returns at once, lost after close."""
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:  # closed between the caller's check and here: nothing left to do
            _log.debug("a call came after the engine's loop was closed")

    def call_later(self, delay_s: float, function: Callable[[], None]) -> asyncio.TimerHandle:
        """Run ``function`` on the loop after ``delay_s``; only from the loop."""
        return self._loop.call_later(delay_s, function)

    def submit(
        self, coroutine: Coroutine[object, object, ResultT]
    ) -> Coroutine[object, object, ResultT]:
        """Start ``coroutine`` on the loop now; the result awaits its outcome on any other loop.

        Cancelling the wait leaves the work running: native calls must not be torn apart.
        """
        future = self.start(coroutine)

        async def wait() -> ResultT:
            return await asyncio.shield(asyncio.wrap_future(future))

        return wait()

    def start(self, coroutine: Coroutine[object, object, ResultT]) -> Future[ResultT]:
        """Start ``coroutine`` on the loop now; any thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def spawn(self, coroutine: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Start a task of the adapter; only from the loop. Its failure is logged, never lost."""
        task = self._loop.create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def whereabouts(self) -> str:
        """Return what the thread is doing, as a stack; for the log, when it does not answer."""
        frame = sys._current_frames().get(self._thread.ident or 0)  # noqa: SLF001
        return "".join(traceback.format_stack(frame)) if frame is not None else "it has ended"

    def close(self, after: Coroutine[object, object, None]) -> None:
        """Stop the thread when ``after`` has ended; any thread, returns at once."""
        if self._loop.is_closed() or self._is_closing:
            after.close()
            return
        self._is_closing = True
        self.start(after).add_done_callback(
            lambda _done: self._loop.call_soon_threadsafe(self._loop.stop)
        )

    async def wait_closed(self) -> None:
        """Wait a little for the end of the thread; on any other loop."""
        try:
            async with asyncio.timeout(_CLOSE_TIME_S):
                await asyncio.shield(asyncio.wrap_future(self._end))
        except TimeoutError:
            _log.warning("the engine's thread still waits for the network to answer")
        else:
            self._thread.join(_LAST_BREATH_S)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task %s failed", task.get_name(), exc_info=error)
            if self.on_task_failed is not None:
                self.on_task_failed(task.get_name(), error)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            leftover = asyncio.all_tasks(self._loop)
            for task in leftover:
                task.cancel()
            if leftover:
                self._loop.run_until_complete(asyncio.wait(leftover, timeout=1.0))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()
            self._end.set_result(None)
