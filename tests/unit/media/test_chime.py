"""The test tone: pleasant, whole, and honest about a speaker that does not play."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from app.engine.media_port import EndHandler
from app.media.chime import FRAME_SAMPLES, NOTES_HZ, RATE_HZ, ChimePlayer, chime_samples
from app.model.errors import DeviceUnusableError
from app.model.frames import AudioFrame
from app.model.media import DeviceInfo, DeviceKind

HEADPHONES = DeviceInfo(DeviceKind.SPEAKER, "2", "Headphones")


class FakeSpeakers:
    """One speaker that plays, or fails, as a test wants."""

    def __init__(self, failure: DeviceUnusableError | None = None, *, starts: bool = True) -> None:
        self.frames: list[AudioFrame] = []
        self.opened: list[DeviceInfo | None] = []
        self.is_stopped = False
        self._failure = failure
        self._starts = starts

    def open_speaker(
        self,
        device: DeviceInfo | None,
        *,
        channels: int,
        on_start: Callable[[], None],
        on_end: EndHandler,
    ) -> FakeSpeakers:
        assert channels == 1
        self.opened.append(device)
        if self._failure is not None:
            on_end(self._failure)
        elif self._starts:
            on_start()
        return self

    def put_sound(self, frame: AudioFrame) -> None:
        self.frames.append(frame)

    def stop(self) -> None:
        self.is_stopped = True


def test_it_is_a_chord_note_after_note_without_a_click() -> None:
    samples = chime_samples()
    assert len(samples) % FRAME_SAMPLES == 0
    assert 0.9 < len(samples) / RATE_HZ < 2.0
    assert abs(int(samples[0])) < 50
    assert abs(int(samples[-1])) < 50
    assert 0.1 < np.abs(samples).max() / 32_767 < 0.25
    last = samples[-RATE_HZ // 2 : -RATE_HZ // 10].astype(float)
    spectrum = np.abs(np.fft.rfft(last * np.hanning(len(last))))
    strongest = np.argmax(spectrum) * RATE_HZ / len(last)
    assert strongest == pytest.approx(NOTES_HZ[-1], abs=5)


async def test_every_frame_is_played_on_the_speaker_that_was_asked_for() -> None:
    speakers = FakeSpeakers()
    await ChimePlayer(speakers).play(HEADPHONES)
    assert speakers.opened == [HEADPHONES]
    heard = b"".join(bytes(frame.data) for frame in speakers.frames)
    assert heard == chime_samples().tobytes()
    assert speakers.is_stopped


async def test_a_speaker_that_fails_is_told_and_let_go() -> None:
    speakers = FakeSpeakers(DeviceUnusableError("cannot use the speaker: it is gone"))
    with pytest.raises(DeviceUnusableError, match="it is gone"):
        await ChimePlayer(speakers).play(None)
    assert speakers.is_stopped


async def test_a_speaker_that_never_begins_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.media.chime._START_LIMIT_S", 0.05)
    speakers = FakeSpeakers(starts=False)
    with pytest.raises(DeviceUnusableError, match="it does not begin"):
        await ChimePlayer(speakers).play(None)
    assert speakers.is_stopped


async def test_a_stopped_tone_is_silent_at_once() -> None:
    speakers = FakeSpeakers()
    playing = asyncio.ensure_future(ChimePlayer(speakers).play(None))
    while not speakers.frames:
        await asyncio.sleep(0)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert speakers.is_stopped
