"""One fault shown once, though the SDK reports it up to four times.

The return value, the result and the state belong to a call or a stream and are told there. The
two general reports, ``debug_error`` and ``api_called_result``, come before or after those: what
nobody else has told within a while becomes one ``DebugError``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from app.engine.zego.translate import code_of
from app.model.events import DebugError, EngineEvent

_log = logging.getLogger(__name__)

_WHILE_S = 1.0


class Clock(Protocol):
    """Time and timers; the engine's loop has both."""

    def time(self) -> float:
        """Return the time in seconds."""

    def call_later(self, delay_s: float, function: Callable[[], None]) -> object:
        """Call ``function`` after ``delay_s``."""


class Faults:
    """Decides which report of a fault is shown; used on the engine's loop alone."""

    def __init__(self, clock: Clock, raise_event: Callable[[EngineEvent], None]) -> None:
        self._clock = clock
        self._raise_event = raise_event
        self._told_at_s: dict[int, float] = {}
        self._waiting: set[int] = set()

    def told(self, code: int) -> None:
        """Note that a fault of ``code`` was shown by the call or the stream it belongs to."""
        self._told_at_s[code] = self._clock.time()
        self._waiting.discard(code)

    def reported(self, code: int, function: str, info: str) -> None:
        """Take a general report of a fault."""
        if code == 0:
            return
        _log.info("the SDK reports %s in %s: %s", code, function, info)
        if code in self._waiting or self._was_told(code):
            return
        self._waiting.add(code)
        self._clock.call_later(_WHILE_S, lambda: self._tell(code, function, info))

    def _was_told(self, code: int) -> bool:
        told_at_s = self._told_at_s.get(code)
        return told_at_s is not None and self._clock.time() - told_at_s < _WHILE_S

    def _tell(self, code: int, function: str, info: str) -> None:
        if code in self._waiting:
            self._waiting.discard(code)
            self._raise_event(DebugError(code_of(code), function=function, message=info))
