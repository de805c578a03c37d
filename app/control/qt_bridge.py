"""Carries engine events from any thread to the Qt thread: in order, in batches.

The only place where events change threads. QtCore alone: no widget, no asyncio.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.model.events import EngineEvent

EngineEventHandler = Callable[[EngineEvent], None]


TURN_S = 0.01
"""So long events are handled in one go; then Qt has its turn before the others."""


class EventBridge(Protocol):
    """Takes events on any thread and hands them to one handler."""

    def post(self, event: EngineEvent) -> None:
        """Hand over ``event``; never waits."""

    def close(self) -> None:
        """Drop what waits and all that comes later."""


BridgeMaker = Callable[[EngineEventHandler], EventBridge]
"""Makes a bridge to a handler; the class :class:`QtEventBridge` is one."""


class QtEventBridge(QObject):
    """Brings events to the thread it was made on, which must run Qt's event loop."""

    _woken = Signal()

    def __init__(self, handler: EngineEventHandler) -> None:
        super().__init__()
        self._handler = handler
        self._lock = threading.Lock()
        self._pending: list[EngineEvent] = []
        self._closed = False
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, event: EngineEvent) -> None:
        """Hand over ``event``; callable from any thread, never waits for the GUI."""
        with self._lock:
            if self._closed:
                return
            was_empty = not self._pending
            self._pending.append(event)
        if was_empty:  # one wake-up per batch: a burst cannot flood Qt
            self._woken.emit()

    def close(self) -> None:
        """Drop what waits and all that comes later; the handler is not called again."""
        with self._lock:
            self._closed = True
            self._pending.clear()

    @Slot()
    def _drain(self) -> None:
        with self._lock:
            batch, self._pending = self._pending, []
        until_s = time.monotonic() + TURN_S
        for position, event in enumerate(batch):
            if self._closed:
                return
            if time.monotonic() > until_s:  # a burst must not hold up clicks and pictures
                self._wait_a_turn(batch[position:])
                return
            try:
                self._handler(event)
            except BaseException:
                self._put_back(batch[position + 1 :])
                raise  # Qt hands it to sys.excepthook; the events behind it still arrive

    def _wait_a_turn(self, events: list[EngineEvent]) -> None:
        """Go on after what else waits: a timer, since Qt would serve a signal in this same turn."""
        with self._lock:
            if not self._closed:
                self._pending[:0] = events
        QTimer.singleShot(0, self, self._drain)

    def _put_back(self, events: list[EngineEvent]) -> None:
        with self._lock:
            if self._closed or not events:
                return
            self._pending[:0] = events
        self._woken.emit()
