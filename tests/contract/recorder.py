"""Collects the events of one engine and lets a test wait for the one it is about."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from app.model.events import EngineEvent

EventT = TypeVar("EventT", bound=EngineEvent)

PATIENCE_S = 15.0


class EventRecorder:
    """An event handler that keeps what it gets, with the thread and time it came in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._events: list[EngineEvent] = []
        self._times: list[float] = []
        self._threads: set[int] = set()
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def __call__(self, event: EngineEvent) -> None:
        """Take an event; any thread."""
        with self._lock:
            self._events.append(event)
            self._times.append(time.monotonic())
            self._threads.add(threading.get_ident())
            waiting = list(self._waiting)
        for check, future in waiting:
            if check():
                future.get_loop().call_soon_threadsafe(_resolve, future)

    @property
    def events(self) -> list[EngineEvent]:
        """Return all events so far."""
        with self._lock:
            return list(self._events)

    @property
    def thread_count(self) -> int:
        """Return on how many threads events came in."""
        return len(self._threads)

    def mark(self) -> int:
        """Return a position: later searches may look only behind it."""
        with self._lock:
            return len(self._events)

    def of(self, kind: type[EventT], *, since: int = 0, **fields: object) -> list[EventT]:
        """Return the events of ``kind`` whose fields have these values."""
        return [event for event in self.events[since:] if _fits(event, kind, fields)]  # type: ignore[misc]

    def time_of(self, event: EngineEvent) -> float:
        """Return the monotonic time at which ``event`` came in."""
        with self._lock:
            return next(
                at for at, kept in zip(self._times, self._events, strict=True) if kept is event
            )

    async def wait_for(
        self,
        kind: type[EventT],
        *,
        where: Callable[[EventT], bool] | None = None,
        since: int = 0,
        within_s: float = PATIENCE_S,
        **fields: object,
    ) -> EventT:
        """Return the first event of ``kind`` with these fields, which may have come already."""

        def find() -> EventT | None:
            found = self.of(kind, since=since, **fields)
            return next((event for event in found if where is None or where(event)), None)

        await self._until(lambda: find() is not None, f"{kind.__name__} {fields}", within_s)
        found = find()
        assert found is not None
        return found

    async def wait_until(
        self, check: Callable[[], bool], *, what: str, within_s: float = PATIENCE_S
    ) -> None:
        """Wait until ``check``, looked at with each event, holds."""
        await self._until(check, what, within_s)

    async def _until(self, check: Callable[[], bool], what: str, within_s: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (check, future)
        with self._lock:
            self._waiting.append(entry)
        try:
            if check():
                return
            await asyncio.wait_for(future, within_s)
        except TimeoutError:
            told = "\n  ".join(repr(event) for event in self.events[-40:])
            raise AssertionError(
                f"{self.name} did not see {what} within {within_s} s, but:\n  {told}"
            ) from None
        finally:
            with self._lock:
                self._waiting.remove(entry)


def _fits(event: EngineEvent, kind: type[EngineEvent], fields: dict[str, object]) -> bool:
    return isinstance(event, kind) and all(
        getattr(event, name) == value for name, value in fields.items()
    )


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
