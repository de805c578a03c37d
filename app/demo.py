"""A short real broadcast for a machine without a screen: a host window, an audience window.

Run on a virtual display. Both sides are the real commands in processes of their own; what the
audience sees is read from the screen. Ends with 0 only if the audience saw a moving picture.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QImage

from app.model.errors import KliegError
from app.paths import program_root

_AUDIENCE_AREA = QRect(40, 260, 560, 280)
"""Well inside the audience's picture: what changes there is the broadcast and nothing else."""

_BOUND = ("--duration", "90")
"""Neither side outlives the demo for long, even if that is killed."""

_START_LIMIT_S = 40.0
_WATCH_S = 6.0
_PICTURES_NEEDED = 20
_END_LIMIT_S = 15.0


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was seen: different pictures on the screen, and the audience's own figures."""

    pictures_seen: int
    first_picture_ms: float
    latency_p50_ms: float
    latency_p95_ms: float
    screenshot: Path

    @property
    def saw_moving_picture(self) -> bool:
        """Whether the picture moved on the screen and the audience timed it."""
        return self.pictures_seen >= _PICTURES_NEEDED and self.first_picture_ms >= 0


def main() -> int:
    """Run the demo; returns the exit status."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print("klieg: cannot run the demo: there is no display", file=sys.stderr)
        return 1
    application = QGuiApplication([])
    folder = program_root() / "build" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        result = _broadcast(folder)
    except KliegError as error:
        print(f"klieg: {error.sentence()}", file=sys.stderr)
        return 1
    finally:
        application.quit()
    print(f"Screenshot of host and audience: {result.screenshot}")
    if not result.saw_moving_picture:
        print("klieg: the audience saw no moving picture", file=sys.stderr)
        return 1
    print(f"First picture after {result.first_picture_ms:.0f} ms")
    print(
        f"Latency from capture to screen: median {result.latency_p50_ms:.1f} ms, "
        f"95th percentile {result.latency_p95_ms:.1f} ms"
    )
    print(f"{result.pictures_seen} different pictures were read from the screen")
    return 0


def _broadcast(folder: Path) -> DemoResult:
    with tempfile.TemporaryDirectory() as scratch:
        link_file, report_file = Path(scratch) / "link", Path(scratch) / "report.json"
        host_args = ["host", "--source", "pattern", "--sound", "none", "--room", "demo"]
        host_args += ["--name", "Studio", "--link-file", str(link_file)]
        with _klieg(*host_args, *_BOUND, "--geometry", "950x760+960+0") as host:
            print("Host window: going live…", flush=True)
            _wait_for(link_file.exists, host, "the host did not go live")
            link = link_file.read_text(encoding="utf-8").strip()
            watch_args = ["watch", link, "--name", "Audience", "--report", str(report_file)]
            with _klieg(*watch_args, *_BOUND, "--geometry", "950x760+0+0") as audience:
                print("Audience window: watching…", flush=True)
                pictures_seen = _count_pictures(audience)
                screenshot = folder / "broadcast.png"
                _grab().save(str(screenshot))
        report = json.loads(report_file.read_text(encoding="utf-8"))
        return DemoResult(
            pictures_seen=pictures_seen,
            first_picture_ms=_figure(report, "first_picture_ms"),
            latency_p50_ms=_figure(report, "latency_p50_ms"),
            latency_p95_ms=_figure(report, "latency_p95_ms"),
            screenshot=screenshot,
        )


def _figure(report: dict[str, float | None], name: str) -> float:
    value = report.get(name)
    return -1.0 if value is None else float(value)


@contextmanager
def _klieg(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a ``klieg`` command; ended politely, then by force, when the block is left."""
    process = subprocess.Popen([sys.executable, "-m", "app", *arguments])  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_END_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(
    condition: Callable[[], bool], process: subprocess.Popen[bytes], failure: str
) -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise KliegError(failure, hint="The lines above say why.")
        time.sleep(0.02)


def _count_pictures(audience: subprocess.Popen[bytes]) -> int:
    """Count different pictures on the audience's part of the screen for a few seconds."""
    seen = {_fingerprint(_AUDIENCE_AREA)}
    deadline = time.monotonic() + _START_LIMIT_S
    until = deadline
    while time.monotonic() < min(until, deadline) and audience.poll() is None:
        seen.add(_fingerprint(_AUDIENCE_AREA))
        if len(seen) > 2 and until == deadline:  # beyond the empty window and a first picture
            until = time.monotonic() + _WATCH_S
        time.sleep(0.02)
    return len(seen) - 1


def _fingerprint(area: QRect) -> int:
    image = _grab(area)  # its memory must outlive the view on it
    return hash(bytes(image.constBits()))


def _grab(part: QRect | None = None) -> QImage:
    screen = QGuiApplication.primaryScreen()
    if part is None:
        return screen.grabWindow(0).toImage()
    return screen.grabWindow(0, part.x(), part.y(), part.width(), part.height()).toImage()


if __name__ == "__main__":
    sys.exit(main())
