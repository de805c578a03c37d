"""Helper processes of tests and benches: started in their own group, never left behind.

On Linux a helper also dies with the thread that started it, however that ends (``setpriv``).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

POLL_S = 0.01


class ChildFailedError(RuntimeError):
    """A helper process ended, or did not become ready, when it had to run."""


class Child:
    """One helper process with its output in a file; a context manager that ends it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        output: Path,
        environment: Mapping[str, str] | None = None,
        pass_descriptors: tuple[int, ...] = (),
        working_directory: Path | None = None,
    ) -> None:
        """Start ``command``; both output streams are appended to the file ``output``."""
        self.name = Path(command[0]).name
        self.output = output
        self.started_at = time.time()
        with output.open("ab") as stream:
            self._process = subprocess.Popen(
                [*_dies_with_its_parent(), *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                pass_fds=pass_descriptors,
                cwd=working_directory,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process ID."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def text(self) -> str:
        """Everything it wrote so far."""
        return self.output.read_text(errors="replace")

    def wait(self, timeout_s: float) -> int:
        """Wait for the end and return the exit status.

        Raises:
            ChildFailedError: It still runs after ``timeout_s``.
        """
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise ChildFailedError(self._complaint(f"still runs after {timeout_s:g} s")) from None

    def wait_until(self, ready: Callable[[], bool], *, timeout_s: float, what: str) -> None:
        """Wait until ``ready()`` holds.

        Raises:
            ChildFailedError: The process ended first, or the time is over.
        """
        deadline = time.monotonic() + timeout_s
        while not ready():
            if self.exit_code is not None:
                raise ChildFailedError(self._complaint(f"ended with {self.exit_code}: no {what}"))
            if time.monotonic() > deadline:
                raise ChildFailedError(self._complaint(f"no {what} within {timeout_s:g} s"))
            time.sleep(POLL_S)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the process alone, not to its group."""
        self._process.send_signal(number)

    def stop(self, grace_s: float = 5.0) -> None:
        """End the process politely, then by force, with all that stayed in its group."""
        if self.exit_code is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def _complaint(self, what: str) -> str:
        tail = "\n".join(self.text().splitlines()[-15:])
        return f"{self.name} {what}\n{tail}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _dies_with_its_parent() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()


def find_program(*names: str) -> str:
    """Return the path of the first of ``names`` that is installed.

    Raises:
        ChildFailedError: None is.
    """
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    raise ChildFailedError(f"cannot measure: none of {', '.join(names)} is installed")
