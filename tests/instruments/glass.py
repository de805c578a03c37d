"""Glass-to-glass latency, read from the screen: how old is the picture that is shown now.

The synthetic camera writes the time of capture into the picture (a row of 32 blocks over
the top 1/18, least significant bit at the left, white is 1: Unix time in ms modulo 2**32).
The meter looks at 2 x 32 pixels some 1,500 times a second and notes when a new time appears.
It decodes the strip by itself, so that a mistake in the program's own decoder shows.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tests.instruments.screen import Pixels, Rectangle

BLOCKS = 32
STRIP_SHARE = 18
PERIOD_MS = 2**32
PLAUSIBLE_DELAY_MS = 30_000
FREEZE_MS = 200.0
_PAUSE_S = 0.0004
_THRESHOLD = 128


def delay_ms(strip_time_ms: int, now_ms: float) -> float:
    """Return how long ago ``strip_time_ms`` was; negative when it lies ahead."""
    return (now_ms - strip_time_ms + PERIOD_MS / 2) % PERIOD_MS - PERIOD_MS / 2


class StripReader:
    """Reads the time strip of the picture shown at ``area``."""

    def __init__(self, pixels: Pixels, area: Rectangle) -> None:
        """Look at ``pixels`` (rows, columns, 4 bytes each) through a window that copies nothing."""
        if area.width_px < 2 * BLOCKS or area.height_px < 2 * STRIP_SHARE:
            raise ValueError(f"cannot read a time strip in {area.width_px}x{area.height_px} px")
        columns = [
            area.left_px + math.floor((block + 0.5) * area.width_px / BLOCKS)
            for block in range(BLOCKS)
        ]
        strip_px = area.height_px / STRIP_SHARE
        rows = [area.top_px + math.floor(strip_px * part) for part in (0.3, 0.7)]
        self._rows = [self._row(pixels, row, columns) for row in rows]

    @staticmethod
    def _row(pixels: Pixels, row: int, columns: Sequence[int]) -> Callable[[], Pixels]:
        steps = {right - left for left, right in itertools.pairwise(columns)}
        if len(steps) == 1:
            view = pixels[row, columns[0] :: steps.pop(), 1][:BLOCKS]
            return lambda: view
        line, places = pixels[row, :, 1], np.array(columns)
        return lambda: line[places]

    def read(self) -> int | None:
        """Return the strip's time in ms, or None where there is no whole strip just now."""
        upper, lower = (self._value(row()) for row in self._rows)
        return upper if upper == lower else None

    @staticmethod
    def _value(row: npt.NDArray[np.uint8]) -> int:
        bits = np.packbits(row > _THRESHOLD, bitorder="little")
        return int.from_bytes(bits.tobytes(), "little")


@dataclass(slots=True)
class GlassSamples:
    """What the meter saw: one entry for each picture that appeared."""

    seconds: float = 0.0
    delays_ms: list[float] = field(default_factory=list)
    shown_at_s: list[float] = field(default_factory=list)
    longest_look_away_ms: float = 0.0

    @property
    def median_ms(self) -> float:
        """Median delay; not a number without pictures."""
        return percentile(self.delays_ms, 50)

    @property
    def p95_ms(self) -> float:
        """95th percentile of the delay."""
        return percentile(self.delays_ms, 95)

    @property
    def frames_per_second(self) -> float:
        """Distinct pictures shown per second of watching."""
        return len(self.delays_ms) / self.seconds if self.seconds else 0.0

    @property
    def gaps_ms(self) -> list[float]:
        """Time between each two pictures in turn."""
        pairs = zip(self.shown_at_s, self.shown_at_s[1:], strict=False)
        return [1000 * (later - earlier) for earlier, later in pairs]

    @property
    def freezes(self) -> int:
        """How often a picture stood for more than 200 ms."""
        return sum(gap > FREEZE_MS for gap in self.gaps_ms)

    def summary(self) -> dict[str, float]:
        """The figures of a bench table."""
        return {
            "median_ms": round(self.median_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "frames_per_second": round(self.frames_per_second, 2),
            "freezes": self.freezes,
            "longest_gap_ms": round(max(self.gaps_ms, default=math.nan), 1),
            "longest_look_away_ms": round(self.longest_look_away_ms, 1),
        }


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile, or not-a-number of nothing."""
    return float(np.percentile(values, share)) if values else math.nan


class GlassMeter:
    """Watches one picture from a thread of its own until it is stopped."""

    def __init__(self, reader: StripReader) -> None:
        """Prepare; nothing runs before :meth:`start`."""
        self._reader = reader
        self._stop = threading.Event()
        self._samples = GlassSamples()
        self._thread = threading.Thread(target=self._watch, name="glass meter", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> GlassSamples:
        """End and return what was seen."""
        self._stop.set()
        self._thread.join()
        return self._samples

    def _watch(self) -> None:
        samples, read = self._samples, self._reader.read
        started = looked_at = time.monotonic()
        last = read()
        while not self._stop.is_set():
            time.sleep(_PAUSE_S)
            now_s = time.monotonic()
            samples.longest_look_away_ms = max(
                samples.longest_look_away_ms, 1000 * (now_s - looked_at)
            )
            looked_at = now_s
            value = read()
            if value is None or value == last:
                continue
            now_ms = time.time() * 1000
            delay = delay_ms(value, now_ms)
            if not -5 <= delay <= PLAUSIBLE_DELAY_MS or read() != value:
                continue
            last = value
            samples.delays_ms.append(delay)
            samples.shown_at_s.append(now_s)
        samples.seconds = time.monotonic() - started


def watch(reader: StripReader, seconds: float) -> GlassSamples:
    """Watch for so long and return what was seen."""
    meter = GlassMeter(reader)
    meter.start()
    time.sleep(seconds)
    return meter.stop()


def wait_for_picture(reader: StripReader, *, timeout_s: float) -> float:
    """Wait for a plausible strip and return the Unix time at which it was seen.

    Raises:
        TimeoutError: There was none.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        value = reader.read()
        now = time.time()
        if value is not None and 0 <= delay_ms(value, now * 1000) <= PLAUSIBLE_DELAY_MS:
            return now
        time.sleep(_PAUSE_S)
    raise TimeoutError(f"no time strip on the screen within {timeout_s:g} s")
