"""What was told of one stream's state, so that each change is told once and in order.

The SDK tells states itself, also some that the application was told already and some that belong
to a stop which it asked for before it started anew. Publishers and players share these states:
0 none, 1 requesting, 2 flowing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.model.errors import ErrorCode

NONE, REQUESTING, FLOWING = 0, 1, 2

_ECHO_TIME_S = 1.0

StateHandler = Callable[[int, ErrorCode, str], None]


class Timers(Protocol):
    """Timers; the engine's loop has them."""

    def call_later(self, delay_s: float, function: Callable[[], None]) -> object:
        """Call ``function`` after ``delay_s``."""


class StreamStates:
    """The states of one stream ID; used on the engine's loop alone.

    Args:
        timers: The engine's loop.
        tell: Raises the event.
    """

    def __init__(self, timers: Timers, tell: StateHandler) -> None:
        self.told = NONE
        self._timers = timers
        self._tell = tell
        self._echoes = 0
        self._silent_echoes = 0

    def tell(self, state: int, code: ErrorCode = ErrorCode.OK, extended_data: str = "") -> bool:
        """Tell a state unless it was told already; returns whether it was news."""
        if state == self.told:
            return False
        self.told = state
        self._tell(state, code, extended_data)
        return True

    def stop_asked(self) -> None:
        """Note that the SDK is asked to stop and will tell NONE."""
        self._echoes += 1

    def stop_returned(self, *, is_wanted: Callable[[], bool]) -> None:
        """Note that the stop is done; when the SDK tells nothing for a while, we do."""

        def look() -> None:
            if self._echoes:
                self._echoes -= 1
                if not is_wanted():
                    self.tell(NONE)

        self._timers.call_later(_ECHO_TIME_S, look)

    def silent_stop_asked(self) -> None:
        """Note that the SDK is asked to stop what was told to have ended already."""
        self._silent_echoes += 1

        def forget() -> None:
            self._silent_echoes = max(0, self._silent_echoes - 1)

        self._timers.call_later(_ECHO_TIME_S, forget)

    def is_echo(self, state: int, code: int) -> bool:
        """Take what the SDK tells; True when it answers a stop and needs nothing further."""
        if state != NONE or code:
            return False
        if self._silent_echoes:
            self._silent_echoes -= 1
            return True
        if self._echoes:
            self._echoes -= 1
            self.tell(NONE)
            return True
        return False


class StatesByStream:
    """The states of all streams that were ever asked for; used on the engine's loop alone.

    Args:
        timers: The engine's loop.
        tell: Raises the event of the stream of that ID.
    """

    def __init__(self, timers: Timers, tell: Callable[[str, int, ErrorCode, str], None]) -> None:
        self._timers = timers
        self._tell = tell
        self._states: dict[str, StreamStates] = {}

    def of(self, stream_id: str) -> StreamStates:
        """Return the states of a stream; from now on it was asked for."""
        if stream_id not in self._states:
            self._states[stream_id] = StreamStates(self._timers, partial(self._tell, stream_id))
        return self._states[stream_id]

    def known(self, stream_id: str) -> StreamStates | None:
        """Return the states of a stream; None when it was never asked for."""
        return self._states.get(stream_id)

    def end_all(self) -> None:
        """Tell of each stream that it is there no more, unless that was told."""
        for states in self._states.values():
            states.tell(NONE)
