"""The time of capture that travels with a stream's pictures (SEI), written and read."""

from __future__ import annotations

import struct

_STAMP = struct.Struct(">4sq")
_MARK = b"KLG1"


def stamp_of(captured_at_us: int) -> bytes:
    """Return the message that travels with a picture."""
    return _STAMP.pack(_MARK, captured_at_us)


def read_stamp(data: bytes) -> int | None:
    """Return the time of capture; None when the message is somebody else's."""
    at = data.find(_MARK)  # the SDK may put a header of its own before
    if at < 0 or len(data) - at < _STAMP.size:
        return None
    captured_at_us: int = _STAMP.unpack_from(data, at)[1]
    return captured_at_us
