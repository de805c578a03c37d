"""A steady test tone with an accent at every full second.

1 kHz, mono, at -20 dBFS (peak), without a break. For the first 50 ms of every full Unix second it
is 12 dB louder, in the same phase and pitch: its frequency can be measured at any time, and how
far sound and picture are apart by the flash that the test picture shows at the same instant.
"""

from __future__ import annotations

import math

import numpy as np

from app.engine.media_port import EndHandler
from app.media.pace import unix_ticks
from app.media.running import Delivery, ThreadedCapture
from app.model.frames import AudioFrame, AudioFrameHandler

SAMPLE_RATE_HZ = 48_000
FREQUENCY_HZ = 1_000
LEVEL_DBFS = -20.0
ACCENT_DB = 12.0
ACCENT_MS = 50

FRAMES_PER_S = 100
_FRAME_SAMPLES = SAMPLE_RATE_HZ // FRAMES_PER_S  # holds ten whole periods: all frames are alike
_PATIENCE_US = 40_000


def tone_samples(level_dbfs: float) -> bytes:
    """Return 10 ms of the tone, from zero phase to zero phase."""
    peak = 32767 * math.pow(10, level_dbfs / 20)
    phase = 2 * math.pi * FREQUENCY_HZ / SAMPLE_RATE_HZ * np.arange(_FRAME_SAMPLES)
    return bytes(np.round(peak * np.sin(phase)).astype(np.int16).data)


def start_tone(on_sound: AudioFrameHandler, on_end: EndHandler) -> ThreadedCapture:
    """Start the tone; a frame is handed over at the moment its first sample sounds."""
    steady = memoryview(tone_samples(LEVEL_DBFS))
    accented = memoryview(tone_samples(LEVEL_DBFS + ACCENT_DB))

    def work(delivery: Delivery) -> None:
        ticks = unix_ticks(FRAMES_PER_S, delivery.stopping, patience_us=_PATIENCE_US)
        for due_us in ticks:
            is_accented = due_us % 1_000_000 < ACCENT_MS * 1000
            data = accented if is_accented else steady
            delivery.hand(on_sound, AudioFrame(SAMPLE_RATE_HZ, 1, data, captured_at_us=due_us))

    return ThreadedCapture("tone", work, on_end=on_end)
