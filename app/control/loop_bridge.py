"""Carries engine events to an asyncio loop where no Qt runs; the headless twin of QtEventBridge."""

from __future__ import annotations

import asyncio
import contextlib

from app.control.qt_bridge import EngineEventHandler
from app.model.events import EngineEvent


class LoopEventBridge:
    """Brings events, in order, to the loop it was made on."""

    def __init__(self, handler: EngineEventHandler) -> None:
        self._handler = handler
        self._loop = asyncio.get_running_loop()
        self._closed = False

    def post(self, event: EngineEvent) -> None:
        """Hand over ``event``; callable from any thread, never waits."""
        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed: it is over
                self._loop.call_soon_threadsafe(self._give, event)

    def close(self) -> None:
        """Drop what waits and all that comes later."""
        self._closed = True

    def _give(self, event: EngineEvent) -> None:
        if not self._closed:
            self._handler(event)
