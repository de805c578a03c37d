"""Writes settings on a thread of its own, the newest only: a slow disk never holds up a window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.model.errors import SettingsError
from app.services.settings import Settings
from app.services.settings_file import SettingsFile

_log = logging.getLogger(__name__)

TroubleHandler = Callable[[SettingsError], None]


class SettingsWriter:
    """Takes settings from any thread; the thread that writes ends when all is written.

    Args:
        file: Where they go.
        loaded: What stands there now.
    """

    def __init__(self, file: SettingsFile, loaded: Settings) -> None:
        self._file = file
        self._on_disk = loaded
        self._lock = threading.Lock()
        self._wanted: Settings | None = None
        self._thread: threading.Thread | None = None
        self._tell: TroubleHandler = lambda _: None
        self._was_told = False

    def tell_trouble_to(self, handler: TroubleHandler) -> None:
        """Let ``handler`` know, on the writing thread, when saving fails: once until it works."""
        self._tell = handler

    def put(self, settings: Settings) -> None:
        """Write ``settings`` soon."""
        with self._lock:
            self._wanted = settings
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="klieg-settings")
                self._thread.start()

    def finish(self) -> None:
        """Wait until everything is written, or was tried."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (settings := self._next()) is not None:
            self._write(settings)

    def _next(self) -> Settings | None:
        with self._lock:
            settings, self._wanted = self._wanted, None
            if settings is None:
                self._thread = None
            return settings

    def _write(self, settings: Settings) -> None:
        try:
            self._file.save(settings, base=self._on_disk)
        except SettingsError as error:
            _log.warning("%s", error)
            if not self._was_told:
                self._was_told = True
                self._tell(error)
        else:
            self._on_disk = settings
            self._was_told = False
