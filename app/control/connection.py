"""The connection in full: the room and each stream, each with its state, cause and remedy.

A pure function of the view state, for the panel behind the state pill.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.control.problems import RECOVERING_CODES, problem_of_code
from app.control.tiles import SHARE_INFO
from app.control.view_state import (
    Activity,
    HostPresence,
    IncomingStream,
    OutgoingStream,
    Phrase,
    Problem,
    RoomStatus,
    Scope,
    View,
    ViewState,
)
from app.model.errors import ErrorCode
from app.model.media import PublishChannel
from app.model.session import (
    CONNECTED_REASONS,
    PlayerState,
    PublisherState,
    RoomStateReason,
)


class Tone(Enum):
    """How a state is coloured; the names are those of the pills."""

    GOOD = "good"
    WAIT = "wait"
    WARNING = "warning"
    ERROR = "error"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """One thing that is connected, or should be.

    Attributes:
        subject: What it is.
        state: Where it stands.
        tone: How that is meant.
        problem: Cause and remedy where there is something to say.
    """

    subject: Phrase
    state: Phrase
    tone: Tone
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """All of it.

    Attributes:
        lines: The room first, then what is sent, then what is received.
        since_ms: Unix time since when the room is in its state; 0 when unknown.
        attempts: How often the broken connection was tried since it broke.
        is_broken: Whether the room is lost and the engine tries to get it back.
        can_retry: Whether trying now, and not when the engine would, can be asked for.
    """

    lines: tuple[ConnectionLine, ...]
    since_ms: int = 0
    attempts: int = 0
    is_broken: bool = False
    can_retry: bool = False


_ROOM_TONES = {
    RoomStateReason.LOGINING: Tone.WAIT,
    RoomStateReason.LOGINED: Tone.GOOD,
    RoomStateReason.LOGIN_FAILED: Tone.ERROR,
    RoomStateReason.RECONNECTING: Tone.WARNING,
    RoomStateReason.RECONNECTED: Tone.GOOD,
    RoomStateReason.RECONNECT_FAILED: Tone.ERROR,
    RoomStateReason.KICK_OUT: Tone.ERROR,
    RoomStateReason.LOGOUT: Tone.QUIET,
    RoomStateReason.LOGOUT_FAILED: Tone.WARNING,
}
_PUBLISHER_TONES = {
    PublisherState.NO_PUBLISH: Tone.QUIET,
    PublisherState.PUBLISH_REQUESTING: Tone.WAIT,
    PublisherState.PUBLISHING: Tone.GOOD,
}
_PLAYER_TONES = {
    PlayerState.NO_PLAY: Tone.QUIET,
    PlayerState.PLAY_REQUESTING: Tone.WAIT,
    PlayerState.PLAYING: Tone.GOOD,
}


def connection_report(state: ViewState) -> ConnectionReport:
    """Return how everything of the session is connected."""
    sent = [_sent_line(item) for item in state.outgoing if state.view is View.HOST]
    received = [_received_line(item) for item in state.incoming]
    is_broken = state.room.reason is RoomStateReason.RECONNECTING
    return ConnectionReport(
        (_room_line(state), *sent, *received),
        since_ms=state.room.since_ms,
        attempts=state.room.attempts if is_broken else 0,
        is_broken=is_broken,
        can_retry=can_retry_now(state),
    )


def can_retry_now(state: ViewState) -> bool:
    """Whether the attempt to come back can be hurried.

    An audience can always enter anew; a host only where the engine tells its attempts, and so
    can be asked for one.
    """
    if state.room.reason is not RoomStateReason.RECONNECTING or state.activity is not Activity.IDLE:
        return False
    return state.view is View.WATCH or state.room.attempts > 0


def _room_line(state: ViewState) -> ConnectionLine:
    room = state.room
    subject = Phrase("connection.room", (("room", room.room_id),))
    if not room.room_id:
        subject = Phrase("connection.room_unknown")
    problem = _problem(room.error_code, Scope.ROOM)
    if state.host_presence is HostPresence.SILENT and not _is_connected(room):
        hint = Phrase("connection.host_silent")
        problem = Problem(hint, Phrase("connection.host_silent_hint"), scope=Scope.ROOM)
    tone = Tone.WARNING if problem and _is_connected(room) else _ROOM_TONES[room.reason]
    return ConnectionLine(subject, Phrase(f"room_reason.{room.reason.name}"), tone, problem)


def _is_connected(room: RoomStatus) -> bool:
    return room.reason in CONNECTED_REASONS


def _sent_line(item: OutgoingStream) -> ConnectionLine:
    is_main = item.channel is PublishChannel.MAIN
    subject = Phrase("connection.own_main" if is_main else "connection.own_share")
    state = Phrase(f"connection.publisher.{item.state.name}")
    tone = _tone(_PUBLISHER_TONES[item.state], item.error_code)
    return ConnectionLine(subject, state, tone, _problem(item.error_code, Scope.PUBLISH))


def _received_line(item: IncomingStream) -> ConnectionLine:
    is_share = item.stream.extra_info == SHARE_INFO
    key = "connection.other_share" if is_share else "connection.other_main"
    subject = Phrase(key, (("name", item.stream.user.name),))
    state = Phrase(f"connection.player.{item.state.name}")
    tone = _tone(_PLAYER_TONES[item.state], item.error_code)
    return ConnectionLine(subject, state, tone, _problem(item.error_code, Scope.PLAY))


def _tone(usual: Tone, code: ErrorCode) -> Tone:
    if code is ErrorCode.OK:
        return usual
    return Tone.WARNING if code in RECOVERING_CODES else Tone.ERROR


def _problem(code: ErrorCode, scope: Scope) -> Problem | None:
    return None if code is ErrorCode.OK else problem_of_code(code, scope)
