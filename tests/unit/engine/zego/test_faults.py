"""One fault shown once, whoever reports it first."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.zego.faults import Faults
from app.model.events import DebugError, EngineEvent


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        """Return the time."""
        return self.now_s

    def call_later(self, delay_s: float, function: Callable[[], None]) -> None:
        """Note a timer."""
        self.timers.append((self.now_s + delay_s, function))

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds
        due = [function for at_s, function in self.timers if at_s <= self.now_s]
        self.timers = [timer for timer in self.timers if timer[0] > self.now_s]
        for function in due:
            function()


def faults_of(clock: Clock) -> tuple[Faults, list[EngineEvent]]:
    events: list[EngineEvent] = []
    return Faults(clock, events.append), events


def test_a_fault_that_nobody_else_tells_is_told_once() -> None:
    clock = Clock()
    faults, events = faults_of(clock)
    faults.reported(1000017, "set_play_volume", "out of range")
    faults.reported(1000017, "set_play_volume", "out of range")
    clock.advance(1.5)
    (event,) = events
    assert isinstance(event, DebugError)
    assert (event.error_code, event.function) == (1000017, "set_play_volume")


def test_a_fault_told_before_its_report_is_not_told_again() -> None:
    clock = Clock()
    faults, events = faults_of(clock)
    faults.told(1002033)
    faults.reported(1002033, "login_room", "")
    clock.advance(2.0)
    assert events == []


def test_a_fault_told_after_its_report_is_not_told_again() -> None:
    clock = Clock()
    faults, events = faults_of(clock)
    faults.reported(1002033, "login_room", "")
    clock.advance(0.2)
    faults.told(1002033)
    clock.advance(2.0)
    assert events == []


def test_the_same_fault_later_is_news() -> None:
    clock = Clock()
    faults, events = faults_of(clock)
    faults.told(1003023)
    clock.advance(5.0)
    faults.reported(1003023, "start_publishing_stream", "")
    clock.advance(2.0)
    assert len(events) == 1


def test_success_is_no_fault() -> None:
    clock = Clock()
    faults, events = faults_of(clock)
    faults.reported(0, "login_room", "")
    clock.advance(2.0)
    assert events == []
