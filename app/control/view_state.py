"""Everything the views show, as one immutable value.

Sentences are not in here, only what they are made of: a :class:`Phrase` names a message, and the
view puts it in words of the chosen language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum

from app.control.voices import Voices
from app.model.errors import ErrorCode
from app.model.media import (
    CaptureSource,
    DeviceInfo,
    PublishChannel,
    SimulcastLayer,
    SwitchState,
)
from app.model.quality import PlayerQuality, PublisherQuality, QualityLevel
from app.model.session import (
    PlayerState,
    PublisherState,
    RemoteDeviceState,
    RoomStateReason,
    Stream,
    User,
)


class View(Enum):
    """The three pages."""

    START = "start"
    HOST = "host"
    WATCH = "watch"


class Activity(Enum):
    """What is under way by the user's will; intents that do not fit it are ignored."""

    IDLE = "idle"
    GOING_LIVE = "going live"
    JOINING = "joining"
    LEAVING = "leaving"
    CLOSING = "closing"


class Severity(IntEnum):
    """How much a problem matters."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


class Scope(Enum):
    """What a problem is about; news of success about the same takes it away."""

    ROOM = "room"
    PUBLISH = "publish"
    PLAY = "play"
    DEVICE = "device"
    MESSAGE = "message"
    APP = "app"


class Delivery(Enum):
    """What became of a chat line."""

    RECEIVED = "received"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


class HostPresence(Enum):
    """What a watcher knows of the host without being in the room."""

    UNKNOWN = "unknown"
    NOT_LIVE = "not live"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message by its key in the catalogue, with the values that fill its gaps."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong, with the next step.

    Attributes:
        cause: What happened, in general words.
        hint: What to do next.
        severity: How much it matters.
        scope: What it is about.
        code: The code of the error, for helpers.
        detail: The particular sentence of an error, in English; may be empty.
        detail_hint: The particular next step of that error, in English; may be empty.
        can_retry: Whether doing the same again makes sense.
        file: A file that a person may want to look at; empty for none.
    """

    cause: Phrase
    hint: Phrase
    severity: Severity = Severity.ERROR
    scope: Scope = Scope.APP
    code: ErrorCode = ErrorCode.OK
    detail: str = ""
    detail_hint: str = ""
    can_retry: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class RoomStatus:
    """The newest news of the room.

    ``attempts`` counts how often the present break was tried to be mended; ``since_ms`` is the
    Unix time of the reason.
    """

    reason: RoomStateReason = RoomStateReason.LOGOUT
    error_code: ErrorCode = ErrorCode.OK
    room_id: str = ""
    attempts: int = 0
    since_ms: int = 0
    was_entered: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingStream:
    """One of the own streams; an empty ``stream_id`` is a preview that nobody gets.

    ``has_ended`` tells that its source stopped by itself and can be chosen anew.
    """

    channel: PublishChannel
    source: CaptureSource
    stream_id: str = ""
    state: PublisherState = PublisherState.NO_PUBLISH
    error_code: ErrorCode = ErrorCode.OK
    quality: PublisherQuality = field(default_factory=PublisherQuality)
    width_px: int = 0
    height_px: int = 0
    has_picture: bool = False
    has_ended: bool = False
    was_live: bool = False
    picture: SwitchState = SwitchState.ON


@dataclass(frozen=True, slots=True)
class IncomingStream:
    """One stream of somebody else."""

    stream: Stream
    state: PlayerState = PlayerState.NO_PLAY
    error_code: ErrorCode = ErrorCode.OK
    quality: PlayerQuality = field(default_factory=PlayerQuality)
    width_px: int = 0
    height_px: int = 0
    has_picture: bool = False
    microphone: RemoteDeviceState = RemoteDeviceState.OPEN


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of the chat; ``number`` grows and never repeats within a session."""

    number: int
    user_name: str
    text: str
    sent_at_ms: int
    delivery: Delivery = Delivery.RECEIVED


@dataclass(frozen=True, slots=True)
class BarrageLine:
    """One text that flies over the picture."""

    number: int
    text: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DeviceLists:
    """What this machine has; ``are_known`` is false until it was looked up."""

    cameras: tuple[DeviceInfo, ...] = ()
    microphones: tuple[DeviceInfo, ...] = ()
    speakers: tuple[DeviceInfo, ...] = ()
    screens: tuple[DeviceInfo, ...] = ()
    windows: tuple[DeviceInfo, ...] = ()
    are_known: bool = False


@dataclass(frozen=True, slots=True)
class ViewState:
    """What is on the window at one moment.

    Attributes:
        link: The watch link: one's own as a host, the followed one as an audience.
        title: Whose broadcast is watched, as far as the link told.
        host_presence: NOT_LIVE while the link waits for the broadcast to begin, SILENT when the
            connection is broken and the host does not answer either.
        live_since_ms: Unix time when one's own broadcast began; None while it is not live.
        online_count: People in the room, oneself included; 0 while unknown.
        ended_by_host: The host said that the broadcast is over.
        microphone: OFF while muted.
        sound_level: Loudness of the own sound, 0.0 to 100.0.
        voices: Who is speaking.
        volume: Loudness of playing, 0 to 200 percent; ``speaker`` is OFF while muted.
        layer: The chosen layer of what others send.
        speaker_id: The chosen speaker; empty for the system's default.
    """

    view: View = View.START
    activity: Activity = Activity.IDLE
    room: RoomStatus = field(default_factory=RoomStatus)
    user: User | None = None
    link: str = ""
    title: str = ""
    host_presence: HostPresence = HostPresence.UNKNOWN
    live_since_ms: int | None = None
    outgoing: tuple[OutgoingStream, ...] = ()
    incoming: tuple[IncomingStream, ...] = ()
    had_incoming: bool = False
    ended_by_host: bool = False
    chat: tuple[ChatLine, ...] = ()
    barrage: tuple[BarrageLine, ...] = ()
    lines_so_far: int = 0
    users: tuple[User, ...] = ()
    online_count: int = 0
    network: QualityLevel = QualityLevel.UNKNOWN
    problem: Problem | None = None
    microphone: SwitchState = SwitchState.ON
    sound_source: CaptureSource | None = None
    sound_level: float = 0.0
    voices: Voices = field(default_factory=Voices)
    speaker: SwitchState = SwitchState.ON
    volume: int = 100
    layer: SimulcastLayer = SimulcastLayer.AUTOMATIC
    speaker_id: str = ""
    devices: DeviceLists = field(default_factory=DeviceLists)

    def outgoing_on(self, channel: PublishChannel) -> OutgoingStream | None:
        """Return the own stream of ``channel``, if there is one."""
        return next((item for item in self.outgoing if item.channel is channel), None)

    @property
    def is_sharing(self) -> bool:
        """Whether a second picture is shown or sent."""
        return self.outgoing_on(PublishChannel.AUX) is not None

    @property
    def audience_count(self) -> int:
        """People who watch: those in the room without the hosts; 0 while unknown."""
        hosts = {item.stream.user.user_id for item in self.incoming}
        if self.view is View.HOST and self.user is not None:
            hosts.add(self.user.user_id)
        return max(0, self.online_count - len(hosts))
