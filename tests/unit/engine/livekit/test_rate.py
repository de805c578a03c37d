"""Limits of how often something may happen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.engine.common.rate import RateLimit


@given(st.integers(1, 20), st.lists(st.floats(0, 0.5), max_size=100))
def test_no_second_has_more_than_the_limit(per_second: int, pauses_s: list[float]) -> None:
    now = 100.0
    limit = RateLimit(per_second, lambda: now)
    taken: list[float] = []
    for pause_s in pauses_s:
        now += pause_s
        if limit.take():
            taken.append(now)
    for moment in taken:
        assert sum(moment <= other < moment + 1.0 for other in taken) <= per_second


def test_a_refused_one_does_not_count() -> None:
    now = 0.0
    limit = RateLimit(1, lambda: now)
    assert limit.take()
    now = 0.9
    assert not limit.take()
    now = 1.0
    assert limit.take()
