"""Processor time and memory of process trees, from ``/proc`` (Linux).

Processor is given in percent of one core, user and system time together. Memory is PSS:
pages shared with other processes count by their share, so that figures can be added.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PROC = Path("/proc")
ENCODER_THREADS = ("VideoEncoderQue",)
"""Names, cut by the kernel to 15 letters, of the threads in which libwebrtc encodes pictures."""


@dataclass(frozen=True, slots=True)
class _Stat:
    parent: int
    command: str
    state: str
    own_ticks: int
    reaped_ticks: int
    start_ticks: int


def _read_stat(path: Path) -> _Stat | None:
    try:
        text = path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    opening, closing = text.index("("), text.rindex(")")
    fields = text[closing + 2 :].split()
    return _Stat(
        parent=int(fields[1]),
        command=text[opening + 1 : closing],
        state=fields[0],
        own_ticks=int(fields[11]) + int(fields[12]),
        reaped_ticks=int(fields[13]) + int(fields[14]),
        start_ticks=int(fields[19]),
    )


def tree(root: int) -> list[int]:
    """Return ``root`` and all its living descendants, parents first."""
    children: dict[int, list[int]] = {}
    for pid, stat in _everybody():
        children.setdefault(stat.parent, []).append(pid)
    found = [root] if (_PROC / str(root)).exists() else []
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def _everybody() -> Iterator[tuple[int, _Stat]]:
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            stat = _read_stat(entry / "stat")
            if stat is not None:
                yield int(entry.name), stat


def find_in_tree(root: int, command: str) -> list[int]:
    """Return the processes below ``root`` whose program is called ``command``."""
    short = command[:15]
    stats = ((pid, _read_stat(_PROC / str(pid) / "stat")) for pid in tree(root))
    return [pid for pid, stat in stats if stat is not None and stat.command == short]


def started_at(pid: int) -> float:
    """Return the Unix time at which a process was started, to a hundredth of a second.

    Raises:
        ProcessLookupError: It has gone.
    """
    stat = _read_stat(_PROC / str(pid) / "stat")
    if stat is None:
        raise ProcessLookupError(f"no process {pid}")
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + stat.start_ticks / _TICKS_PER_S


def processor_seconds(root: int, *, without: tuple[str, ...] = ()) -> float:
    """Return the processor time a tree has used, but for programs called as in ``without``."""
    left_out = {name[:15] for name in without}
    ticks = 0
    for pid in tree(root):
        stat = _read_stat(_PROC / str(pid) / "stat")
        if stat is not None and stat.command not in left_out:
            ticks += stat.own_ticks + stat.reaped_ticks
    return ticks / _TICKS_PER_S


def thread_seconds(pid: int) -> dict[str, float]:
    """Return the processor time of a process by the names of its threads."""
    seconds: dict[str, float] = {}
    try:
        threads = list((_PROC / str(pid) / "task").iterdir())
    except FileNotFoundError:
        return seconds
    for thread in threads:
        stat = _read_stat(thread / "stat")
        if stat is not None:
            used = seconds.get(stat.command, 0.0)
            seconds[stat.command] = used + stat.own_ticks / _TICKS_PER_S
    return seconds


def encoder_seconds(root: int) -> float:
    """Return the processor time of a tree's encoder threads."""
    per_process = (thread_seconds(pid) for pid in tree(root))
    return sum(seconds.get(name, 0.0) for seconds in per_process for name in ENCODER_THREADS)


def memory_mb(root: int) -> float:
    """Return the PSS of a tree in MB (10**6 bytes)."""
    return sum(_rolled_up_kb(pid, "Pss") for pid in tree(root)) * 1024 / 1e6


def own_memory_mb(root: int) -> float:
    """Return the memory of a tree that is no file's, in MB: what a leak makes grow.

    PSS would also rise when another program that shares a library ends.
    """
    return sum(_rolled_up_kb(pid, "Pss_Anon") for pid in tree(root)) * 1024 / 1e6


def _rolled_up_kb(pid: int, name: str) -> int:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    for line in text.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


class ProcessorMeter:
    """Processor use of a tree from its making, or the last :meth:`restart`, until asked."""

    def __init__(self, root: int, *, without: tuple[str, ...] = ()) -> None:
        """Start to measure; programs called as in ``without`` do not count."""
        self._root = root
        self._without = without
        self.restart()

    def restart(self) -> None:
        """Forget what was before."""
        self._at = time.monotonic()
        self._used = processor_seconds(self._root, without=self._without)
        self._encoded = encoder_seconds(self._root)

    def percent(self) -> float:
        """Return the mean use of one core in percent."""
        used = processor_seconds(self._root, without=self._without) - self._used
        return 100 * used / (time.monotonic() - self._at)

    def percent_without_encoder(self) -> float:
        """Return the same without the threads that encode pictures."""
        seconds = time.monotonic() - self._at
        encoded = encoder_seconds(self._root) - self._encoded
        return self.percent() - 100 * encoded / seconds


def machine() -> dict[str, object]:
    """Describe the machine and how busy it is, for the record beside the figures."""
    memory_kb = 0
    for line in (_PROC / "meminfo").read_text().splitlines():
        if line.startswith("MemTotal:"):
            memory_kb = int(line.split()[1])
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory_kb * 1024 / 1e9, 1),
        "load": round(os.getloadavg()[0], 2),
        "kernel": os.uname().release,
    }
