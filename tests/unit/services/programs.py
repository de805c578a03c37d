"""Small real programs that the tests of the services start, and ways to wait for them."""

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from app.services.child_process import ChildExit

ROOT = Path(__file__).resolve().parents[3]
WAIT_S = 20.0

STUBBORN = (
    "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(os.getpid(), flush=True); signal.pause()"
)
"""Tells its number, then stays whatever it is asked in order."""


class Notes:
    """What a child reported, with conditions to wait for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.exits: list[ChildExit] = []
        self._changed = threading.Condition()

    def on_line(self, line: str) -> None:
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    def on_exit(self, how: ChildExit) -> None:
        with self._changed:
            self.exits.append(how)
            self._changed.notify_all()

    def first_line(self) -> str:
        with self._changed:
            assert self._changed.wait_for(lambda: self.lines, WAIT_S), "the child said nothing"
            return self.lines[0]

    def exit(self) -> ChildExit:
        with self._changed:
            assert self._changed.wait_for(lambda: self.exits, WAIT_S), "the child did not end"
            return self.exits[0]


@contextmanager
def python_process(script: str) -> Iterator[subprocess.Popen[str]]:
    """Run ``script`` in a Python of its own that finds our packages; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield process
            process.kill()
    finally:
        process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next line that ``process`` prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_gone_within(pid: int, seconds: float) -> bool:
    """Wait until process ``pid`` runs no more; one that only waits to be reaped is gone."""
    if sys.platform == "linux":
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return True
        try:
            return bool(select.select([handle], [], [], seconds)[0])
        finally:
            os.close(handle)
    else:
        _, alive = psutil.wait_procs([psutil.Process(pid)], timeout=seconds)
        return not alive
