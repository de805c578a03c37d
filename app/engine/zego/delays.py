"""How old a stream's pictures are when they come, by the times that travel with them.

The SDK hands over pictures and messages (SEI) separately: a picture was captured when the newest
message before it says. When that message belongs to the picture before, because ours got lost or
is late, the delay of that one is taken.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from app.engine.zego.stamps import read_stamp

_KEPT = 8
_VALID_US = 2_000_000


@dataclass(frozen=True, slots=True)
class _Stamp:
    received_at_us: int
    captured_at_us: int


@dataclass(slots=True)
class _Track:
    stamps: deque[_Stamp] = field(default_factory=lambda: deque(maxlen=_KEPT))
    used: _Stamp | None = None
    delay_us: int = 0


class StreamDelays:
    """Times of capture by stream; stamped and read on threads of the pump."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tracks: dict[str, _Track] = {}

    def stamp(self, stream_id: str, data: bytes, received_at_us: int) -> None:
        """Take a message of a stream."""
        captured_at_us = read_stamp(data)
        if captured_at_us is not None:
            with self._lock:
                track = self._tracks.setdefault(stream_id, _Track())
                track.stamps.append(_Stamp(received_at_us, captured_at_us))

    def captured_at_us(self, stream_id: str, received_at_us: int) -> int:
        """Return when a picture was captured; 0 when its sender does not tell times."""
        with self._lock:
            track = self._tracks.get(stream_id)
            if track is None:
                return 0
            before = [stamp for stamp in track.stamps if stamp.received_at_us <= received_at_us]
            if not before or received_at_us - before[-1].received_at_us > _VALID_US:
                return 0
            if before[-1] is not track.used:
                track.used = before[-1]
                track.delay_us = max(0, received_at_us - track.used.captured_at_us)
            return received_at_us - track.delay_us

    def forget(self) -> None:
        """Forget all streams."""
        with self._lock:
            self._tracks.clear()
