"""Child processes that never outlive ``dev.py``: in the foreground, and helpers beside it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from workshop.layout import ON_WINDOWS
from workshop.steps import SetupError

GRACE_S = 10.0
PASSED_ON_S = 2.0  # how long a child may need that was interrupted together with us
SIGNAL_STATUS = 128


def leave_on_termination() -> None:
    """Turn SIGTERM into ``SystemExit``, so that everything that was started is ended."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(SIGNAL_STATUS + number)

    signal.signal(signal.SIGTERM, leave)


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    limit_s: float | None = None,
) -> int:
    """Run ``command`` on our own terminal and return its exit status.

    Ctrl-C is the child's to answer: it reaches the child through the terminal. Only when
    it comes again, or when there is no terminal that passes it on, do we end the child.

    A child that takes longer than ``limit_s`` is aborted, on which a Python that has its fault
    handler on shows where its threads are; the status is that of the signal.
    """
    child = subprocess.Popen(command, env=environment, cwd=cwd)
    try:
        with _interrupts_left_to(child):
            try:
                status = child.wait(limit_s)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGTERM if ON_WINDOWS else signal.SIGABRT)
                _end_after_grace(child)
                status = child.wait()
    except BaseException:
        child.terminate()
        _end_after_grace(child)
        raise
    return SIGNAL_STATUS - status if status < 0 else status


@contextmanager
def _interrupts_left_to(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Keep Ctrl-C from raising here, where it could hide how the child ended."""
    reminder = threading.Timer(PASSED_ON_S, child.terminate)
    answers = iter((reminder.start if not _has_terminal() else _do_nothing, child.terminate))

    def answer(_number: int, _frame: FrameType | None) -> None:
        next(answers, child.kill)()

    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        reminder.cancel()


@contextmanager
def helper(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a silent helper process running meanwhile; Ctrl-C does not reach it.

    On Linux it ends with us even when we are killed.

    Raises:
        SetupError: It cannot be started.
    """
    if shutil.which(command[0]) is None:
        raise SetupError(f"cannot start {command[0]}: there is no such program")
    child = subprocess.Popen(
        [*_words_to_die_with_us(), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=pass_fds,
        start_new_session=not ON_WINDOWS,
    )
    try:
        yield child
    finally:
        child.terminate()
        _end_after_grace(child)


def _words_to_die_with_us() -> tuple[str, ...]:
    """What to put before a command so that the kernel ends it when we are gone."""
    if sys.platform != "linux" or shutil.which("setpriv") is None:
        return ()
    return ("setpriv", "--pdeathsig", "TERM", "--")


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _do_nothing() -> None:
    """The child has been told by the terminal."""


def _end_after_grace(child: subprocess.Popen[bytes]) -> None:
    """Wait for ``child``, which was told to end; force it when it takes too long."""
    try:
        child.wait(timeout=GRACE_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()


def environment_with(additions: Mapping[str, str]) -> dict[str, str]:
    """This process's environment and ``additions``."""
    return {**os.environ, **additions}
