"""Log files that rotate, stay the property of one process, and never stand in the way.

A full disk or a folder that cannot be written costs one warning on the error output; the program
goes on without the file and tries again a minute later.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.redaction import RedactingFilter, Redactor

FILE_MAX_BYTES = 2_000_000
FILES_KEPT = 3
PARALLEL_FILES = 16
RETRY_S = 60.0


class LogFileHandler(RotatingFileHandler):
    """Writes records to ``<stem>.log``, secrets removed.

    A further process takes ``<stem>-2.log`` and so on: two must not rotate one file.

    Args:
        folder: Made when it is missing.
        stem: Name of the file without its ending.
        redactor: Takes the secrets out.
        line_format: As for ``logging.Formatter``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        stem: str,
        redactor: Redactor,
        line_format: str = "%(asctime)s %(levelname)s %(name)s: %(message)s",
    ) -> None:
        self._lock_file = -1
        self._silent_until_s = 0.0
        self._has_warned = False
        name, problem = f"{stem}.log", None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            name, self._lock_file = _claim_name(folder, stem)
        except OSError as error:
            problem = error
        super().__init__(
            folder / name,
            maxBytes=FILE_MAX_BYTES,
            backupCount=FILES_KEPT - 1,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self.setFormatter(logging.Formatter(line_format))
        self.addFilter(RedactingFilter(redactor))
        if problem is not None:
            self._go_silent(problem)

    @property
    def path(self) -> Path:
        """The file that is written."""
        return Path(self.baseFilename)

    def emit(self, record: logging.LogRecord) -> None:
        """Write ``record`` unless writing has just failed."""
        if time.monotonic() >= self._silent_until_s:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Fall silent for a while when the file cannot be written; never raise."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self._go_silent(error)
        else:
            _warn(f"a log message of {record.name} is lost: {type(error).__name__}")

    def close(self) -> None:
        """Close the file and give its name free."""
        with contextlib.suppress(OSError):  # what is still buffered does not fit on the disk
            super().close()
        if self._lock_file >= 0:
            os.close(self._lock_file)
            self._lock_file = -1

    def _go_silent(self, error: OSError) -> None:
        self._silent_until_s = time.monotonic() + RETRY_S
        stream, self.stream = self.stream, None  # the next record opens it again
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
        if not self._has_warned:
            self._has_warned = True
            why = error.strerror or type(error).__name__
            _warn(f"cannot write the log {self.baseFilename}: {why}. Going on without it.")


def _warn(sentence: str) -> None:
    if sys.stderr is not None:  # there is none in a windowed program on Windows
        with contextlib.suppress(OSError):
            sys.stderr.write(f"klieg: {sentence}\n")


def _claim_name(folder: Path, stem: str) -> tuple[str, int]:
    """Return the first file name that no living process holds, and the lock on it."""
    for number in range(1, PARALLEL_FILES + 1):
        name = f"{stem}.log" if number == 1 else f"{stem}-{number}.log"
        lock = os.open(folder / f".{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(lock)
        except BlockingIOError:
            os.close(lock)
        except OSError:  # a network folder without locks: nobody else is stopped either
            return name, lock
        else:
            return name, lock
    return f"{stem}-{os.getpid()}.log", -1


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
