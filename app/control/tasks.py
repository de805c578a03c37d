"""Coroutines that run beside the window: none is lost, none fails unheard, none waits for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TypeVar

from app.model.errors import KliegError

_logger = logging.getLogger(__name__)
_Result = TypeVar("_Result")

ErrorReporter = Callable[[str, BaseException], None]
"""Called with what was being done and how it failed."""


class TaskKeeper:
    """Holds running tasks and reports those that fail."""

    def __init__(self, report: ErrorReporter) -> None:
        self._report = report
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, what: str, steps: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run ``steps`` on the running loop; ``what`` says in reports what was being done."""
        task = asyncio.get_running_loop().create_task(steps, name=what)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    async def settle(self) -> None:
        """Wait until nothing runs any more, except the caller."""
        while others := self._running - {asyncio.current_task()}:
            await asyncio.wait(others)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._report(task.get_name(), error)


async def within(limit_s: float, steps: Coroutine[object, object, _Result]) -> _Result:
    """Return the result of ``steps``, or give up waiting after ``limit_s``.

    What is given up is not cancelled: native calls do not bear that. It goes on unheard.

    Raises:
        TimeoutError: It took longer.
    """
    task = asyncio.ensure_future(steps)
    done, _ = await asyncio.wait({task}, timeout=limit_s)
    if not done:
        task.add_done_callback(_log_late_end)
        raise TimeoutError(f"no end after {limit_s:g} s")
    return task.result()


async def tried(what: str, limit_s: float, steps: Coroutine[object, object, None]) -> bool:
    """Whether ``steps`` worked in time; trouble is logged, nothing depends on it."""
    try:
        await within(limit_s, steps)
    except TimeoutError:
        _logger.warning("cannot %s: no end after %g s", what, limit_s)
        return False
    except KliegError as error:
        _logger.warning("cannot %s: %s", what, error.message)
        return False
    except Exception:
        _logger.exception("cannot %s", what)
        return False
    return True


def _log_late_end(task: asyncio.Future[_Result]) -> None:
    error = None if task.cancelled() else task.exception()
    _logger.info("a call that was given up ended: %s", error or "without an error")
