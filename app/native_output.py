"""Keeps what native libraries write to the error output off the terminal.

Encoders, sound systems and Qt write lines of their own there, past Python: of no use to a person,
and in the way of a script that reads our sentences. They go to a file of their own, at once, so
that the last words before a crash are kept; so does the trace of such a crash. Our sentences go
where they always went. Nothing here is cleaned of secrets, since the libraries are given none that
they tell.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import time
from pathlib import Path
from typing import TextIO

FILE_NAME = "native.log"
FILE_MAX_BYTES = 1_000_000
_ERROR_OUTPUT = 2

_log = logging.getLogger(__name__)


def part_native_output(folder: Path) -> None:
    """Send the libraries' lines to ``native.log`` in ``folder`` from now until the end.

    Call it when Qt has its application: what Qt tells before it ends a process must be seen.
    Without a file to write to, or without an error output, all stays as it was.
    """
    ours = sys.stderr
    if ours is None or not _is_the_error_output(ours):
        return
    try:
        file = _opened(folder / FILE_NAME)
    except OSError as error:
        _log.warning("what libraries write stays on the terminal: %s", error)
        return
    ours.flush()
    kept = os.dup(_ERROR_OUTPUT)
    os.dup2(file, _ERROR_OUTPUT)
    os.close(file)
    sys.stderr = os.fdopen(
        kept, "w", encoding=ours.encoding, errors="backslashreplace", buffering=1
    )
    is_asked_for = faulthandler.is_enabled()
    faulthandler.enable(file=sys.stderr if is_asked_for else _ERROR_OUTPUT)


def _is_the_error_output(stream: TextIO) -> bool:
    try:
        return stream.fileno() == _ERROR_OUTPUT
    except (OSError, ValueError):
        return False


def _opened(path: Path) -> int:
    """Return the open file, its former content gone when that was long; it says who writes."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > FILE_MAX_BYTES:
            path.unlink()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    when = time.strftime("%Y-%m-%d %H:%M:%S")
    try:
        os.write(file, f"--- {when} process {os.getpid()}\n".encode())
    except OSError:
        os.close(file)
        raise
    return file
