"""The one place where the adapter's events leave it, in order and on one thread."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from app.engine.port import EventHandler
from app.model.events import EngineEvent

_log = logging.getLogger(__name__)

_WAITING_MAX = 1000


class EventGate:
    """Gives events to the handler; keeps those that come before the first one.

    Args:
        call: Runs something on the engine's loop soon; any thread.
    """

    def __init__(self, call: Callable[[Callable[[], None]], None]) -> None:
        self._call = call
        self._handler: EventHandler | None = None
        self._waiting: deque[EngineEvent] | None = deque(maxlen=_WAITING_MAX)

    def set_handler(self, handler: EventHandler | None) -> None:
        """Use ``handler`` from now on; any thread. The first one gets the events kept for it."""
        self._handler = handler
        if handler is not None:
            self._call(self._flush)

    def raise_event(self, event: EngineEvent) -> None:
        """Give ``event`` to the handler; only from the engine's loop."""
        if self._waiting is not None:
            self._waiting.append(event)
            self._flush()
        else:
            self._give(event)

    def _flush(self) -> None:
        while self._waiting and self._handler is not None:
            self._give(self._waiting.popleft())
        if not self._waiting and self._handler is not None:
            self._waiting = None

    def _give(self, event: EngineEvent) -> None:
        handler = self._handler
        if handler is None:
            return
        try:
            handler(event)
        except Exception:  # noqa: BLE001  (whatever the application does)
            # The application's handler must not tear down media; its fault goes to the log.
            _log.exception("the event handler failed on %s", type(event).__name__)
