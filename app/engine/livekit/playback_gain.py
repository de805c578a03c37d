"""Makes sound louder or quieter without clicks and without wrapping around."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

AS_SENT = 100
_FULL_SCALE = 32767.0
_KNEE = 0.8

Samples = npt.NDArray[np.int16]


class Gain:
    """Follows a volume in percent; starts silent.

    The law is linear: an amplitude times ``volume / 100``, so 100 is as sent, 50 is 6 dB less,
    200 is 6 dB more. A new volume is reached within the next frame (10 ms) along a straight
    line. What would be too loud is bent softly below full scale (above 80 percent of it at
    volumes from 125, nearer to it at those between).
    """

    def __init__(self, volume: int = 0) -> None:
        self._now = 0.0
        self._aim = volume / AS_SENT

    def aim_at(self, volume: int) -> None:
        """Be at ``volume`` from the end of the next frame on."""
        self._aim = volume / AS_SENT

    def fade_in(self) -> None:
        """Begin anew from silence."""
        self._now = 0.0

    def apply(self, samples: Samples) -> Samples:
        """Return one frame, samples by channels, as loud as it shall be."""
        before, self._now = self._now, self._aim
        if before == self._aim == 1.0:
            return samples
        steps = np.linspace(before, self._aim, len(samples) + 1, dtype=np.float32)[1:]
        scaled = samples * (steps / np.float32(_FULL_SCALE))[:, np.newaxis]
        loudest = max(before, self._aim)
        if loudest > 1.0:
            scaled = _bend(scaled, max(_KNEE, 1 / loudest))
        rounded: Samples = np.rint(scaled * np.float32(_FULL_SCALE)).astype(np.int16)
        return rounded


def _bend(scaled: npt.NDArray[np.float32], knee: float) -> npt.NDArray[np.float32]:
    """Leave what is below ``knee``, press what is above it under 1."""
    size = np.abs(scaled)
    if float(size.max(initial=0.0)) <= knee:
        return scaled
    room = 1.0 - knee
    bent = knee + room * np.tanh((size - knee) / room)
    return np.where(size > knee, np.copysign(bent, scaled), scaled).astype(np.float32)


def peak_of(samples: Samples) -> float:
    """Return the largest sample, 0.0 to 1.0."""
    if not samples.size:
        return 0.0
    return max(int(samples.max()), -int(samples.min())) / _FULL_SCALE
