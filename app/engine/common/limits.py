"""Checks of texts that travel with rooms and streams; limits of ZEGO Express, in bytes of UTF-8."""

from __future__ import annotations

from app.model.errors import ErrorCode, InvalidValueError

_STREAM_INFO_MAX_BYTES = 1023
BUFFER_MAX_MS = 4000
_ROOM_KEY_MAX_BYTES = 10
_ROOM_VALUE_MAX_BYTES = 128


def check_buffer_range(min_ms: int, max_ms: int) -> None:
    """Raise ``InvalidValueError`` unless a buffer can be kept within these bounds."""
    if not 0 <= min_ms <= max_ms <= BUFFER_MAX_MS:
        raise InvalidValueError(
            f"cannot buffer {min_ms} to {max_ms} ms: 0 to {BUFFER_MAX_MS} are possible"
        )


def check_room_info(key: str, value: str) -> None:
    """Refuse an empty or over-long key and an over-long value."""
    if not key:
        raise InvalidValueError(
            "cannot use an empty room info key", code=ErrorCode.ROOM_EXTRA_INFO_KEY_EMPTY
        )
    _check_size("room info key", key, _ROOM_KEY_MAX_BYTES, ErrorCode.ROOM_EXTRA_INFO_KEY_TOO_LONG)
    _check_size(
        "room info value", value, _ROOM_VALUE_MAX_BYTES, ErrorCode.ROOM_EXTRA_INFO_VALUE_TOO_LONG
    )


def check_stream_info(extra_info: str) -> None:
    """Refuse over-long text for a stream."""
    _check_size(
        "stream info", extra_info, _STREAM_INFO_MAX_BYTES, ErrorCode.STREAM_EXTRA_INFO_TOO_LONG
    )


def _check_size(what: str, text: str, max_bytes: int, code: ErrorCode) -> None:
    size_bytes = len(text.encode("utf-8", "surrogatepass"))
    if size_bytes > max_bytes:
        raise InvalidValueError(
            f"cannot use the {what}: it has {size_bytes} bytes",
            hint=f"Use at most {max_bytes} bytes.",
            code=code,
        )
