"""The mathematics of clock offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.engine.livekit.clock import ClockEstimate, ClockSample, sample

YEAR_US = 365 * 24 * 3600 * 1_000_000
times = st.integers(0, YEAR_US)
offsets = st.integers(-YEAR_US, YEAR_US)
spans = st.integers(0, 2_000_000)


@given(times, offsets, st.tuples(spans, spans, spans))
def test_the_error_of_one_exchange_is_at_most_half_its_round_trip(
    asked: int, offset: int, way: tuple[int, int, int]
) -> None:
    there, work, back = way
    heard = asked + there + offset
    answered = heard + work
    received = asked + there + work + back
    found = sample(asked, heard, answered, received)
    assert found is not None
    assert found.round_trip_us == there + back
    assert abs(found.offset_us - offset) <= found.round_trip_us / 2 + 1


def test_times_that_cannot_be_are_no_sample() -> None:
    assert sample(100, 50, 40, 200) is None  # answered before it was heard
    assert sample(100, 50, 60, 90) is None  # received before it was asked
    assert sample(100, 0, 500, 200) is None  # worked on longer than it was away


def test_the_shortest_round_trip_is_believed() -> None:
    estimate = ClockEstimate()
    for found in (ClockSample(9_000, 8_000), ClockSample(5_000, 400), ClockSample(7_000, 3_000)):
        estimate.add(found)
    assert estimate.offset_us == 5_000


def test_an_offset_within_the_doubt_counts_as_none() -> None:
    estimate = ClockEstimate()
    assert estimate.offset_us == 0
    estimate.add(ClockSample(offset_us=-240, round_trip_us=500))
    assert estimate.offset_us == 0
    estimate.add(ClockSample(offset_us=-260, round_trip_us=450))
    assert estimate.offset_us == -260


def test_old_exchanges_are_forgotten_so_that_drift_is_followed() -> None:
    estimate = ClockEstimate()
    estimate.add(ClockSample(1_000, 10))
    for _ in range(10):
        estimate.add(ClockSample(2_000, 100))
    assert estimate.offset_us == 2_000
