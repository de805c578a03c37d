"""Changes to stretches of sound."""

from __future__ import annotations

import numpy as np

from app.model.frames import AudioFrame


def remix(frame: AudioFrame, channels: int) -> memoryview:
    """Return the samples of ``frame`` with so many channels: 2 to 1 by mean, 1 to 2 by copy."""
    if frame.channels == channels:
        return frame.data.cast("B")
    samples = np.frombuffer(frame.data, np.int16).reshape(-1, frame.channels)
    mono = samples.mean(axis=1).astype(np.int16)
    mixed = np.repeat(mono[:, np.newaxis], channels, axis=1)
    return memoryview(mixed.tobytes())
