import threading

import pytest

from app.media import pace
from app.media.pace import unix_ticks


class Clock:
    """A clock that only moves when somebody waits or works."""

    def __init__(self, at_us: int) -> None:
        self.at_us = at_us

    def now_us(self) -> int:
        return self.at_us


class WaitingEvent(threading.Event):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._clock.at_us += max(1, round(timeout * 1_000_000))
        return self.is_set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(at_us=5_000_001)
    monkeypatch.setattr(pace, "now_us", clock.now_us)
    return clock


def test_steps_fall_on_full_seconds_and_do_not_drift(clock: Clock) -> None:
    ticks = unix_ticks(30, WaitingEvent(clock), patience_us=10_000)

    steps = [next(ticks) for _ in range(300)]

    assert steps[29] == 6_000_000
    assert steps[299] == 15_000_000
    assert clock.at_us == 15_000_000


def test_a_step_that_is_a_little_late_is_still_taken(clock: Clock) -> None:
    ticks = unix_ticks(100, WaitingEvent(clock), patience_us=40_000)
    first = next(ticks)
    clock.at_us += 35_000

    assert [next(ticks) - first for _ in range(4)] == [10_000, 20_000, 30_000, 40_000]


def test_steps_that_are_too_late_are_left_out(clock: Clock) -> None:
    ticks = unix_ticks(100, WaitingEvent(clock), patience_us=5_000)
    first = next(ticks)
    clock.at_us += 95_000

    assert next(ticks) - first == 100_000


def test_a_clock_set_back_does_not_stop_the_steps(clock: Clock) -> None:
    ticks = unix_ticks(30, WaitingEvent(clock), patience_us=10_000)
    next(ticks)
    clock.at_us -= 3_600_000_000

    assert next(ticks) - clock.at_us <= 0
    assert clock.at_us < 0


def test_stopping_ends_the_steps_at_once(clock: Clock) -> None:
    stop = WaitingEvent(clock)
    ticks = unix_ticks(30, stop, patience_us=10_000)
    next(ticks)

    stop.set()

    assert list(ticks) == []
