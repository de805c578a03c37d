"""Logging of a whole run: one rotating file, secrets removed on every handler."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from app.log_files import LogFileHandler
from app.redaction import RedactingFilter, Redactor

QUIET_LOGGERS = ("aiohttp.access", "asyncio", "keyring", "qasync")
"""What they tell below a warning is of no use to us or to a user."""


class LogSession:
    """Writes what is logged to ``klieg.log`` from now until :meth:`close`.

    The logger of the livekit package is included. Handlers that others have set on the root
    logger are made to remove secrets, too.

    Args:
        folder: Place of the file; made when it is missing.
        redactor: Takes the secrets out.
        level: The least that is written.
    """

    def __init__(self, folder: Path, *, redactor: Redactor, level: int = logging.INFO) -> None:
        self._root = logging.getLogger()
        self._level_before = self._root.level
        self._handler = LogFileHandler(folder, stem="klieg", redactor=redactor)
        self._filter = RedactingFilter(redactor)
        self._others = tuple(self._root.handlers)
        for other in self._others:
            other.addFilter(self._filter)
        self._root.addHandler(self._handler)
        self._root.setLevel(level)
        self._levels_before = {name: logging.getLogger(name).level for name in QUIET_LOGGERS}
        for name in QUIET_LOGGERS:
            logging.getLogger(name).setLevel(max(level, logging.WARNING))

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self._handler.path

    def close(self) -> None:
        """Stop writing and put logging back as it was."""
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._level_before)
        for name, level in self._levels_before.items():
            logging.getLogger(name).setLevel(level)
        for other in self._others:
            other.removeFilter(self._filter)
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
