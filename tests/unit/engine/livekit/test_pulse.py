"""Silence told from the usual pause."""

from __future__ import annotations

from app.engine.livekit.pulse import SilenceJudge


def silent_after_s(gaps_s: list[float]) -> float:
    """Return after how long without news a connection with these gaps counts as silent."""
    now = 0.0
    judge = SilenceJudge(now)
    for count, gap_s in enumerate(gaps_s):
        now += gap_s
        assert not judge.is_silent(now, count)
    last = now
    while not judge.is_silent(now, len(gaps_s) - 1):
        now += 0.1
    return now - last


def test_a_busy_connection_is_silent_after_three_seconds() -> None:
    assert 2.9 < silent_after_s([1.0] * 10) < 3.3


def test_an_idle_connection_is_given_two_of_its_pauses() -> None:
    assert 5.9 < silent_after_s([2.5] * 10) < 6.3


def test_a_new_connection_may_be_idle_at_first() -> None:
    assert 4.0 < silent_after_s([1.0]) < 5.0


def test_one_long_silence_makes_the_judge_no_blind() -> None:
    assert silent_after_s([1.0, 60.0, 1.0, 1.0]) < 7.3
