"""Child processes that cannot outlive us, however we end.

On Linux and macOS a guardian process stands between: it holds a pipe from us and ends the program
when the pipe breaks. On Windows the program lives in a job that the system closes with us.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    from app.services.windows_job import JobProgram as Program
else:
    from app.services.guarded_program import GuardedProgram as Program

LINE_MAX_BYTES = 16_384
OUTPUT_GRACE_S = 1.0


@dataclass(frozen=True, slots=True)
class ChildExit:
    """How a child ended; ``code`` is 128 + n for signal n."""

    code: int

    def __str__(self) -> str:
        if sys.platform != "win32" and self.code > 128:
            try:
                return f"signal {signal.Signals(self.code - 128).name}"
            except ValueError:
                return f"exit code {self.code}"
        return f"exit code {self.code}"


class ChildProcess:
    """One running program, its output read line by line.

    Output and exit are reported on threads of the child's own. Methods may be called from any
    thread and return at once.

    Args:
        command: Program file and arguments; everybody on the machine can read them.
        environment: All of the program's environment, and the place for its secrets.
        on_line: Called with each line of output and error output, without its line end.
        on_exit: Called once, after the last line.

    Raises:
        OSError: The process could not be made. A program file that cannot be run is reported as
            a line and exit code 126 or 127 where a guardian starts it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        on_line: Callable[[str], None],
        on_exit: Callable[[ChildExit], None],
    ) -> None:
        self._on_line = on_line
        self._on_exit = on_exit
        self._program = Program(command, environment=environment)
        name = Path(command[0]).name
        self._reader = threading.Thread(target=self._read, name=f"{name} output", daemon=True)
        self._waiter = threading.Thread(target=self._wait, name=f"{name} exit", daemon=True)
        self._reader.start()
        self._waiter.start()

    @property
    def pid(self) -> int:
        """Number of the process we started: the guardian, or on Windows the program itself."""
        return self._program.pid

    def ask_to_end(self) -> None:
        """Ask the program to end in order (SIGTERM); Windows knows no such thing and ends it."""
        self._program.ask_to_end()

    def kill(self) -> None:
        """End the program at once."""
        self._program.kill()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait; return whether the program has ended and ``on_exit`` has returned."""
        self._waiter.join(timeout_s)
        return not self._waiter.is_alive()

    def _read(self) -> None:
        with self._program.output as output:
            while line := output.readline(LINE_MAX_BYTES):
                self._on_line(line.decode("utf-8", "replace").rstrip("\r\n"))

    def _wait(self) -> None:
        code = self._program.wait()
        self._reader.join(OUTPUT_GRACE_S)  # a process the program left may hold its output open
        self._on_exit(ChildExit(code))
