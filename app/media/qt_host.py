"""Runs work on the Qt thread for callers on any thread, without ever waiting for long.

Cameras, screens and windows are opened by Qt objects that must live on the Qt thread. Engines call
from threads of their own, sometimes while the Qt thread waits for them or is about to end.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal
from PySide6.QtGui import QGuiApplication

from app.model.errors import DeviceUnusableError

_Result = TypeVar("_Result")


class QtHost(QObject):
    """Lives on the Qt thread and does there what others ask for; may be made on any thread."""

    closing = Signal()
    """The application ends: release what you hold. Raised on the Qt thread."""

    _wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        application = QCoreApplication.instance()
        if not isinstance(application, QGuiApplication):
            raise DeviceUnusableError(
                "cannot use cameras, screens or windows: the program runs without a display",
                hint="Leave out --headless, or use pattern, file or a screen of an X server.",
            )
        if application.platformName() == "xcb":
            # Qt Multimedia believes this variable alone and finds no window without it.
            os.environ["XDG_SESSION_TYPE"] = "x11"
        self._lock = threading.Lock()
        self._jobs: deque[Callable[[], None]] = deque()
        self._wanted.connect(self._do_jobs, Qt.ConnectionType.QueuedConnection)
        application.aboutToQuit.connect(self.closing, Qt.ConnectionType.QueuedConnection)
        self.moveToThread(application.thread())

    def is_current(self) -> bool:
        """Return whether the caller is on the Qt thread."""
        return QThread.currentThread() is self.thread()

    def post(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the Qt thread: at once if this is it, else as soon as it is free."""
        if self.is_current():
            work()
            return
        with self._lock:
            self._jobs.append(work)
        self._wanted.emit()

    def ask(self, work: Callable[[], _Result], *, timeout_s: float) -> _Result | None:
        """Run ``work`` on the Qt thread and return its result; None when that took too long.

        Work that was not begun in time is dropped.

        Raises:
            Exception: Whatever ``work`` raises.
        """
        future = self.submit(work)
        try:
            return future.result(timeout_s)
        except FutureTimeoutError:
            return None if future.cancel() or not future.done() else future.result()

    def submit(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Run ``work`` on the Qt thread as :meth:`post` does; the future tells its outcome."""
        future: Future[_Result] = Future()

        def answer() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001 - raised again where it was asked for
                future.set_exception(error)

        self.post(answer)
        return future

    def _do_jobs(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    return
                work = self._jobs.popleft()
            work()
