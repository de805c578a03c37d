"""Checks of the names that meet the outside: rooms, users, streams.

Limits are those of ZEGO Express (bytes of UTF-8, terminator included in its arrays), so that an
ID which is good on one engine is good on both. ``%`` is refused because browsers misread it.
"""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass

from app.model.errors import ErrorCode, InvalidValueError

ROOM_ID_MAX_BYTES = 127
USER_ID_MAX_BYTES = 63
USER_NAME_MAX_BYTES = 255
STREAM_ID_MAX_BYTES = 255

_PLAIN_TEXT = re.compile(r"[!-$&-~]+")  # printable ASCII without the blank and "%"
_STREAM_TEXT = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_HINT = "Use letters, digits and plain punctuation, without spaces and '%'."
_STREAM_HINT = "Use only letters, digits, '-' and '_'."


@dataclass(frozen=True, slots=True)
class _Rule:
    what: str
    max_bytes: int
    pattern: re.Pattern[str]
    hint: str
    empty: ErrorCode
    invalid: ErrorCode
    too_long: ErrorCode

    def check(self, value: str) -> str:
        if not value:
            raise InvalidValueError(
                f"cannot use an empty {self.what}", hint=self.hint, code=self.empty
            )
        size_bytes = len(value.encode("utf-8", "surrogatepass"))
        if size_bytes > self.max_bytes:
            raise InvalidValueError(
                f"cannot use {self.what} {value[:16]!r}...: it has {size_bytes} bytes",
                hint=f"Use at most {self.max_bytes} bytes.",
                code=self.too_long,
            )
        if not self.pattern.fullmatch(value):
            raise InvalidValueError(
                f"cannot use {self.what} {value!r}: it has a character that is not allowed",
                hint=self.hint,
                code=self.invalid,
            )
        return value


_ROOM = _Rule(
    "room ID",
    ROOM_ID_MAX_BYTES,
    _PLAIN_TEXT,
    _PLAIN_HINT,
    ErrorCode.ROOM_ID_EMPTY,
    ErrorCode.ROOM_ID_INVALID,
    ErrorCode.ROOM_ID_TOO_LONG,
)
_USER = _Rule(
    "user ID",
    USER_ID_MAX_BYTES,
    _PLAIN_TEXT,
    _PLAIN_HINT,
    ErrorCode.USER_ID_EMPTY,
    ErrorCode.USER_ID_INVALID,
    ErrorCode.USER_ID_TOO_LONG,
)
_STREAM = _Rule(
    "stream ID",
    STREAM_ID_MAX_BYTES,
    _STREAM_TEXT,
    _STREAM_HINT,
    ErrorCode.STREAM_ID_EMPTY,
    ErrorCode.STREAM_ID_INVALID,
    ErrorCode.STREAM_ID_TOO_LONG,
)


def check_room_id(room_id: str) -> str:
    """Return ``room_id`` unchanged when it may name a room.

    Raises:
        InvalidValueError: It is empty, longer than 127 bytes or has a character not allowed.
    """
    return _ROOM.check(room_id)


def check_user_id(user_id: str) -> str:
    """Return ``user_id`` unchanged when it may name a user; errors as for rooms, 63 bytes."""
    return _USER.check(user_id)


def check_stream_id(stream_id: str) -> str:
    """Return ``stream_id`` unchanged when it may name a stream; 255 bytes, ``[A-Za-z0-9_-]``."""
    return _STREAM.check(stream_id)


def check_user_name(name: str) -> str:
    """Return ``name`` when it may be shown as a user's name; any text up to 255 bytes.

    Raises:
        InvalidValueError: It is too long, or holds bytes that were no text.
    """
    if not _is_text(name):
        raise InvalidValueError(
            f"cannot use name {name[:16]!a}: it is not readable as text",
            hint="Write it in the encoding of your system, which should be UTF-8.",
        )
    if len(name.encode("utf-8", "surrogatepass")) > USER_NAME_MAX_BYTES:
        raise InvalidValueError(
            f"cannot use name {name[:16]!r}...: it is too long",
            hint=f"Use at most {USER_NAME_MAX_BYTES} bytes.",
            code=ErrorCode.USER_NAME_TOO_LONG,
        )
    return name


def _is_text(value: str) -> bool:
    """Return whether ``value`` can be written as UTF-8: undecodable arguments cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def random_id(prefix: str) -> str:
    """Return ``prefix-`` and ten random characters: unique enough for a user or a stream."""
    alphabet = string.ascii_lowercase + string.digits
    return f"{prefix}-{''.join(secrets.choice(alphabet) for _ in range(10))}"


def stream_id_for(user_id: str, channel_name: str) -> str:
    """Return a fresh stream ID for ``user_id`` on a channel, within the rules for streams."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", user_id)[:48].strip("_") or "host"
    return random_id(f"{stem}-{channel_name}")
