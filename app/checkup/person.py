"""Somebody in a room: one engine, all its events, and waiting for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from app.checkup.evidence import News
from app.control.tasks import within
from app.engine.port import Engine
from app.event_log import describe
from app.model.events import EngineEvent
from app.model.session import User

END_LIMIT_S = 10.0


class Person:
    """Drives one engine; used on one asyncio loop.

    Args:
        engine: Nobody else hears its events.
        user: Who this is.
        on_event: Also hears each event, on the loop.
    """

    def __init__(
        self,
        engine: Engine,
        user: User,
        *,
        on_event: Callable[[EngineEvent], None] = lambda _: None,
    ) -> None:
        self.engine = engine
        self.user = user
        self.news: list[News] = []
        self._on_event = on_event
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        engine.set_event_handler(self._hear)

    async def until(self, what: Callable[[News], bool], *, within_s: float) -> News:
        """Return the first event, past or to come, that ``what`` is true of.

        Raises:
            TimeoutError: There was none.
        """
        seen = 0
        async with asyncio.timeout(within_s):
            while True:
                for news in self.news[seen:]:
                    if what(news):
                        return news
                seen = len(self.news)
                self._changed.clear()
                await self._changed.wait()

    async def end(self) -> None:
        """Destroy the engine.

        Raises:
            TimeoutError: It does not end.
        """
        await within(END_LIMIT_S, self.engine.destroy())

    def _hear(self, event: EngineEvent) -> None:
        """On the engine's thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: EngineEvent) -> None:
        self.news.append(describe(event))
        self._changed.set()
        self._on_event(event)
