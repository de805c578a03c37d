"""A program behind a guardian process, for Linux and macOS."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from app.services import guardian

GUARDIAN_ARGUMENT = "--klieg-guardian"


def guardian_command() -> list[str]:
    """Return the command of the guardian, to be followed by that of the program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, GUARDIAN_ARGUMENT]
    return [sys.executable, "-I", "-S", str(Path(guardian.__file__).resolve())]


if sys.platform != "win32":

    def become_guardian_if_asked(arguments: Sequence[str]) -> None:
        """Turn this process into the guardian when its first argument says so; then never return.

        The installed program calls this before any other import, with ``sys.argv[1:]``.
        """
        if list(arguments[:1]) == [GUARDIAN_ARGUMENT]:
            sys.exit(guardian.guard(list(arguments[1:])))

    class GuardedProgram:
        """One program and its guardian.

        Raises:
            OSError: The guardian could not be started.
        """

        def __init__(self, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
            self._process = subprocess.Popen(  # noqa: S603 - the caller's program is the point
                [*guardian_command(), *command],
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal is for us, not for the child
            )
            if self._process.stdin is None or self._process.stdout is None:
                raise OSError("the pipes to the guardian are missing")
            self._orders: IO[bytes] = self._process.stdin
            self._lock = threading.Lock()
            self.pid = self._process.pid
            self.output: IO[bytes] = self._process.stdout

        def ask_to_end(self) -> None:
            """Have SIGTERM sent to the program."""
            self._order(guardian.GRACEFUL)

        def kill(self) -> None:
            """Have SIGKILL sent to the program."""
            self._order(guardian.FORCED)

        def wait(self) -> int:
            """Wait for the end; return the exit code, or 128 + n for signal n."""
            code = self._process.wait()
            if code < 0:  # the guardian was killed: the program is still in its group
                with contextlib.suppress(ProcessLookupError):  # gone with its guardian
                    os.killpg(self.pid, signal.SIGKILL)
                code = 128 - code
            with self._lock:
                self._orders.close()
            return code

        def _order(self, order: bytes) -> None:
            with self._lock:
                if self._orders.closed:
                    return
                try:
                    os.write(self._orders.fileno(), order)
                except BrokenPipeError:
                    return  # the guardian has just ended, and the program with it

else:

    def become_guardian_if_asked(_arguments: Sequence[str]) -> None:
        """Do nothing: Windows needs no guardian."""
