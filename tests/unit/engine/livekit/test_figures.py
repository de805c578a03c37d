"""Figures of a stream: the split of its delay, and what its two ends tell each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.common.frame_meter import RecentFrames
from app.engine.livekit.play_stats import split_of
from app.engine.livekit.sender_figures import (
    SenderFigures,
    read_sender,
    read_viewer,
)
from app.engine.livekit.stats import LossWindow

times_ms = st.floats(0, 5_000)
told_ms = st.one_of(st.just(-1.0), times_ms)


@given(times_ms, times_ms, st.tuples(told_ms, told_ms), st.tuples(times_ms, times_ms))
def test_the_parts_are_never_more_than_the_whole_and_never_negative(
    way_ms: float, paint_ms: float, sender: tuple[float, float], own: tuple[float, float]
) -> None:
    recent = RecentFrames(way_ms=way_ms, paint_ms=paint_ms)
    split = split_of(recent, SenderFigures(*sender), buffer_ms=own[0], decode_ms=own[1])
    assert split.total_ms == pytest.approx(way_ms + paint_ms)
    assert (split.capture_ms < 0) == (sender[0] < 0)
    assert min(split.network_ms, split.buffer_ms, split.decode_ms, split.paint_ms) >= 0


def test_what_the_publisher_does_not_tell_is_within_the_network() -> None:
    recent = RecentFrames(way_ms=20.0, paint_ms=1.0)
    split = split_of(recent, SenderFigures(), buffer_ms=4.0, decode_ms=2.0)
    assert (split.capture_ms, split.encode_ms, split.network_ms) == (-1.0, -1.0, 14.0)


def test_without_times_of_capture_only_the_own_parts_are_known() -> None:
    split = split_of(RecentFrames(), SenderFigures(2.0, 5.0), buffer_ms=4.0, decode_ms=2.0)
    assert (split.network_ms, split.paint_ms) == (-1.0, -1.0)
    assert (split.buffer_ms, split.decode_ms) == (4.0, 2.0)


@given(st.binary(max_size=400))
def test_no_message_of_a_stranger_does_harm(data: bytes) -> None:
    for kind in (b"s", b"v"):
        sent, seen = read_sender(kind + data), read_viewer(kind + data)
        assert sent is None or -1.0 <= sent[1].capture_ms <= 60_000
        assert seen is None or -1.0 <= seen[1].p50_ms <= 60_000


def test_one_lost_packet_in_three_periods_is_a_small_share() -> None:
    window = LossWindow()
    assert window.add(0, 99) == 0.0
    assert window.add(1, 100) == pytest.approx(1 / 200)
    assert window.add(0, 100) == pytest.approx(1 / 300)
    assert window.add(0, 100) == pytest.approx(1 / 301)
    assert window.add(0, 0) == 0.0
