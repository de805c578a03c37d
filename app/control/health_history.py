"""Five minutes of figures of one stream, a value per second, in rings that never grow."""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt

from app.control.health_view import HISTORY_S
from app.model.quality import PlayerQuality, PublisherQuality

_PERIOD_MAX_S = 4
"""The longest time between two figures that the later one stands for."""

Values = npt.NDArray[np.float32]


class Metric(Enum):
    """What is kept of each second; the values are columns of the ring."""

    DELAY_P50 = 0
    DELAY_P95 = 1
    RATE_KBPS = 2
    FPS = 3
    LOSS_PERCENT = 4
    ROUND_TRIP_MS = 5


class StreamHistory:
    """The last :data:`HISTORY_S` seconds of one stream."""

    def __init__(self) -> None:
        self._values = np.full((HISTORY_S, len(Metric)), np.nan, np.float32)
        self._seconds = np.zeros(HISTORY_S, np.int64)
        self._newest_s = 0

    @property
    def newest_s(self) -> int:
        """Return the second of the newest figures; 0 when there are none."""
        return self._newest_s

    def add(self, second: int, quality: PublisherQuality | PlayerQuality) -> None:
        """Keep figures that were told in ``second``, for all the time since the last ones."""
        since = max(self._newest_s + 1, second - _PERIOD_MAX_S + 1) if self._newest_s else second
        row = _row(quality)
        for each in range(min(since, second), second + 1):
            self._values[each % HISTORY_S] = row
            self._seconds[each % HISTORY_S] = each
        self._newest_s = max(second, self._newest_s)

    def copy(self) -> StreamHistory:
        """Return the same figures, for another thread."""
        other = StreamHistory()
        other._values, other._seconds = self._values.copy(), self._seconds.copy()
        other._newest_s = self._newest_s
        return other

    def series(self, metric: Metric, until_s: int) -> Values:
        """Return the values of the last seconds, the oldest first; NaN where there was none."""
        wanted = np.arange(until_s - HISTORY_S + 1, until_s + 1)
        places = wanted % HISTORY_S
        is_there = self._seconds[places] == wanted
        return np.where(is_there, self._values[places, metric.value], np.float32(np.nan))


def _row(quality: PublisherQuality | PlayerQuality) -> Values:
    if isinstance(quality, PublisherQuality):
        delays = (quality.audience.end_to_end_p50_ms, quality.audience.end_to_end_p95_ms)
        fps = quality.send_fps
    else:
        delays = (quality.end_to_end_p50_ms, quality.end_to_end_p95_ms)
        fps = quality.shown_fps
    known = [delay if delay >= 0 else np.nan for delay in delays]
    rate_kbps = quality.video_kbps + quality.audio_kbps
    loss_percent = 100 * quality.loss_share
    return np.array([*known, rate_kbps, fps, loss_percent, quality.round_trip_ms], np.float32)
