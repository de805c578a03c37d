"""One channel's picture: sources that open slowly, not at all, or end early."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from livekit import rtc

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.common.worker import Worker
from app.engine.livekit.context import EngineContext
from app.engine.livekit.sound import SoundDevices
from app.engine.livekit.video_feed import VideoFeed
from app.engine.media_port import EndHandler
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.events import (
    DeviceError,
    EngineEvent,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
)
from app.model.frames import AudioFrameHandler, VideoFrame, VideoFrameHandler
from app.model.media import (
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SourceKind,
    VideoProfile,
)

LIMIT_S = 10.0
PROFILE = VideoProfile(320, 180, fps=30, bitrate_kbps=400)
FRONT = CaptureSource(SourceKind.CAMERA, "front")
BACK = CaptureSource(SourceKind.CAMERA, "back")


def frame() -> VideoFrame:
    return VideoFrame(2, 2, memoryview(bytearray(6)), captured_at_us=1)


@dataclass
class Opened:
    source: CaptureSource
    on_frame: VideoFrameHandler
    on_end: EndHandler
    is_stopped: bool = False

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class Cameras:
    """Opens cameras on command; what it opens is kept."""

    opened: list[Opened] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    asked: threading.Event = field(default_factory=threading.Event)
    may_open: threading.Event = field(default_factory=threading.Event)
    on_open: Callable[[Opened], None] = lambda _opened: None
    exclusive: bool = False

    def start_video(
        self,
        source: CaptureSource,
        _profile: VideoProfile,
        *,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> Opened:
        self.asked.set()
        if source.target in self.broken:
            raise DeviceUnusableError("cannot open it: it is broken")
        if self.exclusive and self.running:
            raise DeviceUnusableError("cannot open it: in use", code=ErrorCode.DEVICE_IN_USE)
        if source.target in self.slow:
            self.may_open.wait(LIMIT_S)
        opened = Opened(source, on_frame, on_end)
        self.opened.append(opened)
        self.on_open(opened)
        return opened

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Opened:
        del on_sound, on_end
        raise DeviceUnusableError(f"cannot open {source}: there is no sound here")

    def devices(self, _kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        return ()

    @property
    def running(self) -> list[str]:
        return [opened.source.target for opened in self.opened if not opened.is_stopped]


class Bench:
    """A feed on an engine's loop, used from the test's loop."""

    def __init__(self) -> None:
        self.cameras = Cameras()
        self.events: list[EngineEvent] = []
        self.loop = EngineLoop("test-engine")
        gate = EventGate(self.loop.call)
        gate.set_handler(self.events.append)
        sound = SoundDevices(self.loop, gate, plays_past_mixer=False)
        context = EngineContext(self.loop, gate, sound, self.cameras, None)
        self.worker = Worker("test-sources")
        self.feed = VideoFeed(context, PublishChannel.MAIN, self.worker, on_change=lambda: None)

    async def do(self, action: Callable[[], None]) -> None:
        """Do something on the loop and wait until it is done."""

        async def act() -> None:
            action()

        await self.loop.submit(act())

    async def settle(self) -> None:
        await self.loop.submit(self.feed.settle())

    async def opened(self, target: str) -> Opened:
        """Wait until a source is open and return it."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                for opened in self.cameras.opened:
                    if opened.source.target == target:
                        return opened
                await asyncio.sleep(0)

    async def show(self, source: CaptureSource, *, anew: bool = False) -> None:
        await self.do(lambda: self.feed.run(source, PROFILE, anew=anew))
        await self.settle()

    async def close(self) -> None:
        self.cameras.may_open.set()
        await self.do(self.feed.stop)
        await self.settle()
        self.worker.close()

        async def nothing() -> None:
            return

        self.loop.close(nothing())

    def told(self, kind: type[EngineEvent]) -> list[EngineEvent]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.close()


async def test_one_source_takes_over_from_the_other(bench: Bench) -> None:
    await bench.show(FRONT)
    front = bench.cameras.opened[0]
    front.on_frame(frame())
    bench.cameras.on_open = lambda opened: opened.on_frame(frame())
    await bench.show(BACK)
    assert bench.cameras.running == ["back"]
    assert bench.feed.source == BACK
    front.on_frame(frame())
    assert bench.feed.frames_captured == 2


async def test_the_old_source_is_shown_until_the_new_one_has_a_frame(bench: Bench) -> None:
    await bench.show(FRONT)
    front = bench.cameras.opened[0]
    front.on_frame(frame())
    await bench.do(lambda: bench.feed.run(BACK, PROFILE))
    back = await bench.opened("back")
    front.on_frame(frame())
    assert bench.feed.frames_captured == 2
    assert bench.cameras.running == ["front", "back"]

    back.on_frame(frame())
    await bench.settle()
    assert bench.feed.frames_captured == 3
    assert bench.cameras.running == ["back"]
    assert len(bench.told(PublisherCapturedVideoFirstFrame)) == 2


async def test_the_old_source_goes_on_when_the_new_one_ends_without_a_frame(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    bench.cameras.on_open = lambda opened: opened.on_end(DeviceUnusableError("cannot: unplugged"))
    await bench.show(BACK)

    assert bench.feed.source == FRONT
    assert bench.feed.is_refused
    assert bench.cameras.running == ["front"]
    assert not bench.told(PublisherSourceEnded)
    bench.cameras.opened[0].on_frame(frame())
    assert bench.feed.frames_captured == 2


async def test_the_old_source_goes_on_when_the_new_one_stays_silent(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.common.video_feed._FIRST_FRAME_S", 0.01)
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    await bench.show(BACK)

    assert bench.feed.source == FRONT
    (error,) = bench.told(DeviceError)
    assert isinstance(error, DeviceError)
    assert error.error_code is ErrorCode.DEVICE_SILENT


async def test_another_wish_ends_the_wait_for_a_first_frame(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    await bench.do(lambda: bench.feed.run(BACK, PROFILE))
    await bench.opened("back")
    await bench.show(FRONT)

    assert bench.feed.source == FRONT
    assert bench.cameras.running == ["front"]
    bench.cameras.opened[0].on_frame(frame())
    assert bench.feed.frames_captured == 2


async def test_a_stop_ends_the_wait_for_a_first_frame(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    await bench.do(lambda: bench.feed.run(BACK, PROFILE))
    await bench.opened("back")
    await bench.do(bench.feed.stop)
    await bench.settle()

    assert bench.cameras.running == []
    assert bench.feed.source is None


async def test_what_has_ended_is_not_held_for_the_next_source(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    bench.cameras.opened[0].on_end(None)
    await bench.do(lambda: None)
    await bench.show(BACK)

    assert bench.feed.source == BACK


async def test_a_device_that_opens_only_once_is_let_go_first(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    bench.cameras.exclusive = True
    await bench.show(BACK)

    assert bench.feed.source == BACK
    assert bench.cameras.running == ["back"]
    assert not bench.told(DeviceError)


async def test_the_loop_goes_on_while_a_source_opens_slowly(bench: Bench) -> None:
    bench.cameras.slow.add("front")
    await bench.do(lambda: bench.feed.run(FRONT, PROFILE))
    assert await asyncio.to_thread(bench.cameras.asked.wait, LIMIT_S)
    await bench.do(lambda: None)  # answers although the camera does not
    assert bench.feed.source is None
    bench.cameras.may_open.set()
    await bench.settle()
    assert bench.feed.source == FRONT


async def test_a_source_stopped_while_it_opens_is_let_go(bench: Bench) -> None:
    bench.cameras.slow.add("front")
    await bench.do(lambda: bench.feed.run(FRONT, PROFILE))
    assert await asyncio.to_thread(bench.cameras.asked.wait, LIMIT_S)
    await bench.do(bench.feed.stop)
    bench.cameras.may_open.set()
    await bench.settle()
    assert bench.cameras.running == []
    assert bench.feed.source is None


async def test_a_source_stopped_and_wanted_again_at_once_shows_its_frames(bench: Bench) -> None:
    await bench.show(FRONT)

    def blink() -> None:
        bench.feed.stop()
        bench.feed.run(FRONT, PROFILE)

    await bench.do(blink)
    await bench.settle()
    assert len(bench.cameras.opened) == 1
    bench.cameras.opened[0].on_frame(frame())
    assert bench.feed.frames_captured == 1


async def test_a_stopped_source_shows_not_one_more_frame(bench: Bench) -> None:
    await bench.show(FRONT)
    await bench.do(bench.feed.stop)
    bench.cameras.opened[0].on_frame(frame())
    assert bench.feed.frames_captured == 0


async def test_the_old_source_goes_on_when_the_new_one_cannot_be_opened(bench: Bench) -> None:
    bench.cameras.broken.add("back")
    await bench.show(FRONT)
    await bench.show(BACK)
    assert bench.feed.source == FRONT
    assert bench.feed.is_refused
    assert bench.cameras.running == ["front"]
    assert [event.device_id for event in bench.events if isinstance(event, DeviceError)] == ["back"]
    assert not bench.told(PublisherSourceEnded)
    bench.cameras.opened[0].on_frame(frame())
    assert bench.feed.frames_captured == 1


async def test_a_first_source_that_cannot_be_opened_is_told_as_the_end(bench: Bench) -> None:
    bench.cameras.broken.add("front")
    await bench.show(FRONT)
    assert bench.feed.source is None
    assert len(bench.told(PublisherSourceEnded)) == 1
    bench.cameras.broken.clear()
    await bench.show(FRONT)  # asking again tries again
    assert bench.cameras.running == ["front"]


async def test_a_frame_that_comes_before_the_change_is_not_lost(bench: Bench) -> None:
    bench.cameras.on_open = lambda opened: opened.on_frame(frame())
    await bench.show(FRONT)
    assert bench.feed.frames_captured == 1
    assert len(bench.told(PublisherCapturedVideoFirstFrame)) == 1


async def test_an_end_that_comes_before_the_change_is_told(bench: Bench) -> None:
    bench.cameras.on_open = lambda opened: opened.on_end(None)
    await bench.show(FRONT)
    await bench.do(lambda: None)
    assert len(bench.told(PublisherSourceEnded)) == 1


async def test_a_source_that_has_ended_begins_anew_when_asked(bench: Bench) -> None:
    await bench.show(FRONT)
    bench.cameras.opened[0].on_end(None)
    await bench.show(FRONT)
    assert len(bench.cameras.opened) == 1
    await bench.show(FRONT, anew=True)
    assert bench.cameras.running == ["front"]
    assert len(bench.cameras.opened) == 2


class Encoder:
    """Takes pictures in the place of libwebrtc's."""

    def __init__(self) -> None:
        self.lumas: list[int] = []

    def capture_frame(self, picture: rtc.VideoFrame, *, metadata: object) -> None:
        del metadata
        self.lumas.append(bytes(picture.data)[0])


async def test_a_source_that_breaks_leaves_a_dark_picture(bench: Bench) -> None:
    encoder = Encoder()
    bench.feed.encoder = encoder  # type: ignore[assignment]
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    bench.cameras.opened[0].on_end(DeviceUnusableError("cannot go on: unplugged"))
    await bench.do(lambda: None)

    assert encoder.lumas == [0, 16]
    assert len(bench.told(PublisherSourceEnded)) == 1


async def test_a_source_that_came_to_its_end_leaves_its_last_picture(bench: Bench) -> None:
    encoder = Encoder()
    bench.feed.encoder = encoder  # type: ignore[assignment]
    await bench.show(FRONT)
    bench.cameras.opened[0].on_frame(frame())
    bench.cameras.opened[0].on_end(None)
    await bench.do(lambda: None)

    assert encoder.lumas == [0]
