"""Runs many short commands at once and keeps what became of each: what is tried is in the tests."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

import psutil

from tests.instruments.media_server import free_ports
from tests.instruments.program import klieg_command, program_environment

AT_ONCE = 4
TOGETHER = 12
LIMIT_S = 90.0
INVITE = token_urlsafe(24)
HOST = ("host", "--headless", "--source", "pattern", "--sound", "none")


class Lab:
    """Things that cannot be used, each in its own way; below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._silent = socket.create_server(("127.0.0.1", 0))
        self.silent = f"127.0.0.1:{self._silent.getsockname()[1]}"
        (port,) = free_ports(1)
        self.nobody = f"127.0.0.1:{port}"
        self.secrets: list[str] = [INVITE]

    def close(self) -> None:
        """Let the silent server go."""
        self._silent.close()

    def file(self, name: str, content: bytes = b"", *, mode: int = 0o600) -> str:
        """Return the path of a file with this content."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        return str(path)

    def token_file(self, name: str, **changes: object) -> str:
        """Return the path of a token for user ``ada`` in room ``main``, signed by nobody."""
        video = {"room": "main", "roomJoin": True, "canPublish": True}
        claims = {"iss": "key", "sub": "ada", "exp": time.time() + 600, "video": video} | changes
        parts = (json.dumps({"alg": "HS256"}), json.dumps(claims), token_urlsafe(32))
        token = ".".join(base64.urlsafe_b64encode(p.encode()).rstrip(b"=").decode() for p in parts)
        self.secrets.append(token)
        return self.file(name, token.encode())

    def link(self, at: str) -> str:
        """Return a watch link of a host at ``at``."""
        return f"http://{at}/watch/main#{INVITE}"


@dataclass(frozen=True, slots=True)
class Case:
    """One command line that cannot work.

    Attributes:
        name: What is wrong.
        arguments: The command line.
        says: What its one sentence has in it.
        status: Its exit status.
        environment: Added to its environment; None takes a variable away.
    """

    name: str
    arguments: Callable[[Lab], Sequence[str]]
    says: str
    status: int = 1
    environment: Mapping[str, str | None] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command."""

    status: int
    told: str
    printed: str
    left_over: tuple[str, ...]
    written: str

    @property
    def sentences(self) -> list[str]:
        """The lines on the error output, without the one that points to the help."""
        lines = [line for line in self.told.splitlines() if line.strip()]
        return [line for line in lines if not line.startswith("Try 'klieg")]


class Trials:
    """Runs cases some at a time, each below its own home, when the first of them is asked for."""

    def __init__(self, lab: Lab, cases: Sequence[Case]) -> None:
        self._lab = lab
        self._cases = list(cases)
        self._outcomes: dict[str, Outcome] = {}

    def of(self, case: Case) -> Outcome:
        """Return what became of ``case``."""
        if case.name not in self._outcomes:
            first = self._cases.index(case)
            self._try(self._cases[first : first + TOGETHER])
        return self._outcomes[case.name]

    def _try(self, cases: Sequence[Case]) -> None:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for case, outcome in zip(cases, pool.map(self._run, cases), strict=True):
                self._outcomes[case.name] = outcome

    def _run(self, case: Case) -> Outcome:
        home = self._lab.folder / "homes" / case.name.replace(" ", "-")
        changes = program_environment(home) | dict(case.environment)
        environment = {name: value for name, value in changes.items() if value is not None}
        environment["KLIEG_TRIAL"] = str(home)
        done = subprocess.run(
            [*klieg_command(), *case.arguments(self._lab)],
            env=environment,
            capture_output=True,
            check=False,
            timeout=LIMIT_S,
        )
        return Outcome(
            done.returncode,
            done.stderr.decode(errors="replace"),
            done.stdout.decode(errors="replace"),
            left_over=_left_over(str(home)),
            written=_written_below(home),
        )


def _left_over(trial: str) -> tuple[str, ...]:
    """Return the names of processes that were started by a trial and still run."""
    found = []
    for process in psutil.process_iter(["name", "status"]):
        try:
            is_ours = process.environ().get("KLIEG_TRIAL") == trial
        except (psutil.Error, OSError):
            continue
        if is_ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(str(process.info["name"]))
    return tuple(found)


def _written_below(folder: Path) -> str:
    files = [Path(place) / name for place, _, names in os.walk(folder) for name in names]
    return "\n".join(file.read_text(errors="replace") for file in files if file.is_file())
