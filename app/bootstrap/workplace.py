"""What every command stands on: folders, logs, and the keeper of secrets for the logs."""

from __future__ import annotations

import logging
import os
from types import TracebackType
from typing import Self

from app.logs import LogSession
from app.model.errors import KliegError
from app.paths import AppPaths
from app.redaction import Redactor

_log = logging.getLogger(__name__)


class Workplace:
    """Folders and logs of one run; a context manager."""

    def __init__(self) -> None:
        self.paths = AppPaths.find()
        self.redactor = Redactor()
        self._logs: LogSession | None = None

    def __enter__(self) -> Self:
        # What Qt tells of optional libraries it does not find is of no use on a terminal.
        os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
        self._logs = LogSession(self.paths.logs, redactor=self.redactor)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, KliegError):
            _log.error("the program ends by an unforeseen error", exc_info=error)
        # What libraries still tell while the process ends would go to the terminal otherwise.
        logging.lastResort = logging.NullHandler()
        if self._logs is not None:
            self._logs.close()
