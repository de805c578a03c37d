"""A host that changes its sources by a timetable, and an audience that notes what arrives.

Each is an engine in a process of its own, as in two programs. Run as a module: the task comes from
a file that is gone as soon as it was read, so that no token is in a process list.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.engine.create import create_engine
from app.engine.port import Engine
from app.media.sources import CaptureSources
from app.media.speaker import Speakers
from app.model.engine import EngineKind
from app.model.events import DeviceError, EngineEvent
from app.model.frames import VideoFrame
from app.model.media import (
    AudioConfig,
    CaptureSource,
    DeviceKind,
    SourceKind,
    SwitchState,
    VideoConfig,
    VideoProfile,
)
from app.model.session import RoomConfig, User
from tests.instruments.children import Child
from tests.instruments.media_server import Identity, MediaServer

STREAM = "switching"
PROFILE = VideoProfile(640, 360, fps=30, bitrate_kbps=1500)
_ROOM = "switching"
_START_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Switch:
    """At so many seconds: picture, sound, or the speaker of the audience, from then on.

    ``what`` is ``picture``, ``sound`` or ``speaker``; ``kind`` a source's, empty for speakers.
    """

    at_s: float
    what: str
    kind: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One picture at the audience: when it came, and its mean luma and colours."""

    at_s: float
    luma: float
    blue: float
    red: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a timetable: when each switch was asked for, pictures, complaints."""

    switched_at_s: tuple[float, ...]
    arrivals: tuple[Arrival, ...]
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A broadcast: how it begins and what is switched on the way."""

    switches: tuple[Switch, ...]
    seconds: float
    picture: CaptureSource = field(default=CaptureSource(SourceKind.PATTERN))
    sound: CaptureSource = field(default=CaptureSource(SourceKind.TONE))


class Broadcast:
    """Host and audience at work; a context manager that ends them."""

    def __init__(
        self,
        timetable: Timetable,
        server: MediaServer,
        folder: Path,
        *,
        environment: Mapping[str, str],
    ) -> None:
        """Start both; returns when the audience sees a picture."""
        self._seconds = timetable.seconds
        self._folder = folder
        plan = {
            "url": server.url,
            "switches": [asdict(switch) for switch in timetable.switches],
            "seconds": timetable.seconds,
            "picture": _written(timetable.picture),
            "sound": _written(timetable.sound),
        }
        self._children: list[Child] = []
        for role in ("audience", "host"):
            identity = Identity(_ROOM, role, publishes=role == "host")
            task = plan | {
                "role": role,
                "token": server.token(identity),
                "output": str(folder / f"{role}.json"),
            }
            self._children.append(_start(role, task, folder, environment))

    def result(self) -> Seen:
        """Wait for the end and return what was seen."""
        notes: dict[str, dict[str, list[object]]] = {}
        for role, child in zip(("audience", "host"), self._children, strict=True):
            output = self._folder / f"{role}.json"
            child.wait_until(output.exists, timeout_s=self._seconds + 20, what="notes")
            notes[role] = json.loads(output.read_text())
        arrivals = tuple(Arrival(*row) for row in notes["audience"]["arrivals"])  # type: ignore[misc]
        return Seen(
            tuple(
                float(str(at_s))
                for at_s in notes["audience"]["switched"] or notes["host"]["switched"]
            ),
            arrivals,
            tuple(map(str, notes["host"]["complaints"] + notes["audience"]["complaints"])),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.stop()


def _start(
    role: str, task: dict[str, object], folder: Path, environment: Mapping[str, str]
) -> Child:
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".json") as file:
        json.dump(task, file)
        file.flush()
        child = Child(
            [sys.executable, "-m", __name__, file.name],
            output=folder / f"{role}.log",
            environment=environment,
            working_directory=Path(__file__).parents[2],
        )
        child.wait_until(lambda: "ready" in child.text(), timeout_s=_START_TIMEOUT_S, what=role)
    return child


class _Notes:
    """What one side writes down; events and pictures come on threads of the engine."""

    def __init__(self) -> None:
        self.arrivals: list[tuple[float, float, float, float]] = []
        self.switched: list[float] = []
        self.complaints: list[str] = []
        self.has_picture = threading.Event()

    def take_event(self, event: EngineEvent) -> None:
        if isinstance(event, DeviceError):
            self.complaints.append(event.message)

    def take_frame(self, _stream_id: str, frame: VideoFrame) -> None:
        size = frame.width_px * frame.height_px
        data = np.frombuffer(frame.data, np.uint8)
        luma = float(data[:size:97].mean())
        blue = float(data[size : size * 5 // 4 : 31].mean())
        red = float(data[size * 5 // 4 :: 31].mean())
        self.arrivals.append((time.time(), luma, blue, red))
        self.has_picture.set()

    def write(self, path: str) -> None:
        made = Path(path).with_suffix(".part")
        made.write_text(
            json.dumps(
                {
                    "arrivals": self.arrivals,
                    "switched": self.switched,
                    "complaints": self.complaints,
                }
            )
        )
        made.rename(path)


async def _host(task: dict[str, object], engine: Engine, notes: _Notes) -> None:
    engine.set_video_config(VideoConfig(PROFILE))
    off = SwitchState.OFF  # a steady tone is noise to what cleans a microphone
    engine.set_audio_config(
        AudioConfig(echo_cancellation=off, noise_suppression=off, gain_control=off)
    )
    engine.set_capture_source(_read(task["picture"]))
    engine.set_audio_source(_read(task["sound"]))
    await _enter(task, engine)
    engine.start_publishing_stream(STREAM)
    _say_ready()
    began_s = time.monotonic()
    for switch in _switches(task):
        await asyncio.sleep(max(0.0, began_s + switch.at_s - time.monotonic()))
        if switch.what == "speaker":
            continue
        notes.switched.append(time.time())
        if switch.what == "picture":
            engine.set_capture_source(CaptureSource(SourceKind(switch.kind), switch.target))
        else:
            engine.set_audio_source(CaptureSource(SourceKind(switch.kind), switch.target))
    await asyncio.sleep(max(0.0, began_s + _seconds(task) - time.monotonic()))


async def _audience(task: dict[str, object], engine: Engine, notes: _Notes) -> None:
    engine.set_custom_video_render_handler(notes.take_frame)
    await _enter(task, engine)
    engine.start_playing_stream(STREAM)
    _say_ready()
    await asyncio.to_thread(notes.has_picture.wait)
    began_s = time.monotonic()
    for switch in _switches(task):
        if switch.what == "speaker":
            await asyncio.sleep(max(0.0, began_s + switch.at_s - time.monotonic()))
            notes.switched.append(time.time())
            engine.use_audio_device(DeviceKind.SPEAKER, switch.target)
    await asyncio.sleep(max(0.0, began_s + _seconds(task) - time.monotonic()))


async def _enter(task: dict[str, object], engine: Engine) -> None:
    config = RoomConfig(server_url=str(task["url"]), token=str(task["token"]))
    await engine.login_room(_ROOM, User(str(task["role"])), config)


def _switches(task: dict[str, object]) -> Sequence[Switch]:
    rows = task["switches"]
    assert isinstance(rows, list)
    return [Switch(**row) for row in rows]


def _seconds(task: dict[str, object]) -> float:
    return float(str(task["seconds"]))


def _written(source: CaptureSource) -> list[str]:
    return [source.kind.value, source.target]


def _read(value: object) -> CaptureSource:
    assert isinstance(value, list)
    return CaptureSource(SourceKind(value[0]), str(value[1]))


def _say_ready() -> None:
    print("ready", flush=True)  # noqa: T201  (read by _start)


async def _work(task: dict[str, object]) -> None:
    notes = _Notes()
    engine = create_engine(EngineKind.LIVEKIT, captures=CaptureSources(), speakers=Speakers())
    engine.set_event_handler(notes.take_event)
    try:
        await (_host if task["role"] == "host" else _audience)(task, engine, notes)
        notes.write(str(task["output"]))
    finally:
        await engine.destroy()


if __name__ == "__main__":
    application = QCoreApplication(sys.argv[:1])  # Qt lists no speakers without one
    asyncio.run(_work(json.loads(Path(sys.argv[1]).read_text())))
