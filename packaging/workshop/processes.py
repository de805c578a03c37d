"""Child processes that never outlive ``dev.py``: in the foreground, and helpers beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from workshop.layout import ON_WINDOWS
from workshop.steps import SetupError

GRACE_S = 10.0
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
) -> int:
    """Run ``command`` on our own terminal and return its exit status.

    Ctrl-C reaches the child through the terminal; it gets time to end by itself.
    """
    child = subprocess.Popen(command, env=environment, cwd=cwd)
    try:
        status = child.wait()
    except KeyboardInterrupt:
        return _status(_end_after_grace(child))
    except BaseException:
        child.terminate()
        _end_after_grace(child)
        raise
    return _status(status)


@contextmanager
def helper(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a silent helper process running meanwhile; Ctrl-C does not reach it.

    Raises:
        SetupError: It cannot be started.
    """
    try:
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=pass_fds,
            start_new_session=not ON_WINDOWS,
        )
    except OSError as error:
        raise SetupError(f"cannot start {command[0]}: {error.strerror}") from error
    try:
        yield child
    finally:
        child.terminate()
        _end_after_grace(child)


def _end_after_grace(child: subprocess.Popen[bytes]) -> int:
    """Wait for ``child``; ask, then force it when it takes too long or Ctrl-C comes again."""
    for insist in (child.terminate, child.kill):
        try:
            return child.wait(timeout=GRACE_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            insist()
    return child.wait()


def _status(returned: int) -> int:
    """The exit status as a shell would show it."""
    return SIGNAL_STATUS - returned if returned < 0 else returned


def environment_with(additions: Mapping[str, str]) -> dict[str, str]:
    """This process's environment and ``additions``."""
    return {**os.environ, **additions}
