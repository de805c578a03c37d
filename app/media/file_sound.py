"""The sound of a media file, in real time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from app.engine.media_port import EndHandler
from app.media.file_clock import FileClocks
from app.media.file_reader import FileReader, open_sound
from app.media.frames import now_us
from app.media.running import Delivery, ThreadedCapture
from app.model.frames import AudioFrame, AudioFrameHandler

SAMPLE_RATE_HZ = 48_000
_BLOCK = SAMPLE_RATE_HZ // 100
_BLOCK_US = 10_000
_SECOND_US = 1_000_000
_TOO_LATE_US = 60_000
_GAP_US = 50_000
_LONGEST_GAP_US = 60 * _SECOND_US

Samples = npt.NDArray[np.int16]


def start_file_sound(
    path: Path, clocks: FileClocks, *, on_sound: AudioFrameHandler, on_end: EndHandler
) -> ThreadedCapture:
    """Play a file's sound once: mono, 48 kHz, in frames of 10 ms at the time they are due.

    ``on_end`` gets None after the last one.

    Raises:
        DeviceUnusableError: There is no such file, it cannot be read, or it has no sound.
    """
    reader = open_sound(path)

    def work(delivery: Delivery) -> None:
        with reader, clocks.running(path) as origin_us:
            reader.skip_to(now_us() - origin_us)
            for media_us, block in _blocks(_pieces(reader)):
                due_us = origin_us + media_us
                if now_us() - due_us > _TOO_LATE_US:
                    continue  # joined later, or the machine was busy: stay in step
                if delivery.stopping.wait(max(0, due_us - now_us()) / _SECOND_US):
                    return
                frame = AudioFrame(SAMPLE_RATE_HZ, 1, block.data.cast("B"), captured_at_us=due_us)
                delivery.hand(on_sound, frame)

    return ThreadedCapture("file-sound", work, on_end=on_end)


def _pieces(reader: FileReader) -> Iterator[tuple[int | None, Samples]]:
    """Yield stretches of mono samples with the time of the first one, where it is known."""
    resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)
    for frame in reader.sounds():
        media_us = reader.media_time_us(frame)
        for piece in resampler.resample(frame):
            yield media_us, piece.to_ndarray().reshape(-1).astype(np.int16, copy=False)
            media_us = None
    for piece in resampler.resample(None):
        yield None, piece.to_ndarray().reshape(-1).astype(np.int16, copy=False)


def _blocks(pieces: Iterator[tuple[int | None, Samples]]) -> Iterator[tuple[int, Samples]]:
    """Cut the stretches into blocks of 10 ms; silence fills gaps of the timestamps."""
    rest = np.zeros(0, np.int16)
    rest_us: int | None = None  # media time of the first sample of the rest
    for media_us, samples in pieces:
        if rest_us is None:
            rest_us = media_us or 0
        elif media_us is not None:
            gap_us = media_us - rest_us - rest.size * _SECOND_US // SAMPLE_RATE_HZ
            if _GAP_US < gap_us < _LONGEST_GAP_US:
                silence = np.zeros(gap_us * SAMPLE_RATE_HZ // _SECOND_US, np.int16)
                rest = np.concatenate([rest, silence])
        rest = np.concatenate([rest, samples])
        whole = rest.size // _BLOCK
        for number in range(whole):
            yield rest_us + number * _BLOCK_US, rest[number * _BLOCK : (number + 1) * _BLOCK].copy()
        rest = rest[whole * _BLOCK :]
        rest_us += whole * _BLOCK_US
    if rest.size and rest_us is not None:
        yield rest_us, np.concatenate([rest, np.zeros(_BLOCK - rest.size, np.int16)])
