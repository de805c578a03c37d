"""What a latency mode means for what is watched; pure values."""

from __future__ import annotations

from app.model.media import LatencyMode

_MOST_MS = 4000
_LEAST_MS = {LatencyMode.LOWEST: 0, LatencyMode.BALANCED: 80, LatencyMode.SMOOTH: 200}


def play_buffer_ms(mode: LatencyMode) -> tuple[int, int]:
    """Return how long pictures that are played wait at least, and at most."""
    return _LEAST_MS[mode], _MOST_MS
