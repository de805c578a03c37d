"""How busy Klieg, what it started, and the whole machine are."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

_CHILDREN_KEPT_S = 10.0
"""To look for children means to look at every process there is."""


@dataclass(frozen=True, slots=True)
class MeasuredLoad:
    """Percent of the whole machine since the last measurement; negative while unknown."""

    own_percent: float
    server_percent: float
    machine_percent: float
    cores: int


class ProcessorMeter:
    """Compares what was used with what was there; any thread, one call at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own: psutil.Process | None = None
        self._children: dict[int, psutil.Process] = {}
        self._used_s: dict[int, float] = {}
        self._measured_at_s = 0.0
        self._looked_at_s = 0.0

    def measure(self) -> MeasuredLoad:
        """Return the load since the last call; the first call knows nothing yet."""
        import psutil  # not needed for the first paint

        with self._lock:
            now_s = time.monotonic()
            if self._own is None:
                self._own = psutil.Process()
                psutil.cpu_percent(None)
            if now_s - self._looked_at_s >= _CHILDREN_KEPT_S or not self._looked_at_s:
                self._looked_at_s = now_s
                found = {child.pid: child for child in self._own.children(recursive=True)}
                self._children = {pid: self._children.get(pid, found[pid]) for pid in found}
            cores = psutil.cpu_count() or 1
            before, self._used_s = self._used_s, self._used()
            seconds, self._measured_at_s = now_s - self._measured_at_s, now_s
            if not before or seconds <= 0:
                return MeasuredLoad(-1.0, -1.0, -1.0, cores)
            share = 100 / seconds / cores
            return MeasuredLoad(
                own_percent=share * self._grown(before, {self._own.pid}),
                server_percent=share * self._grown(before, set(self._children)),
                machine_percent=float(psutil.cpu_percent(None)),
                cores=cores,
            )

    def _used(self) -> dict[int, float]:
        """Return the seconds of processor time that each process had."""
        import psutil

        used: dict[int, float] = {}
        own = [self._own] if self._own is not None else []
        for process in (*own, *self._children.values()):
            try:
                times = process.cpu_times()
            except psutil.Error:  # gone meanwhile
                self._children.pop(process.pid, None)
                return self._used()
            used[process.pid] = times.user + times.system
        return used

    def _grown(self, before: dict[int, float], pids: set[int]) -> float:
        return sum(
            max(0.0, self._used_s[pid] - before[pid])
            for pid in pids
            if pid in self._used_s and pid in before
        )
