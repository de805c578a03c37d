"""The program under test, started as a person or a script starts it: by its command line.

What it does is read from what it promises to write: the link file, event lines, the report.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.instruments import processes
from tests.instruments.children import Child, ChildFailedError
from tests.instruments.media_server import ENVIRONMENT_NAME, find_media_server

MEDIA_SERVER = "livekit-server"
_ROOT = Path(__file__).parents[2]
_PROGRAM = Path(sys.executable).with_name("klieg")


def klieg_command() -> list[str]:
    """Return the installed command, else the source tree started by this interpreter."""
    return [str(_PROGRAM)] if _PROGRAM.exists() else [sys.executable, "-m", "app"]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of ``--events``."""

    time: float
    event: str
    fields: Mapping[str, object]

    def field(self, name: str) -> object:
        """Return a field, None where it is missing."""
        return self.fields.get(name)

    def number(self, name: str) -> float:
        """Return a numeric field.

        Raises:
            TypeError: It is missing or no number.
        """
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.event}.{name} is {value!r}, not a number")
        return float(value)


class Program:
    """One run of ``klieg``; a context manager that ends it."""

    def __init__(
        self,
        folder: Path,
        name: str,
        arguments: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        """Start it with its files in ``folder / name``; ``environment`` is added to its own."""
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        self.events_path = self.folder / "events.jsonl"
        self.child = Child(
            [*prefix, *klieg_command(), *arguments],
            output=self.folder / "output.log",
            environment=program_environment(self.folder) | dict(environment or {}),
            working_directory=_ROOT,
        )

    @property
    def pid(self) -> int:
        """Process ID."""
        return self.child.pid

    @property
    def output(self) -> str:
        """Everything on its standard output and error."""
        return self.child.text()

    def events(self, *names: str) -> list[EventLine]:
        """Return the event lines so far, of these names when there are any."""
        return [line for line in self._lines() if not names or line.event in names]

    def wait_for(self, name: str, *, timeout_s: float = 30.0, **fields: object) -> EventLine:
        """Wait for an event with these fields and return it.

        Raises:
            ChildFailedError: The program ended first, or the time is over.
        """
        found: list[EventLine] = []

        def has_come() -> bool:
            found[:] = [
                line
                for line in self.events(name)
                if all(line.field(key) == value for key, value in fields.items())
            ]
            return bool(found)

        what = f"{name} {fields or ''}".strip()
        self.child.wait_until(has_come, timeout_s=timeout_s, what=what)
        return found[0]

    def media_servers(self) -> list[int]:
        """Return the process IDs of the media servers it runs."""
        return processes.find_in_tree(self.pid, MEDIA_SERVER)

    def end(self, number: signal.Signals = signal.SIGTERM, *, timeout_s: float = 15.0) -> int:
        """Ask it to end, as Ctrl-C (SIGINT) or a service (SIGTERM) does; return its exit status."""
        self.child.send_signal(number)
        return self.child.wait(timeout_s)

    def _lines(self) -> Iterator[EventLine]:
        if not self.events_path.exists():
            return
        text = self.events_path.read_text(encoding="utf-8")
        for line in text[: text.rfind("\n") + 1].splitlines():
            fields = json.loads(line)
            yield EventLine(float(fields.pop("time")), str(fields.pop("event")), fields)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.child.stop()


class Host(Program):
    """``klieg host``."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        name: str = "host",
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        """Go live; the synthetic picture without sound where ``arguments`` name no source."""
        self.link_path = folder / name / "link.txt"
        command: list[str | Path] = ["host", *arguments]
        if "--source" not in arguments:
            command += ["--source", "pattern"]
        if "--sound" not in arguments:
            command += ["--sound", "none"]
        command += ["--link-file", self.link_path, "--events", folder / name / "events.jsonl"]
        super().__init__(folder, name, command, environment=environment, prefix=prefix)

    def link(self, *, timeout_s: float = 30.0) -> str:
        """Wait until the broadcast can be watched and return its link."""
        self.child.wait_until(self.link_path.exists, timeout_s=timeout_s, what="watch link")
        return self.link_path.read_text(encoding="utf-8").strip()


class Audience(Program):
    """``klieg watch``."""

    def __init__(
        self,
        folder: Path,
        link: str,
        *arguments: str,
        name: str = "audience",
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        """Watch ``link``."""
        self.report_path = folder / name / "report.json"
        command: list[str | Path] = ["watch", link, *arguments]
        command += ["--report", self.report_path, "--events", folder / name / "events.jsonl"]
        super().__init__(folder, name, command, environment=environment, prefix=prefix)

    def report(self) -> dict[str, object]:
        """Return the figures it wrote at its end."""
        report = json.loads(self.report_path.read_text(encoding="utf-8"))
        assert isinstance(report, dict)
        return report


def program_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a run whose files are all below ``folder``."""
    own = {
        "KLIEG_HOME": str(folder / "home"),
        ENVIRONMENT_NAME: str(find_media_server()),
        "PYTHONFAULTHANDLER": "1",
    }
    return bare_environment() | own


def bare_environment() -> dict[str, str]:
    """Return our environment without what would let a program draw, sound or authenticate."""
    left_out = ("DISPLAY", "WAYLAND_", "QT_", "PULSE_", "KLIEG_", "LIVEKIT_", "XDG_SESSION")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}


@dataclass(frozen=True, slots=True)
class Admission:
    """What a watch link is exchanged for."""

    url: str
    token: str


def exchange(link: str, *, name: str = "peer") -> Admission:
    """Exchange a watch link for the room's address and a token, as the program does."""
    parts = urllib.parse.urlsplit(link)
    body = json.dumps({"invite": parts.fragment, "user_id": name, "name": name, "wait_s": 10})
    connection = http.client.HTTPConnection(parts.netloc, timeout=15)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/api/v1/join", body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK:
        raise ChildFailedError(f"cannot exchange the link: status {answer.status}")
    fields = json.loads(text)
    return Admission(str(fields["server_url"]), str(fields["token"]))
