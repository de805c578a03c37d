"""One clock for the picture and the sound of one file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.media.frames import now_us

_HEAD_START_US = 60_000
"""From opening to the first picture: about what opening and the first decoding take."""


@dataclass(slots=True)
class _Use:
    origin_us: int
    users: int


class FileClocks:
    """Knows for each file that runs the Unix time at which it began.

    Whoever opens a file that runs already joins it where it is: the picture and the sound of a
    file are in step even if the sound is added later. A file that nobody plays begins anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses: dict[Path, _Use] = {}

    @contextmanager
    def running(self, path: Path) -> Iterator[int]:
        """Give the Unix time in microseconds at which ``path`` is at its beginning."""
        origin_us = self.join(path)
        try:
            yield origin_us
        finally:
            self.leave(path)

    def join(self, path: Path) -> int:
        """Begin to play ``path``; returns the Unix time of its beginning."""
        with self._lock:
            use = self._uses.setdefault(path, _Use(now_us() + _HEAD_START_US, users=0))
            use.users += 1
            return use.origin_us

    def leave(self, path: Path) -> None:
        """End to play ``path``; the counterpart of :meth:`join`."""
        with self._lock:
            use = self._uses[path]
            use.users -= 1
            if not use.users:
                del self._uses[path]
