"""A lock between processes, for files that several windows write. It is a courtesy, not a gate.

Who holds it may hang or the folder may not allow it: after a short wait the work is done without.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

WAIT_S = 1.0
_STEP_S = 0.01


@contextlib.contextmanager
def held_lock(path: Path, *, wait_s: float = WAIT_S) -> Iterator[bool]:
    """Hold the lock ``path`` meanwhile; gives whether it could be had in time.

    The file stays: to delete it would give two processes each a lock of its own.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield False
        return
    try:
        yield _locked(handle, time.monotonic() + wait_s)
    finally:
        os.close(handle)  # which also lets go of the lock


def _locked(handle: int, until_s: float) -> bool:
    while not _try_lock(handle):
        if time.monotonic() >= until_s:
            return False
        time.sleep(_STEP_S)
    return True


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
