"""Even steps in real time, without drift."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from app.media.frames import now_us

_SECOND_US = 1_000_000
_CLOCK_JUMP_STEPS = 4


def unix_ticks(rate_hz: int, stop: threading.Event, *, patience_us: int) -> Iterator[int]:
    """Yield the Unix time in microseconds of each step, when it has come, until ``stop`` is set.

    The steps lie on the grid of whole Unix seconds divided by the rate: every full second is a
    step, in every process on a machine alike.

    Args:
        rate_hz: Steps per second.
        stop: Ends the iteration at once.
        patience_us: A step up to this late is still taken, a later one is left out.
    """
    step = now_us() * rate_hz // _SECOND_US + 1
    while True:
        due_us = _due_us(step, rate_hz)
        while (early_us := due_us - now_us()) > 0:
            if early_us > _CLOCK_JUMP_STEPS * _SECOND_US // rate_hz + _SECOND_US:
                break  # the clock was set back: start anew from the present
            if stop.wait(early_us / _SECOND_US):
                return
        if stop.is_set():
            return
        if early_us <= 0:
            yield due_us
        step = _next_step(step, rate_hz, patience_us)


def _due_us(step: int, rate_hz: int) -> int:
    return -(-step * _SECOND_US // rate_hz)  # rounded up: never before the full second


def _next_step(step: int, rate_hz: int, patience_us: int) -> int:
    present_us = now_us()
    following = step + 1
    due_us = _due_us(following, rate_hz)
    is_ahead = due_us - present_us > _CLOCK_JUMP_STEPS * _SECOND_US // rate_hz + _SECOND_US
    if is_ahead or present_us - due_us > patience_us:
        return present_us * rate_hz // _SECOND_US + 1
    return following


class Thinner:
    """Decides which of many pictures are kept, so that not more than a rate come through."""

    def __init__(self, rate_hz: int) -> None:
        self._step_us = _SECOND_US // rate_hz
        self._next_us = 0

    def accepts(self, time_us: int) -> bool:
        """Return whether the picture of ``time_us`` is kept; a little early is good enough."""
        if time_us < self._next_us - self._step_us // 4:
            return False
        is_behind = time_us - self._next_us > self._step_us
        self._next_us = (time_us if is_behind else self._next_us) + self._step_us
        return True
