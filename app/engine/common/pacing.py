"""Lets pictures wait a little, so that they are shown as evenly as they were taken.

A picture is due when it was captured, plus the shortest way that pictures had of late, plus the
wait. One that had a long way waits less, or not at all: gaps of the network that are no longer than
the wait are not seen. The clock of the capturing machine need not agree with ours, since only
differences between pictures of one stream count.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.model.frames import VideoFrame

HELD_MAX = 64
"""More pictures than this are never held: at 60 frames/s that is a second."""

_WINDOW_US = 5_000_000


class Timer(Protocol):
    """What can be called off."""

    def cancel(self) -> None:
        """Do not call any more."""


TimerStarter = Callable[[float, Callable[[], None]], Timer]
"""Calls a function after some seconds."""


class FramePacer:
    """Passes the pictures of one stream on; used on one loop alone.

    Args:
        call_later: Of that loop.
        now_us: Unix time in microseconds.
        deliver: Gets each picture once, in order, marked as received when it was due.
    """

    def __init__(
        self,
        call_later: TimerStarter,
        now_us: Callable[[], int],
        deliver: Callable[[VideoFrame], None],
    ) -> None:
        self._call_later = call_later
        self._now_us = now_us
        self._deliver = deliver
        self._wait_us = 0
        self._shortest = _ShortestWay()
        self._held: deque[tuple[int, VideoFrame]] = deque()
        self._timer: Timer | None = None
        self._waited_us = 0
        self._passed = 0

    def use_wait(self, wait_ms: int) -> None:
        """Let pictures wait so long from now on; those that wait already are passed on for 0."""
        self._wait_us = wait_ms * 1000
        if not self._wait_us:
            self._pass_all()

    def take(self, frame: VideoFrame) -> None:
        """Take a picture that was just received."""
        if not frame.captured_at_us:
            self._pass_all()
            self._deliver(frame)
            return
        way_us = frame.received_at_us - frame.captured_at_us
        shortest_us = self._shortest.after(way_us, frame.received_at_us)
        due_us = frame.captured_at_us + shortest_us + self._wait_us
        if due_us <= frame.received_at_us:
            self._pass_all()
            self._passed += 1
            self._deliver(frame)
            return
        self._held.append((due_us, frame))
        if len(self._held) > HELD_MAX:
            self._pass_first()
        self._start_timer()

    def clear(self) -> None:
        """Forget what waits: the stream ended or is another one."""
        self._held.clear()
        self._shortest = _ShortestWay()
        self._stop_timer()

    def take_waited_ms(self) -> float:
        """Return how long pictures waited in the mean since the last call; 0 without pictures."""
        mean_us = self._waited_us / self._passed if self._passed else 0.0
        self._waited_us = self._passed = 0
        return mean_us / 1000

    def _start_timer(self) -> None:
        if self._timer is None and self._held:
            wait_us = self._held[0][0] - self._now_us()
            self._timer = self._call_later(max(0, wait_us) / 1_000_000, self._pass_due)

    def _stop_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _pass_due(self) -> None:
        self._timer = None
        now_us = self._now_us()
        while self._held and self._held[0][0] <= now_us + 500:
            self._pass_first()
        self._start_timer()

    def _pass_all(self) -> None:
        self._stop_timer()
        while self._held:
            self._pass_first()

    def _pass_first(self) -> None:
        _, frame = self._held.popleft()
        now_us = self._now_us()
        self._waited_us += max(0, now_us - frame.received_at_us)
        self._passed += 1
        self._deliver(replace(frame, received_at_us=max(frame.received_at_us, now_us)))


class _ShortestWay:
    """The shortest way of the last five to ten seconds: ways change, and clocks drift."""

    def __init__(self) -> None:
        self._present_us: int | None = None
        self._former_us: int | None = None
        self._since_us = 0

    def after(self, way_us: int, now_us: int) -> int:
        """Return the shortest way, ``way_us`` included."""
        if now_us - self._since_us > _WINDOW_US:
            self._former_us, self._present_us, self._since_us = self._present_us, None, now_us
        self._present_us = way_us if self._present_us is None else min(self._present_us, way_us)
        return (
            self._present_us if self._former_us is None else min(self._present_us, self._former_us)
        )
