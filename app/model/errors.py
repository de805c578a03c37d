"""Errors of Klieg as one tree, and the error codes that events carry.

Every error reads ``cannot <what> <which>: <why>`` and has a ``hint`` that says what to do next.
No message ever holds a token, a key or an invite.

Codes are the ones of ZEGO Express, on every engine, so that one table of remedies serves both.
"""

from __future__ import annotations

from enum import IntEnum

_FIRST_CODE, _LAST_CODE = 1_000_000, 1_999_999


class ErrorCode(IntEnum):
    """Outcome of a call or cause of an event; ``OK`` is success."""

    OK = 0
    ENGINE_NOT_CREATED = 1000001
    NOT_LOGGED_IN = 1000002
    STREAM_ID_TOO_LONG = 1000014
    STREAM_ID_EMPTY = 1000015
    STREAM_ID_INVALID = 1000016
    ILLEGAL_PARAMETER = 1000017
    ALREADY_IN_ROOM = 1002001
    ROOM_UNKNOWN = 1002002
    USER_ID_EMPTY = 1002005
    USER_ID_INVALID = 1002006
    USER_ID_TOO_LONG = 1002007
    USER_NAME_TOO_LONG = 1002010
    ROOM_ID_EMPTY = 1002011
    ROOM_ID_INVALID = 1002012
    ROOM_ID_TOO_LONG = 1002013
    ROOM_EXTRA_INFO_KEY_EMPTY = 1002014
    ROOM_EXTRA_INFO_KEY_TOO_LONG = 1002015
    ROOM_EXTRA_INFO_VALUE_TOO_LONG = 1002016
    ROOM_EXTRA_INFO_TOO_MANY_KEYS = 1002017
    ROOM_UNREACHABLE = 1002030
    LOGIN_TIMED_OUT = 1002031
    LOGIN_TOKEN_REFUSED = 1002033
    ROOM_FULL = 1002034
    KICKED_BY_SAME_USER = 1002050
    CONNECTION_BROKEN = 1002051
    DISCONNECTED = 1002052
    RETRY_TIMED_OUT = 1002053
    KICKED_BY_OPERATOR = 1002055
    KICKED_TOKEN_EXPIRED = 1002056
    TOKEN_MISSING = 1002067
    TOKEN_MALFORMED = 1002075
    TOKEN_OF_OTHER_USER = 1002077
    ROOM_FAILED_INSIDE = 1002099
    PUBLISH_FAILED = 1003001
    PUBLISH_INTERRUPTED = 1003020
    PUBLISH_GAVE_UP = 1003021
    CHANNEL_BUSY = 1003023
    PUBLISH_FORBIDDEN = 1003025
    STREAM_ID_IN_USE = 1003028
    STREAM_EXTRA_INFO_TOO_LONG = 1003051
    STREAM_AUTHORISATION_REFUSED = 1003072
    PLAY_FAILED = 1004001
    PLAY_STREAM_UNKNOWN = 1004002
    STREAM_NOT_PLAYED = 1004011
    PLAY_INTERRUPTED = 1004020
    SNAPSHOT_FAILED = 1004030
    DEVICE_FAILED = 1006001
    DEVICE_UNKNOWN = 1006002
    DEVICE_NOT_ALLOWED = 1006003
    DEVICE_SILENT = 1006004
    DEVICE_IN_USE = 1006005
    DEVICE_UNPLUGGED = 1006006
    MESSAGE_EMPTY = 1009001
    MESSAGE_TOO_LONG = 1009002
    MESSAGE_SEND_FAILED = 1009010
    MESSAGE_RECEIVER_EMPTY = 1009011
    MESSAGE_TOO_FAST = 1009015

    @classmethod
    def _missing_(cls, value: object) -> ErrorCode | None:
        """Take the other codes of ZEGO as they are: each has a text of its own to be found."""
        if not isinstance(value, int) or not _FIRST_CODE <= value <= _LAST_CODE:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"ZEGO_{value}"
        member._value_ = value
        return member


class KliegError(Exception):
    """Base of all errors that a user may meet.

    Args:
        message: One sentence, ``cannot <what> <which>: <why>``.
        hint: The next step for the user; empty when there is none.
        code: The code that events and scripts see.
    """

    default_code = ErrorCode.ILLEGAL_PARAMETER

    def __init__(self, message: str, *, hint: str = "", code: ErrorCode | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = self.default_code if code is None else code

    def sentence(self) -> str:
        """Return message and hint as one clear line for a terminal."""
        text = self.message[:1].upper() + self.message[1:]
        return f"{text.rstrip('.')}. {self.hint}".strip()


class InvalidValueError(KliegError, ValueError):
    """A value given by the user or a script is not acceptable."""


class WrongStateError(KliegError):
    """The call does not fit the present state of the engine or the room."""

    default_code = ErrorCode.NOT_LOGGED_IN


class RoomError(KliegError):
    """A room could not be entered, kept or left."""

    default_code = ErrorCode.ROOM_FAILED_INSIDE


class MessageError(KliegError):
    """A message was refused or could not be sent."""

    default_code = ErrorCode.MESSAGE_SEND_FAILED


class DeviceUnusableError(KliegError):
    """A camera, microphone, speaker, screen or file cannot be used."""

    default_code = ErrorCode.DEVICE_FAILED


class LinkError(KliegError):
    """A watch link is wrong, expired or leads nowhere."""


class MediaServerError(KliegError):
    """The media server could not be started, found or kept alive."""

    default_code = ErrorCode.ROOM_UNREACHABLE


class SettingsError(KliegError):
    """The settings file could not be read or written."""
