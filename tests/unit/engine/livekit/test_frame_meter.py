"""Delays, freezes and first pictures from frames alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.common.frame_meter import (
    DelayHistogram,
    DelayMeter,
    FrameMeter,
    RecentFrames,
)
from app.model.frames import VideoFrame

START_US = 1_700_000_000_000_000


def frame(captured_at_us: int, received_at_us: int = 0) -> VideoFrame:
    return VideoFrame(2, 2, memoryview(bytes(6)), captured_at_us, received_at_us)


def test_a_histogram_without_delays_has_no_percentile() -> None:
    assert DelayHistogram().percentile_ms(0.5) == -1.0


def test_absurd_delays_are_left_out() -> None:
    histogram = DelayHistogram()
    histogram.add(-1)
    histogram.add(61_000_000)
    assert histogram.percentile_ms(0.5) == -1.0


@given(st.lists(st.integers(0, 2_000_000), min_size=1, max_size=200), st.floats(0.01, 1.0))
def test_percentiles_are_right_to_a_quarter_of_a_millisecond(
    delays_us: list[int], share: float
) -> None:
    histogram = DelayHistogram()
    for delay_us in delays_us:
        histogram.add(delay_us)
    ordered = sorted(delays_us)
    rank = next(n for n in range(1, len(ordered) + 1) if n >= share * len(ordered))
    assert histogram.percentile_ms(share) == pytest.approx(ordered[rank - 1] / 1000, abs=0.1251)


def test_the_first_picture_is_told_once_with_its_time() -> None:
    meter = FrameMeter(START_US)
    assert meter.first_picture_ms == -1.0
    assert meter.frame_shown(frame(START_US), START_US + 62_000)
    assert not meter.frame_shown(frame(START_US), START_US + 95_000)
    assert meter.first_picture_ms == 62.0


def test_delay_is_corrected_by_the_clock_of_the_publisher() -> None:
    meter = FrameMeter(START_US)
    meter.use_clock_offset(5_000_000)  # the publisher's clock is ahead
    meter.frame_shown(frame(START_US + 5_000_000), START_US + 12_000)
    assert meter.totals().end_to_end_p50_ms == pytest.approx(12.0, abs=0.13)


def test_a_gap_is_a_freeze_unless_it_was_meant() -> None:
    meter = FrameMeter(START_US)
    for at_ms in (0, 33, 66, 400):
        meter.frame_shown(frame(0), START_US + at_ms * 1000)
    assert meter.totals().freezes == 1
    meter.pause()
    meter.frame_shown(frame(0), START_US + 9_000_000)
    assert meter.totals().freezes == 1


def test_recent_delays_are_taken_once() -> None:
    meter = FrameMeter(START_US)
    meter.frame_shown(frame(START_US), START_US + 10_000)
    assert meter.take_recent().p50_ms == pytest.approx(10.0, abs=0.13)
    assert meter.take_recent() == RecentFrames()
    assert meter.totals().frames_shown == 1


def test_the_way_and_the_painting_make_the_whole() -> None:
    meter = FrameMeter(START_US)
    meter.use_clock_offset(3_000_000)
    for number in range(4):
        captured_us = START_US + number * 33_000
        received_us = captured_us + 9_000
        meter.frame_received()
        meter.frame_shown(frame(captured_us + 3_000_000, received_us), received_us + 2_000)
    recent = meter.take_recent()
    assert recent.way_ms == pytest.approx(9.0, abs=0.13)
    assert recent.paint_ms == pytest.approx(2.0, abs=0.13)
    assert recent.p50_ms == pytest.approx(11.0, abs=0.13)


def test_frames_that_nobody_saw_are_told_with_their_reason() -> None:
    meter = FrameMeter(START_US)
    for _ in range(10):
        meter.frame_received()
    for _ in range(6):
        meter.frame_shown(frame(0), START_US)
    first = meter.take_recent()
    assert (first.replaced, first.hidden) == (3, 0)  # the newest may still be painted
    for _ in range(5):
        meter.frame_received(is_hidden=True)
    second = meter.take_recent()
    assert (second.replaced, second.hidden) == (0, 5)


def test_waits_are_told_once_by_their_median() -> None:
    meter = DelayMeter()
    assert meter.take_median_ms() == -1.0
    for wait_us in (1_000, 2_000, 90_000):
        meter.add(wait_us)
    assert meter.take_median_ms() == pytest.approx(2.0, abs=0.13)
    assert meter.take_median_ms() == -1.0
