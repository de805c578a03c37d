"""What happened in this run, in words for a helper: connections, streams, devices, people counted.

Nothing that was said and nobody's name is in it; texts of errors are the program's own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch

from app.model import events
from app.model.errors import ErrorCode
from app.model.events import EngineEvent

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: Unix time in ms, and what happened, in English."""

    at_ms: int
    text: str


class Timeline:
    """The newest moments of this run; the oldest are forgotten.

    Args:
        now_ms: The clock, Unix time.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._moments: deque[Moment] = deque(maxlen=KEPT)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """All that is remembered, the oldest first."""
        return tuple(self._moments)

    def note(self, text: str, at_ms: int | None = None) -> None:
        """Remember ``text``."""
        self._moments.append(Moment(self._now_ms() if at_ms is None else at_ms, text))

    def take(self, event: EngineEvent, at_ms: int) -> None:
        """Remember ``event``, if it is worth it."""
        if text := describe(event):
            self.note(text, at_ms)


@singledispatch
def describe(event: EngineEvent) -> str:
    """Return what happened in a few words; empty for what happens all the time."""
    del event
    return ""


@describe.register
def _(event: events.RoomStateChanged) -> str:
    return f"room: {event.reason.name}{_why(event.error_code)}"


@describe.register
def _(event: events.RoomReconnectAttempted) -> str:
    return f"room: attempt {event.attempt} to connect again"


@describe.register
def _(event: events.RoomUserUpdate) -> str:
    return f"people: {len(event.users)} {event.update_type.name}"


@describe.register
def _(event: events.RoomStreamUpdate) -> str:
    return f"streams of others: {len(event.streams)} {event.update_type.name}"


@describe.register
def _(event: events.RoomTokenWillExpire) -> str:
    return f"room: the token ends in {event.remaining_s} s"


@describe.register
def _(event: events.PublisherStateUpdate) -> str:
    return f"publishing: {event.state.name}{_why(event.error_code)}"


@describe.register
def _(event: events.PublisherVideoSizeChanged) -> str:
    return f"captured on {event.channel.name}: {event.width_px}x{event.height_px}"


@describe.register
def _(event: events.PublisherSentVideoFirstFrame) -> str:
    return f"first picture sent on {event.channel.name}"


@describe.register
def _(event: events.PublisherSourceEnded) -> str:
    return f"source of {event.channel.name} ended{_why(event.error_code, event.message)}"


@describe.register
def _(event: events.PlayerStateUpdate) -> str:
    return f"playing: {event.state.name}{_why(event.error_code)}"


@describe.register
def _(event: events.PlayerVideoSizeChanged) -> str:
    return f"received: {event.width_px}x{event.height_px}"


@describe.register
def _(event: events.PlayerRenderedVideoFirstFrame) -> str:
    return f"first picture shown after {event.after_ms:.0f} ms"


@describe.register
def _(event: events.DeviceError) -> str:
    return f"device: {event.kind.value}{_why(event.error_code, event.message)}"


@describe.register
def _(event: events.EngineStateUpdate) -> str:
    return f"engine: {'runs' if event.is_running else 'rests'}"


@describe.register
def _(event: events.DebugError) -> str:
    return f"engine{_why(event.error_code, event.message)}"


def _why(code: ErrorCode, message: str = "") -> str:
    if code is ErrorCode.OK:
        return ""
    told = f": {message}" if message else ""
    return f" ({code.name} {int(code)}{told})"
