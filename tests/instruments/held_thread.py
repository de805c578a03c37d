"""How long the window's thread does not answer: the program as it is, with a beat on that thread.

``python -m tests.instruments.held_thread FILE klieg watch ...`` runs what follows FILE in this
process. Each time the beat comes late it writes a line: the Unix time, how late the beat was, how
long of that the thread itself worked, and how long it could have but had no processor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from app import cli
from app.bootstrap import window
from app.bootstrap.desktop import Desktop

BEAT_MS = 4
LATE_MS = 10.0


@dataclass(frozen=True, slots=True)
class Hold:
    """One time that the thread was held."""

    at_s: float
    late_ms: float
    worked_ms: float
    queued_ms: float

    @property
    def held_ms(self) -> float:
        """How long the program itself held the thread: by work, or by making it wait."""
        return max(0.0, self.late_ms - self.queued_ms)


def prefix(file: Path) -> tuple[str, ...]:
    """What goes before the program's own command line."""
    return (sys.executable, "-m", __name__, str(file))


def holds(file: Path, *, since_s: float) -> list[Hold]:
    """Return what was written since a Unix time."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found = [Hold(*map(float, line.split())) for line in text[: text.rfind("\n") + 1].splitlines()]
    return [hold for hold in found if hold.at_s > since_s]


class _Beat:
    def __init__(self, file: Path) -> None:
        self._out = file.open("w", encoding="utf-8", buffering=1)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last_s = self._worked_s = self._queued_s = 0.0

    def start(self) -> None:
        self._remember()
        self._timer.start(BEAT_MS)

    def _remember(self) -> None:
        self._last_s, self._worked_s = time.monotonic(), time.thread_time()
        self._queued_s = _queued_s()

    def _note(self) -> None:
        late_ms = 1000 * (time.monotonic() - self._last_s) - BEAT_MS
        if late_ms > LATE_MS:
            worked_ms = 1000 * (time.thread_time() - self._worked_s)
            queued_ms = 1000 * (_queued_s() - self._queued_s)
            line = f"{time.time():.3f} {late_ms:.1f} {worked_ms:.1f} {queued_ms:.1f}"
            self._out.write(f"{line}\n")
        self._remember()


def _queued_s() -> float:
    """How long this thread has waited for a processor since it began (Linux)."""
    return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


class _BeatingDesktop(Desktop):
    def run(self, main: Callable[[], Coroutine[object, object, None]]) -> None:
        beat = _Beat(_file)
        beat.start()
        super().run(main)


if __name__ == "__main__":
    _file = Path(sys.argv[1])
    command = sys.argv[2:]
    arguments = command[3:] if command[0] == sys.executable else command[1:]
    vars(window)["Desktop"] = _BeatingDesktop
    sys.argv[1:] = arguments
    sys.exit(cli.main())
