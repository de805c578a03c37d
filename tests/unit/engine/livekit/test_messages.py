"""What others say of their messages."""

from __future__ import annotations

import time

import pytest

from app.engine.livekit.messages import plausible_ms


def test_the_time_a_sender_tells_is_kept() -> None:
    told_ms = time.time_ns() // 1_000_000 - 5_000
    assert plausible_ms(told_ms) == told_ms


@pytest.mark.parametrize("told_ms", [0, -1, -(2**63), 2**63 - 1])
def test_an_absurd_time_is_now(told_ms: int) -> None:
    now_ms = time.time_ns() // 1_000_000
    assert now_ms <= plausible_ms(told_ms) <= now_ms + 5_000
