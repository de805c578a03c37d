"""How old a stream's pictures are when they come, by the times that travel with them.

The SDK hands over pictures and messages (SEI) separately: a picture is as old as the message was
that came last before it.
"""

from __future__ import annotations

from app.engine.zego.stamps import read_stamp

_VALID_US = 2_000_000


class StreamDelays:
    """Delays by stream; stamped on the engine's loop, read on the pump's thread."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[int, int]] = {}

    def stamp(self, stream_id: str, data: bytes, received_at_us: int) -> None:
        """Take a message of a stream."""
        captured_at_us = read_stamp(data)
        if captured_at_us is not None:
            self._newest[stream_id] = (received_at_us, received_at_us - captured_at_us)

    def of(self, stream_id: str, received_at_us: int) -> int | None:
        """Return the delay of a picture; None when its sender does not tell times."""
        newest = self._newest.get(stream_id)
        if newest is None or abs(received_at_us - newest[0]) > _VALID_US:
            return None
        return newest[1]

    def forget(self) -> None:
        """Forget all streams."""
        self._newest = {}
