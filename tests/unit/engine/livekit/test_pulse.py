"""Silence told from the usual pause."""

from __future__ import annotations

from app.engine.livekit.pulse import SilenceJudge

LOOK_S = 0.15


def judge_after(pauses_s: list[float]) -> SilenceJudge:
    """Return a judge who has seen something arrive after each of these pauses."""
    judge = SilenceJudge()
    for count, pause_s in enumerate(pauses_s):
        wait(judge, pause_s - LOOK_S, count - 1)
        judge.hear(count, LOOK_S)
        assert judge.quiet_s == 0.0
    return judge


def wait(judge: SilenceJudge, seconds: float, count: int) -> None:
    for _ in range(round(seconds / LOOK_S)):
        judge.hear(count, LOOK_S)


def silent_after_s(pauses_s: list[float]) -> float:
    """Return after how long without news a connection with these pauses counts as silent."""
    judge = judge_after(pauses_s)
    waited_s = 0.0
    while not judge.is_silent:
        judge.hear(len(pauses_s) - 1, LOOK_S)
        waited_s += LOOK_S
    return waited_s


def test_a_busy_connection_is_silent_within_a_second() -> None:
    assert 0.6 < silent_after_s([0.2] * 10) < 1.0


def test_a_slow_connection_is_given_two_of_its_pauses() -> None:
    assert 1.1 < silent_after_s([0.6] * 10) < 1.5


def test_a_new_connection_may_be_idle_at_first() -> None:
    assert 1.9 < silent_after_s([0.2]) < 2.3


def test_one_long_silence_makes_the_judge_no_blind() -> None:
    assert silent_after_s([0.2, 60.0, 0.2, 0.2]) < 4.3
    assert silent_after_s([0.2, 60.0, *[0.2] * 8]) < 1.0


def test_a_machine_that_slept_blames_no_network() -> None:
    judge = judge_after([0.2] * 10)
    judge.hear(9, passed_s=30.0)
    assert not judge.is_silent


def test_who_is_found_alive_is_judged_anew() -> None:
    judge = judge_after([0.2] * 10)
    wait(judge, 5.0, 9)
    assert judge.is_silent
    judge.forgive()
    assert not judge.is_silent
