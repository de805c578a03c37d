"""The sound of a preview: measured, let go, told once when it fails, and taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.common.preview_sound import Loudness, PreviewSound
from app.engine.media_port import Capture, EndHandler
from app.model.errors import DeviceUnusableError
from app.model.events import DeviceError, EngineEvent
from app.model.frames import AudioFrame, AudioFrameHandler
from app.model.media import CaptureSource, SourceKind

MICROPHONE = CaptureSource(SourceKind.MICROPHONE)
TONE = CaptureSource(SourceKind.TONE)
FILE = CaptureSource(SourceKind.FILE, "film.mp4")


def frame(peak: int) -> AudioFrame:
    samples = np.array([0, peak, -peak // 2], np.int16)
    return AudioFrame(48_000, 1, memoryview(samples.tobytes()), captured_at_us=0)


class Microphones:
    """Opens sounds for a test; implements what is needed of ``CaptureFactory``."""

    def __init__(self) -> None:
        self.open: list[CaptureSource] = []
        self.is_broken = False
        self.hear: AudioFrameHandler = lambda _: None
        self.end: EndHandler = lambda _: None

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Capture:
        if self.is_broken:
            raise DeviceUnusableError("cannot use the microphone: it is gone")
        self.open.append(source)
        self.hear, self.end = on_sound, on_end
        return _Capture(self, source)

    def start_video(self, *_: object, **__: object) -> Capture:
        raise AssertionError("no picture belongs to it")

    def devices(self, _kind: object) -> tuple[()]:
        return ()


class _Capture:
    def __init__(self, owner: Microphones, source: CaptureSource) -> None:
        self._owner = owner
        self._source = source

    def stop(self) -> None:
        if self._source in self._owner.open:
            self._owner.open.remove(self._source)


class Bench:
    def __init__(self) -> None:
        self.loop = EngineLoop("klieg-test-preview-sound")
        self.events: list[EngineEvent] = []
        gate = EventGate(self.loop.call)
        gate.set_handler(self.events.append)
        self.captures = Microphones()
        self.sound = PreviewSound(self.loop, gate, self.captures)

    def follow(self, wanted: CaptureSource | None) -> None:
        self.loop.start(self.sound.follow(wanted)).result(5)

    def troubles(self) -> int:
        self.loop.start(_nothing()).result(5)
        return sum(isinstance(event, DeviceError) for event in self.events)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr("app.engine.common.preview_sound._RETRY_S", 0.0)
    made = Bench()
    yield made
    made.loop.close(made.sound.close())
    asyncio.run(made.loop.wait_closed())


def test_loudness_is_the_loudest_sample_since_the_last_look() -> None:
    loudness = Loudness()
    assert loudness.take() is None
    loudness.put(frame(16_384))
    loudness.put(frame(100))
    assert loudness.take() == pytest.approx(50.0)
    assert loudness.take() is None
    loudness.put(frame(-32_768))
    assert loudness.take() == 100.0


def test_what_is_wanted_is_opened_changed_and_let_go(bench: Bench) -> None:
    bench.follow(MICROPHONE)
    bench.follow(MICROPHONE)
    assert bench.captures.open == [MICROPHONE]
    bench.captures.hear(frame(16_384))
    assert bench.sound.level() == pytest.approx(50.0)
    bench.follow(TONE)
    assert bench.captures.open == [TONE]
    bench.follow(FILE)  # its sound would begin without its picture
    assert bench.captures.open == []
    bench.follow(None)
    assert bench.sound.level() is None


def test_trouble_is_told_once_and_what_comes_back_is_heard_again(bench: Bench) -> None:
    bench.captures.is_broken = True
    bench.follow(MICROPHONE)
    bench.follow(MICROPHONE)
    bench.follow(MICROPHONE)
    assert bench.troubles() == 1
    bench.captures.is_broken = False
    bench.follow(MICROPHONE)
    assert bench.captures.open == [MICROPHONE]


def test_a_microphone_that_breaks_meanwhile_is_told(bench: Bench) -> None:
    bench.follow(MICROPHONE)
    bench.captures.end(DeviceUnusableError("cannot go on: it was unplugged"))
    assert bench.troubles() == 1
    bench.follow(MICROPHONE)
    assert bench.captures.open == [MICROPHONE]


async def _nothing() -> None:
    """Let what was asked for before be done."""
