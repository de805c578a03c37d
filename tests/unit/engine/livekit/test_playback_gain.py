"""What a volume makes of samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from app.engine.livekit.playback_gain import Gain, Samples, peak_of

FRAME = 480
FULL = 32767

volumes = st.integers(min_value=0, max_value=200)
frames = of_numpy.arrays(np.int16, st.tuples(st.just(FRAME), st.integers(1, 2)))


def steady(level: int, channels: int = 2) -> Samples:
    return np.full((FRAME, channels), level, np.int16)


def at(volume: int) -> Gain:
    """Return a gain that has been at ``volume`` for a while."""
    gain = Gain(volume)
    gain.apply(steady(0))
    return gain


@pytest.mark.parametrize(("volume", "factor"), [(0, 0), (1, 0.01), (50, 0.5), (150, 1.5), (200, 2)])
def test_the_amplitude_follows_the_volume(volume: int, factor: float) -> None:
    assert at(volume).apply(steady(8000)) == pytest.approx(8000 * factor, abs=1)
    assert at(volume).apply(steady(-8000)) == pytest.approx(-8000 * factor, abs=1)


@given(frames)
def test_a_hundred_is_as_sent_to_the_bit(samples: Samples) -> None:
    assert np.array_equal(at(100).apply(samples), samples)


def test_sound_begins_from_silence() -> None:
    heard = Gain(100).apply(steady(10000))[:, 0]
    assert 0 < heard[0] < 100
    assert heard[-1] == 10000


@given(volumes, volumes)
def test_a_new_volume_is_reached_within_a_frame_without_a_step(before: int, after: int) -> None:
    gain = at(before)
    gain.aim_at(after)
    heard = [gain.apply(steady(10000))[:, 0].astype(int) for _ in range(2)]
    course = np.concatenate([[100 * before], *heard])
    largest_step = abs(after - before) * 100 / FRAME
    assert np.abs(np.diff(course)).max() <= largest_step + 2
    assert heard[1] == pytest.approx(100 * after, abs=1)


@given(frames, volumes, volumes)
def test_nothing_wraps_around(samples: Samples, before: int, after: int) -> None:
    gain = at(before)
    gain.aim_at(after)
    for heard in (gain.apply(samples), gain.apply(samples)):
        assert not np.any((heard > 0) & (samples < 0))
        assert not np.any((heard < 0) & (samples > 0))


@pytest.mark.parametrize("volume", [101, 110, 125, 160, 200])
def test_what_is_too_loud_is_bent_and_stays_in_order(volume: int) -> None:
    ramp = np.linspace(-FULL, FULL, FRAME).astype(np.int16)[:, np.newaxis]
    heard = at(volume).apply(ramp)[:, 0].astype(int)
    wanted = ramp[:, 0].astype(float) * volume / 100
    assert np.all(np.diff(heard) >= 0)
    assert np.abs(heard).max() <= FULL
    assert np.all(np.abs(heard) <= np.abs(wanted) + 1)
    in_the_clear = np.abs(wanted) < 0.8 * FULL
    assert heard[in_the_clear] == pytest.approx(wanted[in_the_clear], abs=1)


def test_crossing_a_hundred_changes_loud_sound_by_little() -> None:
    loud = steady(FULL)
    assert int(at(101).apply(loud).max()) == pytest.approx(FULL, rel=0.01)
    assert int(at(99).apply(loud).max()) == pytest.approx(FULL, rel=0.011)


def test_the_peak_is_the_farthest_sample() -> None:
    assert peak_of(steady(0)) == 0
    assert peak_of(steady(-FULL)) == 1
    assert peak_of(np.array([[100], [-16383]], np.int16)) == pytest.approx(0.5, abs=0.001)
    assert peak_of(np.zeros((0, 2), np.int16)) == 0
