"""Lines for people on a terminal, and the way out of the process."""

from __future__ import annotations

import atexit
import os
import sys
from typing import TextIO


def say(line: str) -> None:
    """Write one line to standard output, at once; nothing when nobody reads it any more."""
    _write(sys.stdout, line)


def complain(sentence: str) -> None:
    """Write one line to the error output, in the program's name."""
    _write(sys.stderr, f"klieg: {sentence}")


def _write(stream: TextIO | None, line: str) -> None:
    if stream is None:  # closed from the start, or a windowed program on Windows
        return
    try:
        stream.write(f"{line}\n")
        stream.flush()
    except UnicodeEncodeError:
        stream.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    except OSError:
        silence(stream)


def silence(stream: TextIO) -> None:
    """Send what ``stream`` still holds nowhere, or the end of the process would fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)


class Departure:
    """Ends the process after all else that is done at its end.

    Threads of the engine's native code may still call into Python, which ends them while it shuts
    down itself; they take that for a fault and abort the process. So once the engine has been
    loaded the process leaves before that.
    """

    def __init__(self) -> None:
        self.status: int | None = None
        atexit.register(self._leave)  # the first to be registered is the last to be called

    def _leave(self) -> None:
        if self.status is None or "livekit" not in sys.modules:
            return
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                try:
                    stream.flush()
                except OSError:
                    silence(stream)
        os._exit(self.status)
