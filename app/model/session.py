"""Value types for rooms: who is in them, which streams there are, how one logs in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from app.model.ids import check_user_id, check_user_name
from app.model.media import ResourceMode, SimulcastLayer


class RoomStateReason(IntEnum):
    """The nine reasons of a room state, with the integers of ZEGO Express."""

    LOGINING = 0
    LOGINED = 1
    LOGIN_FAILED = 2
    RECONNECTING = 3
    RECONNECTED = 4
    RECONNECT_FAILED = 5
    KICK_OUT = 6
    LOGOUT = 7
    LOGOUT_FAILED = 8


CONNECTED_REASONS = frozenset({RoomStateReason.LOGINED, RoomStateReason.RECONNECTED})
"""Media flows only in these (requirement R19)."""


class PublisherState(IntEnum):
    """State of one outgoing stream."""

    NO_PUBLISH = 0
    PUBLISH_REQUESTING = 1
    PUBLISHING = 2


class PlayerState(IntEnum):
    """State of one incoming stream."""

    NO_PLAY = 0
    PLAY_REQUESTING = 1
    PLAYING = 2


class RemoteDeviceState(IntEnum):
    """What becomes of somebody else's microphone, with the integers of ZEGO Express.

    MUTE: it is there and others hear nothing. DISABLE: no sound is sent at all. GENERIC_ERROR
    stands for all that may be wrong with the device itself.
    """

    OPEN = 0
    GENERIC_ERROR = 1
    DISABLE = 9
    MUTE = 10


class UpdateType(IntEnum):
    """Whether members of a list came or went."""

    ADD = 0
    DELETE = 1


@dataclass(frozen=True, slots=True)
class User:
    """A person in a room; the name defaults to the ID."""

    user_id: str
    name: str = ""

    def __post_init__(self) -> None:
        check_user_id(self.user_id)
        check_user_name(self.name)
        if not self.name:
            object.__setattr__(self, "name", self.user_id)


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that somebody else publishes in the room."""

    stream_id: str
    user: User
    extra_info: str = ""


@dataclass(frozen=True, slots=True)
class RoomConfig:
    """How to enter a room.

    Attributes:
        server_url: ``ws://`` or ``wss://`` address of a LiveKit server; unused by ZEGO.
        token: Credential; never printed (``repr`` leaves it out).
        is_user_status_notify: Ask for ``RoomUserUpdate`` events.
        login_time_s: How long an unreachable server is tried before LOGIN_FAILED.
        retry_time_s: How long reconnection is tried before RECONNECT_FAILED.
    """

    server_url: str = ""
    token: str = field(default="", repr=False)
    is_user_status_notify: bool = True
    login_time_s: float = 10.0
    retry_time_s: float = 1200.0


@dataclass(frozen=True, slots=True)
class PublishConfig:
    """Options of one outgoing stream."""

    room_id: str = ""
    extra_info: str = ""


@dataclass(frozen=True, slots=True)
class PlayConfig:
    """Options of one incoming stream.

    Attributes:
        resource_mode: Where it is played from; LiveKit has one place only and ignores it.
        layer: Which layer of a simulcast stream; automatic follows the size of the canvas.
    """

    resource_mode: ResourceMode = ResourceMode.ONLY_L3
    layer: SimulcastLayer = SimulcastLayer.AUTOMATIC


@dataclass(frozen=True, slots=True)
class Message:
    """One chat or barrage message as received."""

    user: User
    text: str
    sent_at_ms: int
    message_id: str = ""
