"""A host and a window on the ZEGO engine, each a process of its own, over the stand-in SDK.

Run as a module: ``python -m tests.instruments.zego_peers host|window LIBRARY SERVICE SECONDS``. The
host publishes pictures of 1920x1080, 30 a second, without any encoder: the stand-in carries them
as they are. The window plays them in Klieg's own widget while events storm in, and prints what
it measured as one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.control.qt_bridge import QtEventBridge
from app.engine.create import create_engine
from app.engine.media_port import SinkObserver
from app.engine.port import Engine
from app.engine.zego import _express as express
from app.engine.zego.router import EventRouter
from app.media.sinks import CanvasRegistry, CanvasSink
from app.model.engine import EngineKind, EngineProfile
from app.model.events import EngineEvent, PlayerStateUpdate, RoomOnlineUserCountUpdate
from app.model.frames import VideoFrame
from app.model.media import Canvas, CaptureSource, SourceKind, VideoConfig, VideoProfile
from app.model.session import PlayerState, RoomConfig, User
from tests.instruments.children import Child
from tests.instruments.screen import VirtualScreen
from tests.instruments.zego_standin import ROOT, StandIn, StandInService
from ui.video_widget import VideoWidget

ROOM = "bench"
STREAM = "pictures"
WATCHER = "watcher"
SIZE_PX = (1920, 1080)
FPS = 30
SETTLE_S = 2.0
RESULT = "measured: "
_READY = {"host": "publishes", "window": "plays"}
_BEAT_MS = 5
_APP_ID = 1234567


@dataclass(frozen=True, slots=True)
class Delays:
    """Samples of the window, in milliseconds.

    Attributes:
        pictures_ms: From the SDK's callback to the painted widget.
        events_ms: From the SDK's callback to the slot on the Qt thread.
        longest_pause_ms: How long the Qt thread did not answer, at worst.
    """

    pictures_ms: list[float]
    events_ms: list[float]
    longest_pause_ms: float


def profile(library: Path, service: str) -> EngineProfile:
    """Return what an engine on the stand-in needs."""
    config = f"standin_service={service};"
    return EngineProfile(app_id=_APP_ID, library=library, engine_config=config)


def room_config(user_id: str) -> RoomConfig:
    """Return a token that the stand-in's service takes."""
    return RoomConfig(token=f"standin;user={user_id};room={ROOM};seconds=3600;publish=1")


def start_peer(
    role: str,
    standin: StandIn,
    service: StandInService,
    *,
    seconds: float,
    screen: VirtualScreen,
    folder: Path,
) -> Child:
    """Start the host or the window; returns when it publishes, or plays."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        __name__,
        role,
        standin.v2,
        service.address,
        str(seconds),
    ]
    child = Child(
        command,
        output=folder / f"{role}.log",
        environment=screen.environment(),
        working_directory=ROOT,
    )
    try:
        child.wait_until(lambda: _READY[role] in child.text(), timeout_s=30, what=role)
    except BaseException:
        child.stop()
        raise
    return child


def result_of(window: Child, *, within_s: float) -> Delays:
    """Wait for what the window measured."""
    window.wait_until(lambda: RESULT in window.text(), timeout_s=within_s, what="figures")
    lines = window.text().splitlines()
    line = next(line for line in lines if line.startswith(RESULT))
    return Delays(**json.loads(line.removeprefix(RESULT)))


async def host(library: Path, service: str, seconds: float) -> None:
    """Publish pictures for a while."""
    engine = create_engine(EngineKind.ZEGO, profile(library, service))
    width, height = SIZE_PX
    engine.set_video_config(VideoConfig(VideoProfile(width, height, FPS, bitrate_kbps=4000)))
    engine.set_capture_source(CaptureSource(SourceKind.CUSTOM))
    engine.set_audio_source(CaptureSource(SourceKind.NONE))
    await engine.login_room(ROOM, User("host"), room_config("host"))
    engine.start_publishing_stream(STREAM)
    _say(_READY["host"])
    pictures = [_picture(shade) for shade in (60, 120, 180)]
    began = time.monotonic()
    for number in range(round(seconds * FPS)):
        await asyncio.sleep(max(0.0, began + number / FPS - time.monotonic()))
        now_us = time.time_ns() // 1000
        picture = pictures[number % len(pictures)]
        engine.send_custom_video_frame(VideoFrame(width, height, picture, captured_at_us=now_us))
    await engine.destroy()


def _picture(shade: int) -> memoryview:
    width, height = SIZE_PX
    luma = np.full(width * height, shade, np.uint8)
    chroma = np.full(width * height // 2, 128, np.uint8)
    return memoryview(bytearray(np.concatenate([luma, chroma]).tobytes()))


class TimedSink:
    """A canvas's sink that tells how long each picture took; a ``FrameSink`` and its observer."""

    def __init__(self, sink: CanvasSink, delays_ms: list[float]) -> None:
        self._sink = sink
        self._delays_ms = delays_ms
        self._observer: SinkObserver | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """See ``FrameSink``."""
        return self._sink.size_px

    def open(self, canvas: Canvas, observer: SinkObserver) -> None:
        """See ``FrameSink``."""
        self._observer = observer
        self._sink.open(canvas, self)

    def put_frame(self, frame: VideoFrame) -> None:
        """See ``FrameSink``."""
        self._sink.put_frame(frame)

    def close(self, observer: SinkObserver) -> None:
        """See ``FrameSink``."""
        if observer is self._observer:
            self._sink.close(self)

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """See ``SinkObserver``."""
        self._delays_ms.append((shown_at_us - frame.received_at_us) / 1000)
        if self._observer is not None:
            self._observer.frame_shown(frame, shown_at_us)

    def size_changed(self, width_px: int, height_px: int) -> None:
        """See ``SinkObserver``."""
        if self._observer is not None:
            self._observer.size_changed(width_px, height_px)


class TimedCanvases:
    """A ``CanvasResolver`` that puts a clock before each sink."""

    def __init__(self, canvases: CanvasRegistry, delays_ms: list[float]) -> None:
        self._canvases = canvases
        self._delays_ms = delays_ms
        self._timed: dict[int, TimedSink] = {}

    def resolve(self, view: int) -> TimedSink | None:
        """See ``CanvasResolver``."""
        sink = self._canvases.resolve(view)
        if sink is not None and view not in self._timed:
            self._timed[view] = TimedSink(sink, self._delays_ms)
        return self._timed.get(view)


class EventClock:
    """Times online counts from the SDK's callback to the slot on the Qt thread."""

    def __init__(self) -> None:
        self.delays_ms: list[float] = []
        self.is_playing = asyncio.Event()
        self._called_at_us: dict[int, int] = {}
        self._bridge = QtEventBridge(self._take)

    def listen(self, engine: Engine) -> None:
        """Be told of an engine's events, and of when the SDK raised them."""
        engine.set_event_handler(self._bridge.post)
        router_takes = EventRouter.take

        def take(router: EventRouter, events: list[express.Event]) -> None:
            for event in events:
                if isinstance(event, express.OnRoomOnlineUserCountUpdate):
                    self._called_at_us[event.user_count] = event.received_at_us
            router_takes(router, events)

        EventRouter.take = take  # type: ignore[method-assign,assignment]

    def forget(self) -> None:
        """Begin anew."""
        self.delays_ms.clear()

    def _take(self, event: EngineEvent) -> None:
        now_us = time.time_ns() // 1000
        if isinstance(event, RoomOnlineUserCountUpdate):
            called_at_us = self._called_at_us.get(event.count)
            if called_at_us is not None:
                self.delays_ms.append((now_us - called_at_us) / 1000)
        elif isinstance(event, PlayerStateUpdate) and event.state is PlayerState.PLAYING:
            self.is_playing.set()


class Heart:
    """Beats on the Qt thread; remembers the longest pause between two beats."""

    def __init__(self) -> None:
        self.longest_pause_ms = 0.0
        self._last_s = time.monotonic()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_BEAT_MS)

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now_s = time.monotonic()
        self.longest_pause_ms = max(self.longest_pause_ms, (now_s - self._last_s) * 1000)
        self._last_s = now_s


async def window(library: Path, service: str, seconds: float) -> Delays:
    """Show the host's pictures for a while; the storm of events is the caller's to raise."""
    pictures_ms: list[float] = []
    canvases, clock = CanvasRegistry(), EventClock()
    engine = create_engine(
        EngineKind.ZEGO, profile(library, service), canvases=TimedCanvases(canvases, pictures_ms)
    )
    clock.listen(engine)
    widget = VideoWidget(canvases)
    widget.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    widget.setGeometry(0, 0, *SIZE_PX)
    widget.show()
    await engine.login_room(ROOM, User(WATCHER), room_config(WATCHER))
    engine.start_playing_stream(STREAM, widget.canvas())
    await asyncio.wait_for(clock.is_playing.wait(), 20)
    await asyncio.sleep(SETTLE_S)
    pictures_ms.clear()
    clock.forget()
    _say(_READY["window"])
    heart = Heart()
    await asyncio.sleep(seconds)
    heart.stop()
    found = Delays(list(pictures_ms), list(clock.delays_ms), heart.longest_pause_ms)
    await engine.destroy()
    widget.release()
    widget.close()
    canvases.close()
    return found


def main(arguments: Sequence[str]) -> None:
    """Be one of the two."""
    role, library, service, seconds = arguments
    if role == "host":
        asyncio.run(host(Path(library), service, float(seconds)))
        return
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    with QEventLoop(application) as loop:
        found = loop.run_until_complete(window(Path(library), service, float(seconds)))
    _say(RESULT + json.dumps(asdict(found)))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
