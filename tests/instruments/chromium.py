"""Chromium with livekit-client, the peer that a browser audience has today.

Its page comes from a small server on the loopback, which also hands over the task (room
address and token, once) and takes the page's reports.
"""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.instruments.children import Child, ChildFailedError, find_program
from tests.instruments.screen import VirtualScreen

PEER_FOLDER = Path(__file__).parents[1] / "bench" / "chromium_peer"
BUILD_FOLDER = Path(__file__).parents[2] / "build" / "bench" / "chromium_peer"
_CLIENT = Path("node_modules/livekit-client/dist/livekit-client.esm.mjs")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_INSTALL_TIMEOUT_S = 180.0
_SWITCHES = (
    "--no-sandbox",
    "--kiosk",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--force-device-scale-factor=1",
)


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the page publishes."""

    stream: str
    width: int = 1280
    height: int = 720
    fps: int = 30
    kbps: int = 3000
    codec: str = "vp8"
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """The room the page joins; ``publish`` is None for one that only watches."""

    url: str
    token: str = field(repr=False)
    publish: Publishing | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One message of the page."""

    time: float
    event: str
    fields: dict[str, object]

    def number(self, name: str) -> float:
        """Return a numeric field, 0 where it is missing."""
        value = self.fields.get(name, 0)
        return float(value) if isinstance(value, int | float) else 0.0


def install_client() -> Path:
    """Install the locked packages once per lock file; return the folder they are in.

    Raises:
        ChildFailedError: There is no npm, or it could not install.
    """
    lock = (PEER_FOLDER / "package-lock.json").read_bytes()
    installed = BUILD_FOLDER / "installed.json"
    is_there = (BUILD_FOLDER / _CLIENT).exists() and installed.exists()
    if is_there and installed.read_bytes() == lock:
        return BUILD_FOLDER
    BUILD_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PEER_FOLDER / name, BUILD_FOLDER / name)
    command = [
        find_program("npm"),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(
        command,
        cwd=BUILD_FOLDER,
        capture_output=True,
        text=True,
        timeout=_INSTALL_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        raise ChildFailedError(f"cannot install livekit-client: {done.stderr.strip()[-400:]}")
    installed.write_bytes(lock)
    return BUILD_FOLDER


class ChromiumPeer:
    """A kiosk window at the top left of a virtual screen; a context manager that ends it."""

    def __init__(
        self,
        screen: VirtualScreen,
        task: Task,
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start the browser; it joins at once and reports what it does."""
        self._server = _PeerServer(install_client(), task)
        self._profile = folder / f"chromium-{self._server.port}"
        own = screen.environment() | {
            "XDG_CONFIG_HOME": str(self._profile / "config"),
            "XDG_CACHE_HOME": str(self._profile / "cache"),
        }
        size = f"{screen.area.width_px},{screen.area.height_px}"
        try:
            self._child = Child(
                [
                    find_program(*_BROWSERS),
                    *_SWITCHES,
                    f"--window-size={size}",
                    "--window-position=0,0",
                    f"--user-data-dir={self._profile}",
                    f"http://127.0.0.1:{self._server.port}/",
                ],
                output=folder / f"chromium-{self._server.port}.log",
                environment=own | dict(environment or {}),
            )
        except BaseException:
            self._server.stop()
            raise

    @property
    def pid(self) -> int:
        """Process ID of the browser's main process; the others are its children."""
        return self._child.pid

    @property
    def started_at(self) -> float:
        """Unix time at which the browser was started."""
        return self._child.started_at

    @property
    def reports(self) -> list[Report]:
        """What the page told so far."""
        return self._server.reports

    def wait_for(
        self,
        event: str,
        *,
        timeout_s: float = 30.0,
        where: Callable[[Report], bool] = lambda _report: True,
    ) -> Report:
        """Wait for a report and return it.

        Raises:
            ChildFailedError: It did not come, or the page met an error first.
        """
        found: list[Report] = []

        def has_come() -> bool:
            for report in self.reports:
                if report.event == "error":
                    raise ChildFailedError(f"the page met an error: {report.fields}")
                if report.event == event and where(report):
                    found.append(report)
                    return True
            return False

        self._child.wait_until(has_come, timeout_s=timeout_s, what=f"report {event!r}")
        return found[0]

    def stop(self) -> None:
        """End the browser and its server."""
        self._child.stop()
        self._server.stop()
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _PeerServer:
    """Serves the page on a free port of the loopback, from a thread."""

    def __init__(self, modules: Path, task: Task) -> None:
        self.reports: list[Report] = []
        files = {
            "/": (PEER_FOLDER / "index.html", "text/html; charset=utf-8"),
            "/peer.js": (PEER_FOLDER / "peer.js", "text/javascript"),
            "/livekit-client.esm.mjs": (modules / _CLIENT, "text/javascript"),
        }
        pending = [json.dumps(asdict(task)).encode()]
        reports = self.reports

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path, kind = files.get(self.path, (None, ""))
                if path is None:
                    self._answer(404, b"", "text/plain")
                else:
                    self._answer(200, path.read_bytes(), kind)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                if self.path == "/task" and pending:
                    self._answer(200, pending.pop(), "application/json")
                elif self.path == "/report":
                    fields = json.loads(body)
                    when, event = float(fields.pop("time")), str(fields.pop("event"))
                    reports.append(Report(when, event, fields))
                    self._answer(204, b"", "text/plain")
                else:
                    self._answer(404, b"", "text/plain")

            def _answer(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing: requests are no result."""

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(
            target=self._http.serve_forever, name="chromium peer server", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@cache
def chromium_problem() -> str:
    """Return why there is no browser to compare with; empty when there is one."""
    try:
        find_program(*_BROWSERS)
        install_client()
    except (ChildFailedError, OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""
