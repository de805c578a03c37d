"""Measures delay and freezes of one incoming stream from its frames.

Delay runs from the capture timestamp that travels with each frame to the moment it is painted
(or handed to the application when nothing is painted), corrected by the clock offset to the
publisher's machine.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from app.model.frames import VideoFrame
from app.model.quality import PlayerTotals

FREEZE_US = 200_000
_BUCKET_US = 250
_DELAY_MAX_US = 60_000_000


class DelayHistogram:
    """Delays in buckets of a quarter millisecond: exact enough, small for any duration."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._count = 0

    def add(self, delay_us: int) -> None:
        """Count one delay; absurd ones (a clock was set) are left out."""
        if 0 <= delay_us <= _DELAY_MAX_US:
            self._buckets[delay_us // _BUCKET_US] += 1
            self._count += 1

    def percentile_ms(self, share: float) -> float:
        """Return the delay that ``share`` of the frames do not exceed; -1 without frames."""
        if not self._count:
            return -1.0
        rank, seen = share * self._count, 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= rank:
                return (bucket + 0.5) * _BUCKET_US / 1000
        return -1.0


class DelayMeter:
    """Delays added on one thread and taken on another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recent = DelayHistogram()

    def add(self, delay_us: int) -> None:
        """Count one delay."""
        with self._lock:
            self._recent.add(delay_us)

    def take_median_ms(self) -> float:
        """Return the median since the last call; -1 when there was none."""
        with self._lock:
            recent, self._recent = self._recent, DelayHistogram()
        return recent.percentile_ms(0.5)


@dataclass(frozen=True, slots=True)
class RecentFrames:
    """What the frames of one period say; times in ms, negative when there were none.

    Attributes:
        p50_ms: Median of the time from capture to painting.
        p95_ms: Its 95th percentile.
        way_ms: Median of the time from capture until the decoded frame was there.
        paint_ms: Median of the time from there to painting.
        replaced: Frames that a newer one replaced before they were painted.
        hidden: Frames that came while the canvas was not shown.
    """

    p50_ms: float = -1.0
    p95_ms: float = -1.0
    way_ms: float = -1.0
    paint_ms: float = -1.0
    replaced: int = 0
    hidden: int = 0


class FrameMeter:
    """Counts received and shown frames; callable from the engine's and the GUI thread."""

    def __init__(self, asked_at_us: int) -> None:
        self._lock = threading.Lock()
        self._asked_at_us = asked_at_us
        self._last_shown_us = 0
        self._first_shown_us = 0
        self._all = DelayHistogram()
        self._recent = DelayHistogram()
        self._way, self._paint = DelayHistogram(), DelayHistogram()
        self._clock_offset_us = 0
        self._told_unshown = 0
        self._told_hidden = 0
        self.received = 0
        self.hidden = 0
        self.shown = 0
        self.freezes = 0

    def use_clock_offset(self, offset_us: int) -> None:
        """Take the publisher's clock to show ``offset_us`` more than ours from now on."""
        self._clock_offset_us = offset_us

    def frame_received(self, *, is_hidden: bool = False) -> None:
        """A decoded frame arrived; ``is_hidden`` when its canvas is not on the screen."""
        with self._lock:
            self.received += 1
            self.hidden += is_hidden

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> bool:
        """A frame was painted; returns whether it was the first."""
        with self._lock:
            is_first = self._first_shown_us == 0
            if is_first:
                self._first_shown_us = shown_at_us
            elif self._last_shown_us and shown_at_us - self._last_shown_us > FREEZE_US:
                self.freezes += 1
            self._last_shown_us = shown_at_us
            self.shown += 1
            if frame.captured_at_us:
                delay_us = shown_at_us - frame.captured_at_us + self._clock_offset_us
                self._all.add(delay_us)
                self._recent.add(delay_us)
                if frame.received_at_us:
                    paint_us = shown_at_us - frame.received_at_us
                    self._way.add(delay_us - paint_us)
                    self._paint.add(paint_us)
            return is_first

    def pause(self) -> None:
        """The picture stops by intent: the gap until it returns is no freeze."""
        with self._lock:
            self._last_shown_us = 0

    @property
    def first_picture_ms(self) -> float:
        """Time from asking to the first picture; -1 before it."""
        if not self._first_shown_us:
            return -1.0
        return (self._first_shown_us - self._asked_at_us) / 1000

    def totals(self) -> PlayerTotals:
        """Return what was counted since the start."""
        with self._lock:
            return PlayerTotals(
                first_picture_ms=self.first_picture_ms,
                end_to_end_p50_ms=self._all.percentile_ms(0.5),
                end_to_end_p95_ms=self._all.percentile_ms(0.95),
                frames_received=self.received,
                frames_shown=self.shown,
                freezes=self.freezes,
            )

    def take_recent(self) -> RecentFrames:
        """Return what the frames since the last call say."""
        with self._lock:
            recent, self._recent = self._recent, DelayHistogram()
            way, self._way = self._way, DelayHistogram()
            paint, self._paint = self._paint, DelayHistogram()
            hidden = self.hidden - self._told_hidden
            # The newest frame may be on its way to the screen: it counts once it is overtaken.
            unshown = max(self._told_unshown, self.received - 1 - self.hidden - self.shown)
            replaced = unshown - self._told_unshown
            self._told_hidden, self._told_unshown = self.hidden, unshown
        return RecentFrames(
            p50_ms=recent.percentile_ms(0.5),
            p95_ms=recent.percentile_ms(0.95),
            way_ms=way.percentile_ms(0.5),
            paint_ms=paint.percentile_ms(0.5),
            replaced=replaced,
            hidden=hidden,
        )
