"""Brings each event of the SDK to the part of the adapter that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

EventT = TypeVar("EventT")


class EventRouter:
    """Handlers by the type of the event; used on the engine's loop alone."""

    def __init__(self) -> None:
        self._handlers: dict[type, Callable[[object], None]] = {}

    def on(self, kind: type[EventT], handler: Callable[[EventT], None]) -> None:
        """Give events of exactly this type to ``handler``, which replaces an earlier one."""

        def handle(event: object) -> None:
            if isinstance(event, kind):
                handler(event)

        self._handlers[kind] = handle

    def take(self, events: list[EventT]) -> None:
        """Hand events on, in order; those that nobody wants are nobody's loss."""
        for event in events:
            handler = self._handlers.get(type(event))
            if handler is not None:
                handler(event)
