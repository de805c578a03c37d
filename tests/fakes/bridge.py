"""A bridge for tests without Qt: hands each event over at once."""

from __future__ import annotations

from app.control.qt_bridge import EngineEventHandler
from app.model.events import EngineEvent


class DirectBridge:
    """Calls the handler on the thread that posts."""

    def __init__(self, handler: EngineEventHandler) -> None:
        self._handler = handler
        self.is_closed = False

    def post(self, event: EngineEvent) -> None:
        if not self.is_closed:
            self._handler(event)

    def close(self) -> None:
        self.is_closed = True
