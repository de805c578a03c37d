"""Guards that fail the test which left something behind.

Every test runs inside them: Python threads, child processes, listening sockets and,
once Qt is loaded, top-level widgets and running timers. What a test leaves is given a
moment to end, then named, ended where that is possible, and reported. Native threads
(LiveKit's runtime keeps its own) are not looked at.
"""

import gc
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import psutil
import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget

GRACE_S = 2.0

# asyncio's default executor, pytest's own helpers, and threads that native code made.
FOREIGN_THREADS = ("asyncio_", "pytest_timeout", "pytest-timeout", "Dummy-", "execnet")

_Thing = TypeVar("_Thing")


def _settled(look: Callable[[], list[_Thing]]) -> list[_Thing]:
    """What ``look`` still finds when the grace is over; empty as soon as it finds nothing."""
    deadline = time.monotonic() + GRACE_S
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test after which a thread that it started still runs."""
    before = set(threading.enumerate())
    yield
    left = _settled(
        lambda: [
            thread
            for thread in threading.enumerate()
            if thread not in before and not thread.name.startswith(FOREIGN_THREADS)
        ]
    )
    if left:
        pytest.fail(f"threads still run: {', '.join(sorted(thread.name for thread in left))}")


@pytest.fixture(autouse=True)
def no_child_process_is_left() -> Iterator[None]:
    """Fail a test after which a process that it started still runs, and end that process."""
    this = psutil.Process()
    before = set(this.children(recursive=True))
    yield
    left = _settled(lambda: [child for child in _living_children(this) if child not in before])
    if left:
        told = ", ".join(_described(child) for child in left)
        for child in left:
            _kill(child)
        pytest.fail(f"processes still run: {told}")


@pytest.fixture(autouse=True)
def no_socket_still_listens() -> Iterator[None]:
    """Fail a test after which this process listens on a port that it did not before."""
    before = _listening_ports()
    yield
    left = _settled(lambda: sorted(_listening_ports() - before))
    if left:
        pytest.fail(f"ports still listen: {', '.join(map(str, left))}")


@pytest.fixture(autouse=True)
def no_widget_is_left() -> Iterator[None]:
    """Fail a test after which a top-level widget that it made still exists."""
    before = set(_top_level_widgets())
    yield
    if set(_top_level_widgets()) <= before:
        return
    gc.collect()  # a widget in a reference cycle is not held by anybody
    left = {key: widget for key, widget in _top_level_widgets().items() if key not in before}
    if left:
        told = ", ".join(sorted(repr(widget) for widget in left.values()))
        for widget in left.values():
            widget.close()
            widget.deleteLater()
        pytest.fail(f"widgets still exist: {told}")


@pytest.fixture(autouse=True)
def no_timer_still_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test after which a ``QTimer`` that it started still runs."""
    started: list[weakref.ref[QTimer]] = []
    if "PySide6.QtCore" in sys.modules:
        _note_started_timers(monkeypatch, started)
    yield
    left = [timer for reference in started if (timer := reference()) and _is_running(timer)]
    if left:
        told = ", ".join(sorted({f"{timer!r} of {timer.parent()!r}" for timer in left}))
        for timer in left:
            timer.stop()
        pytest.fail(f"timers still run: {told}")


def _living_children(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children(recursive=True) if _lives(child)]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _described(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {process.name()}"  # never the arguments: they may hold secrets
    except psutil.NoSuchProcess:
        return f"{process.pid} (gone)"


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _listening_ports() -> set[int]:
    connections = psutil.Process().net_connections(kind="tcp")
    return {item.laddr.port for item in connections if item.status == psutil.CONN_LISTEN}


def _top_level_widgets() -> dict[int, "QWidget"]:
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return {}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    widgets = QApplication.topLevelWidgets()
    return {shiboken6.getCppPointer(widget)[0]: widget for widget in widgets}


def _note_started_timers(
    monkeypatch: pytest.MonkeyPatch, started: list["weakref.ref[QTimer]"]
) -> None:
    from PySide6.QtCore import QTimer

    start = QTimer.start

    def noted_start(timer: QTimer, *interval: int) -> None:
        started.append(weakref.ref(timer))
        start(timer, *interval)

    monkeypatch.setattr(QTimer, "start", noted_start)


def _is_running(timer: "QTimer") -> bool:
    import shiboken6

    return shiboken6.isValid(timer) and timer.isActive()


def choose_a_platform_without_a_screen() -> None:
    """Let Qt draw into memory where there is no screen to show a window on."""
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not has_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
