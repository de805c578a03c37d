"""Pictures that wait a little: even where the network was not, late only by what was asked."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable

import pytest

from app.engine.common.pacing import HELD_MAX, FramePacer
from app.model.frames import VideoFrame

FRAME_US = 33_333
CLOCK_US = 7_000_000_000  # the other machine's clock is elsewhere


class Clock:
    """Time that stands still until a test moves it; calls what is due on the way."""

    def __init__(self) -> None:
        self.now_us = 1_000_000
        self._calls: list[tuple[int, int, _Timer]] = []
        self._numbers = itertools.count()

    def call_later(self, delay_s: float, call: Callable[[], None]) -> _Timer:
        timer = _Timer(call)
        due_us = self.now_us + round(delay_s * 1_000_000)
        heapq.heappush(self._calls, (due_us, next(self._numbers), timer))
        return timer

    def move_to(self, then_us: int) -> None:
        while self._calls and self._calls[0][0] <= then_us:
            due_us, _, timer = heapq.heappop(self._calls)
            self.now_us = max(self.now_us, due_us)
            timer.fire()
        self.now_us = max(self.now_us, then_us)


class _Timer:
    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self._call = None

    def fire(self) -> None:
        if self._call is not None:
            self._call()


class Line:
    """Sends pictures over ways of given lengths, and notes when each is passed on."""

    def __init__(self, wait_ms: int) -> None:
        self.clock = Clock()
        self.shown: list[tuple[int, VideoFrame]] = []
        self.pacer = FramePacer(
            self.clock.call_later,
            lambda: self.clock.now_us,
            lambda frame: self.shown.append((self.clock.now_us, frame)),
        )
        self.pacer.use_wait(wait_ms)

    def send(self, ways_ms: list[int]) -> None:
        """A picture each 33 ms; none overtakes another, as after decoding."""
        arrivals_us: list[tuple[int, int]] = []
        newest_us = 0
        for number, way_ms in enumerate(ways_ms):
            captured_us = 2_000_000 + number * FRAME_US
            newest_us = max(newest_us, captured_us + way_ms * 1000)
            arrivals_us.append((newest_us, captured_us))
        for arrived_us, captured_us in arrivals_us:
            self.clock.move_to(arrived_us)
            self.pacer.take(frame(captured_us - CLOCK_US + 8_000_000_000, arrived_us))
        self.clock.move_to(newest_us + 1_000_000)

    def gaps_ms(self) -> list[float]:
        times = [shown_us for shown_us, _ in self.shown]
        return [(after - before) / 1000 for before, after in itertools.pairwise(times)]


def frame(captured_us: int, received_us: int) -> VideoFrame:
    return VideoFrame(2, 2, memoryview(bytes(6)), captured_us, received_us)


UNEVEN = [20] * 10 + [20, 95, 20, 110, 20, 20, 85] * 6


def test_without_a_wait_each_picture_is_passed_on_as_it_comes() -> None:
    line = Line(0)
    line.send(UNEVEN)

    assert len(line.shown) == len(UNEVEN)
    assert all(shown_us == passed.received_at_us for shown_us, passed in line.shown)
    assert max(line.gaps_ms()) > 100


def test_gaps_no_longer_than_the_wait_are_not_seen() -> None:
    line = Line(100)
    line.send(UNEVEN)

    assert len(line.shown) == len(UNEVEN)
    assert max(line.gaps_ms()) == pytest.approx(33.3, abs=1)
    assert line.pacer.take_waited_ms() == pytest.approx(100 - _mean_extra_ms(), abs=8)


def test_a_gap_that_is_longer_than_the_wait_is_shortened_by_it() -> None:
    line = Line(50)
    line.send([20] * 10 + [300] + [20] * 20)

    assert max(line.gaps_ms()) == pytest.approx(33.3 + 280 - 50, abs=2)


def test_the_order_is_kept_and_nothing_is_lost_or_doubled() -> None:
    line = Line(60)
    line.send([20, 200, 20, 20, 150, 20, 20, 20, 20] * 5)

    captured = [passed.captured_at_us for _, passed in line.shown]
    assert captured == sorted(set(captured))
    assert len(captured) == 45


def test_a_longer_way_becomes_the_usual_one_after_some_seconds() -> None:
    line = Line(50)
    line.send([20] * 150 + [90] * 450)

    delays_ms = [shown_us - passed.captured_at_us for shown_us, passed in line.shown]
    assert delays_ms[0] / 1000 == pytest.approx((delays_ms[149]) / 1000, abs=1)
    assert (delays_ms[-1] - delays_ms[0]) / 1000 == pytest.approx(70, abs=2)


def test_less_wait_passes_on_what_waits_already() -> None:
    line = Line(150)
    for number in range(3):
        line.pacer.take(frame(1_000_000 + number * FRAME_US, 1_000_000))
    assert line.shown == []

    line.pacer.use_wait(0)

    assert len(line.shown) == 3


def test_pictures_of_unknown_age_do_not_wait() -> None:
    line = Line(150)
    line.pacer.take(frame(0, 1_000_000))

    assert len(line.shown) == 1


def test_never_more_than_some_pictures_are_held() -> None:
    line = Line(4000)
    for number in range(HELD_MAX + 10):
        line.pacer.take(frame(1_000_000 + number, 1_000_000))

    assert len(line.shown) == 10


def test_what_waits_is_forgotten_with_the_stream() -> None:
    line = Line(150)
    line.pacer.take(frame(1_000_000, 1_000_000))

    line.pacer.clear()
    line.clock.move_to(9_000_000)

    assert line.shown == []


def _mean_extra_ms() -> float:
    newest, extra = 0, 0
    for number, way in enumerate(UNEVEN):
        arrived = max(newest, number * 33 + way)
        newest = arrived
        extra += arrived - number * 33 - 20
    return extra / len(UNEVEN)
