"""The test tone of the start view: three soft notes that climb, and nobody minds to hear again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from app.engine.media_port import SpeakerFactory
from app.media.frames import now_us
from app.model.errors import DeviceUnusableError, KliegError
from app.model.frames import AudioFrame
from app.model.media import DeviceInfo

RATE_HZ = 48_000
NOTES_HZ = (523.25, 659.26, 783.99)
"""C, E and G: a major chord, note after note."""

NOTE_S = 0.28
LAST_NOTE_S = 0.7
PEAK_DBFS = -15.0
FRAME_SAMPLES = RATE_HZ // 100
_AHEAD_S = 0.12
_PAUSE_S = 0.03
_TAIL_S = 0.25
_START_LIMIT_S = 5.0


def chime_samples() -> npt.NDArray[np.int16]:
    """Return the whole chime, mono, in whole frames of 10 ms; it begins and ends in silence."""
    notes = [_note(hertz, NOTE_S) for hertz in NOTES_HZ[:-1]] + [_note(NOTES_HZ[-1], LAST_NOTE_S)]
    sound = np.concatenate(notes)
    whole = -(-len(sound) // FRAME_SAMPLES) * FRAME_SAMPLES
    padded = np.zeros(whole)
    padded[: len(sound)] = sound
    return np.round(padded * 32767 * 10 ** (PEAK_DBFS / 20)).astype(np.int16)


def _note(hertz: float, duration_s: float) -> npt.NDArray[np.float64]:
    at_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * hertz * at_s) + 0.25 * np.sin(4 * np.pi * hertz * at_s)
    rise, fall = np.minimum(1.0, at_s / 0.02), np.minimum(1.0, (duration_s - at_s) / 0.06)
    return wave / 1.25 * rise * fall * np.exp(-2.2 * at_s / duration_s)


class ChimePlayer:
    """Plays the chime through a speaker; implements ``TonePlayer``. Any asyncio loop."""

    def __init__(self, speakers: SpeakerFactory) -> None:
        self._speakers = speakers

    async def play(self, speaker: DeviceInfo | None) -> None:
        """Play it once; see ``TonePlayer``.

        Raises:
            DeviceUnusableError: The speaker cannot be opened, or breaks meanwhile.
        """
        loop = asyncio.get_running_loop()
        started: asyncio.Future[None] = loop.create_future()
        ended: asyncio.Future[None] = loop.create_future()
        opened = self._speakers.open_speaker(
            speaker,
            channels=1,
            on_start=lambda: _soon(loop, started, None),
            on_end=lambda error: _soon(loop, ended, error),
        )
        try:
            await _first_of(started, ended, within_s=_START_LIMIT_S)
            begun_s = time.monotonic()
            for number, frame in enumerate(_frames()):
                opened.put_sound(frame)
                while number / 100 - (time.monotonic() - begun_s) > _AHEAD_S:
                    if ended.done():
                        ended.result()
                    await asyncio.sleep(_PAUSE_S)
            await asyncio.sleep(_AHEAD_S + _TAIL_S)
            if ended.done():
                ended.result()
        finally:
            started.cancel()
            ended.cancel()
            await asyncio.shield(asyncio.to_thread(opened.stop))


def _frames() -> Iterator[AudioFrame]:
    samples = chime_samples()
    for first in range(0, len(samples), FRAME_SAMPLES):
        data = memoryview(samples[first : first + FRAME_SAMPLES].tobytes())
        yield AudioFrame(RATE_HZ, 1, data, captured_at_us=now_us())


async def _first_of(
    started: asyncio.Future[None], ended: asyncio.Future[None], *, within_s: float
) -> None:
    done, _ = await asyncio.wait(
        {started, ended}, timeout=within_s, return_when=asyncio.FIRST_COMPLETED
    )
    if ended in done:
        ended.result()
    if started not in done:
        raise DeviceUnusableError(
            "cannot play on the speaker: it does not begin",
            hint="Choose another speaker, or look whether the sound system still runs.",
        )


def _soon(
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[None], error: KliegError | None
) -> None:
    """Settle from a thread of the speaker; nothing when the loop has ended meanwhile."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(_settle, future, error)


def _settle(future: asyncio.Future[None], error: KliegError | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
