"""Runs the trial program, under Wine or by itself, and never waits for ever."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.zego_sdk.facts import CheckError, Fact, Facts, Finding, read_fact

PROBE_LIMIT_S = 60.0
LIFE_LIMIT_S = 150.0


@dataclass(frozen=True, slots=True)
class Trial:
    """The program and how it is started.

    Attributes:
        program: The built ``trial.exe``.
        runner: Words before it; Wine's program on Linux, nothing on Windows.
        log: Where all that it prints is kept.
    """

    program: Path
    runner: tuple[str, ...]
    log: Path
    _answers: dict[str, Callable[[Finding], None]] = field(default_factory=dict)

    def when(self, fact: str, look: Callable[[Finding], None]) -> None:
        """Call ``look`` when the trial tells ``fact`` and waits; it goes on afterwards."""
        self._answers[fact] = look

    def run(self, *words: str | Path, limit_s: float) -> Facts:
        """Run it to its end, or for ``limit_s``; what it told until then counts."""
        command = [*self.runner, str(self.program), *map(str, words)]
        with self.log.open("ab") as log:
            log.write(f"== {words[0]} {Path(words[1]).name}\n".encode())
            log.flush()
            child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
            limit = threading.Timer(limit_s, child.kill)
            limit.start()
            try:
                facts = self._listen(child, log.write)
                status = child.wait()
            finally:
                limit.cancel()
                child.kill()
                child.communicate()
            log.write(f"ended with status {status}\n".encode())
        if status != 0:
            why = f"the trial ended with status {status}, see {self.log}"
            facts.append(Finding(fact="broken", why=why))
        return Facts(tuple(facts))

    def _listen(
        self, child: subprocess.Popen[bytes], keep: Callable[[bytes], Sequence[int] | int]
    ) -> list[Fact]:
        facts: list[Fact] = []
        if child.stdout is None or child.stdin is None:
            raise RuntimeError("the trial has no pipes")
        for line in child.stdout:
            keep(line)
            fact = _fact_in(line.decode("utf-8", errors="replace").strip())
            if fact is None:
                continue
            facts.append(fact)
            look = self._answers.get(fact.fact)
            if look is not None and isinstance(fact, Finding):
                look(fact)
                child.stdin.write(b"\n")
                child.stdin.flush()
        return facts


def _fact_in(line: str) -> Fact | None:
    try:
        return read_fact(line)
    except CheckError as error:
        return Finding(fact="broken", why=str(error))
