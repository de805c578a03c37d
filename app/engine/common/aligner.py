"""Brings what is in line with what is wanted, one step at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.engine.common.loop import EngineLoop


class Aligner:
    """Takes steps until all is in line; used on the engine's loop alone.

    However often and whenever it is woken, one step runs at a time and the last wish counts.
    """

    def __init__(
        self,
        loop: EngineLoop,
        name: str,
        *,
        is_in_line: Callable[[], bool],
        step: Callable[[], Awaitable[None]],
    ) -> None:
        self._loop = loop
        self._name = name
        self._is_in_line = is_in_line
        self._step = step
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether steps are being taken."""
        return self._task is not None

    def wake(self) -> None:
        """Look whether steps are needed; nothing while they are being taken."""
        if self._task is None and not self._is_in_line():
            self._task = self._loop.spawn(self._run(), name=self._name)
            self._task.add_done_callback(self._on_done)

    def interrupt(self) -> None:
        """Give up the step that is being taken and look again."""
        if self._task is not None:
            self._task.cancel()
        self.wake()

    async def settle(self) -> None:
        """Wait until all is in line."""
        while self._task is not None:
            await asyncio.wait({self._task})
            await asyncio.sleep(0)  # its end is noted by then

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled() or task.exception() is None:  # a failed step is not tried for ever
            self.wake()

    async def _run(self) -> None:
        while not self._is_in_line():
            await self._step()
