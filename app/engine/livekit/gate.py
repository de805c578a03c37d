"""The one place where the adapter's events leave it, in order."""

from __future__ import annotations

import logging
import threading
from collections import deque

from app.engine.port import EventHandler
from app.model.events import EngineEvent

_log = logging.getLogger(__name__)

_WAITING_MAX = 1000


class EventGate:
    """Gives events to the handler; keeps those that come before the first one.

    ``raise_event`` is called on the engine's loop alone, so that order is kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handler: EventHandler | None = None
        self._waiting: deque[EngineEvent] | None = deque(maxlen=_WAITING_MAX)

    def set_handler(self, handler: EventHandler | None) -> None:
        """Use ``handler`` from now on; any thread. The first one gets the events kept for it."""
        with self._lock:
            self._handler = handler
            if handler is None or self._waiting is None:
                return
            waiting, self._waiting = self._waiting, None
            for event in waiting:
                self._give(handler, event)

    def raise_event(self, event: EngineEvent) -> None:
        """Give ``event`` to the handler; only from the engine's loop."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.append(event)
                return
            handler = self._handler
        if handler is not None:
            self._give(handler, event)

    @staticmethod
    def _give(handler: EventHandler, event: EngineEvent) -> None:
        try:
            handler(event)
        except Exception:  # noqa: BLE001  (whatever the application does)
            # The application's handler must not tear down media; its fault goes to the log.
            _log.exception("the event handler failed on %s", type(event).__name__)
