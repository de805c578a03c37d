"""Events an engine raises: frozen dataclasses, named in the past tense, safe on any thread.

A handler looks at ``error_code`` before the state or reason: a state with an error is not news of
success. ``extended_data`` is engine-specific text, often empty, never needed to go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.errors import ErrorCode
from app.model.media import DeviceInfo, DeviceKind, PublishChannel
from app.model.quality import PlayerQuality, PublisherQuality, QualityLevel
from app.model.session import (
    Message,
    PlayerState,
    PublisherState,
    RemoteDeviceState,
    RoomStateReason,
    Stream,
    UpdateType,
    User,
)


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class RoomStateChanged(EngineEvent):
    """The connection to a room entered one of the nine reasons."""

    room_id: str
    reason: RoomStateReason
    error_code: ErrorCode = ErrorCode.OK
    extended_data: str = ""


@dataclass(frozen=True, slots=True)
class RoomReconnectAttempted(EngineEvent):
    """A broken room is tried again; only engines that mind ``reconnect_room`` tell it.

    Attributes:
        room_id: Which room.
        attempt: From 1, anew with each break.
        next_in_s: When the next attempt begins if this one finds nobody; None when its own
            outcome decides.
    """

    room_id: str
    attempt: int
    next_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class RoomUserUpdate(EngineEvent):
    """Others came into the room or left it."""

    room_id: str
    update_type: UpdateType
    users: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class RoomOnlineUserCountUpdate(EngineEvent):
    """Number of people in the room, oneself included."""

    room_id: str
    count: int


@dataclass(frozen=True, slots=True)
class RoomStreamUpdate(EngineEvent):
    """Streams of others began or ended; never one's own."""

    room_id: str
    update_type: UpdateType
    streams: tuple[Stream, ...]
    extended_data: str = ""


@dataclass(frozen=True, slots=True)
class RoomStreamExtraInfoUpdate(EngineEvent):
    """The extra info of others' streams changed."""

    room_id: str
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True)
class RoomExtraInfoUpdate(EngineEvent):
    """The room's key and value changed."""

    room_id: str
    key: str
    value: str
    user: User | None = None


@dataclass(frozen=True, slots=True)
class RoomTokenWillExpire(EngineEvent):
    """The token ends soon: call ``renew_token``.

    With 0 s left it ended during a break: LiveKit waits some seconds for another one before it
    gives the room up.
    """

    room_id: str
    remaining_s: int


@dataclass(frozen=True, slots=True)
class PublisherStateUpdate(EngineEvent):
    """An outgoing stream changed its state."""

    stream_id: str
    state: PublisherState
    error_code: ErrorCode = ErrorCode.OK
    extended_data: str = ""


@dataclass(frozen=True, slots=True)
class PublisherQualityUpdate(EngineEvent):
    """How an outgoing stream did in the last second; with ZEGO in the last three."""

    stream_id: str
    quality: PublisherQuality


@dataclass(frozen=True, slots=True)
class PublisherVideoSizeChanged(EngineEvent):
    """The size of a channel's captured picture became known or changed."""

    channel: PublishChannel
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PublisherCapturedVideoFirstFrame(EngineEvent):
    """A channel's source delivered its first picture."""

    channel: PublishChannel


@dataclass(frozen=True, slots=True)
class PublisherSentVideoFirstFrame(EngineEvent):
    """A channel handed its first picture to the encoder of a published stream."""

    channel: PublishChannel
    stream_id: str


@dataclass(frozen=True, slots=True)
class PublisherSourceEnded(EngineEvent):
    """A source came to its end (a file) or was taken away (a window, a device).

    ``message`` and ``hint`` are those of the error, if one ended it.
    """

    channel: PublishChannel
    error_code: ErrorCode = ErrorCode.OK
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PlayerStateUpdate(EngineEvent):
    """An incoming stream changed its state.

    PLAY_REQUESTING with PLAY_INTERRUPTED: nothing arrives, be it that our connection broke or, on
    LiveKit, that its sender's did.
    """

    stream_id: str
    state: PlayerState
    error_code: ErrorCode = ErrorCode.OK
    extended_data: str = ""


@dataclass(frozen=True, slots=True)
class PlayerQualityUpdate(EngineEvent):
    """How an incoming stream did in the last second; with ZEGO in the last three."""

    stream_id: str
    quality: PlayerQuality


@dataclass(frozen=True, slots=True)
class PlayerVideoSizeChanged(EngineEvent):
    """The decoded size of an incoming stream became known or changed."""

    stream_id: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PlayerReceivedVideoFirstFrame(EngineEvent):
    """The first picture of a stream was decoded, ``after_ms`` since playing was asked for."""

    stream_id: str
    after_ms: float


@dataclass(frozen=True, slots=True)
class PlayerRenderedVideoFirstFrame(EngineEvent):
    """The first picture of a stream reached its canvas, ``after_ms`` since playing was asked."""

    stream_id: str
    after_ms: float


@dataclass(frozen=True, slots=True)
class RemoteMicStateUpdate(EngineEvent):
    """The sender of a stream that we play was muted, or can be heard again.

    Each play begins with OPEN, which is not told; NO_PLAY ends what was told before.
    """

    stream_id: str
    state: RemoteDeviceState


@dataclass(frozen=True, slots=True)
class IMBroadcastMessageReceived(EngineEvent):
    """Reliable messages to the whole room."""

    room_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class IMBarrageMessageReceived(EngineEvent):
    """Unreliable messages to the whole room, shown over the picture."""

    room_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class IMCustomCommandReceived(EngineEvent):
    """A command addressed to us."""

    room_id: str
    user: User
    command: str


@dataclass(frozen=True, slots=True)
class DeviceStateChanged(EngineEvent):
    """A device was plugged in or pulled out."""

    update_type: UpdateType
    device: DeviceInfo


@dataclass(frozen=True, slots=True)
class DeviceError(EngineEvent):
    """A device does not do what it should; ``hint`` is the next step, where one is known."""

    kind: DeviceKind
    device_id: str
    error_code: ErrorCode
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CapturedSoundLevel(EngineEvent):
    """Loudness of one's own sound, 0.0 to 100.0."""

    level: float


@dataclass(frozen=True, slots=True)
class RemoteSoundLevel(EngineEvent):
    """Loudness of others' streams by stream ID, 0.0 to 100.0."""

    levels: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class NetworkQuality(EngineEvent):
    """Judgement of a user's connection in both directions; ours has the empty user ID."""

    user_id: str
    upstream: QualityLevel
    downstream: QualityLevel


@dataclass(frozen=True, slots=True)
class EngineStateUpdate(EngineEvent):
    """The media part of the engine started or stopped."""

    is_running: bool


@dataclass(frozen=True, slots=True)
class DebugError(EngineEvent):
    """Something went wrong that no other event tells; shown in diagnostics only."""

    error_code: ErrorCode
    function: str
    message: str = ""
    details: dict[str, str] = field(default_factory=dict, hash=False)
