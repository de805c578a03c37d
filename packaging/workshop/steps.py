"""Set-up in steps: only what is missing is done, each with a line that says what and how long.

A step that fails raises ``SetupError``; its sentence and its hint are all that the user sees.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

SIGN_OF_LIFE_S = 15.0
LAST_LINES = 25


class SetupError(Exception):
    """Something the machine lacks, in one sentence.

    Args:
        message: ``cannot <what>: <why>``.
        hint: What the user can do about it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Step(Protocol):
    """One thing that a command needs."""

    @property
    def title(self) -> str:
        """What is set up, and what it takes; shown with the progress."""

    def is_done(self) -> bool:
        """Tell, in a few milliseconds, whether there is nothing to do."""

    def carry_out(self) -> None:
        """Do it.

        Raises:
            SetupError: It cannot be done; the sentence says why.
        """


def carry_out(steps: Sequence[Step]) -> None:
    """Do those of ``steps`` that are not done yet, in order, with progress lines."""
    missing = [step for step in steps if not step.is_done()]
    for number, step in enumerate(missing, start=1):
        with _progress(f"[{number}/{len(missing)}] {step.title}"):
            step.carry_out()


def run_logged(
    command: Sequence[str | os.PathLike[str]],
    *,
    log: Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    limit_s: float | None = None,
) -> None:
    """Run a set-up command and keep what it prints in ``log``.

    Raises:
        SetupError: The command is missing, took longer than ``limit_s`` or ended with an
            error; holds its last lines.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    name = Path(command[0]).name
    with log.open("wb") as output:
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=limit_s,
            )
        except OSError as error:
            raise SetupError(f"cannot start {name}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            hint = f"What it said until then is in {log}."
            raise SetupError(
                f"cannot wait for {name} any longer: {limit_s} s", hint=hint
            ) from error
    if done.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        raise SetupError(
            f"cannot finish: {name} ended with status {done.returncode}",
            hint="\n".join([*(f"    {line}" for line in lines), f"All of it is in {log}."]),
        )


@contextmanager
def _progress(line: str) -> Iterator[None]:
    """Show ``line`` and, while the work goes on, how long it has taken."""
    begun = time.monotonic()
    ended = threading.Event()

    def show_signs_of_life() -> None:
        while not ended.wait(SIGN_OF_LIFE_S):
            say(f"      … {time.monotonic() - begun:.0f} s")

    say(f"{line} …")
    thread = threading.Thread(target=show_signs_of_life, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    say(f"      done in {time.monotonic() - begun:.1f} s")


def say(line: str) -> None:
    """Print a line at once, also into a pipe, and also on a terminal without such letters."""
    encoding = sys.stdout.encoding or "utf-8"
    print(line.encode(encoding, errors="replace").decode(encoding), flush=True)
