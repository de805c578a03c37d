"""What a host and an audience member are told about the broadcast, derived from the view state.

Pure functions. The order of the questions matters: an end is told before a break, a break before
a wait, because the later ones follow from the earlier.
"""

from __future__ import annotations

from enum import Enum

from app.control.view_state import (
    Activity,
    HostPresence,
    IncomingStream,
    OutgoingStream,
    Scope,
    View,
    ViewState,
)
from app.model.errors import ErrorCode
from app.model.media import PublishChannel
from app.model.session import CONNECTED_REASONS, PlayerState, PublisherState, RoomStateReason


class HostPhase(Enum):
    """Where one's own broadcast stands."""

    OPENING = "opening"
    CONNECTING = "connecting"
    STARTING = "starting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    INTERRUPTED = "interrupted"
    REMOVED = "removed"
    LOST = "lost"
    FAILED = "failed"
    ENDING = "ending"
    OFF = "off"


class WatchPhase(Enum):
    """Where the broadcast that one watches stands."""

    OPENING = "opening"
    CONNECTING = "connecting"
    HOST_NOT_THERE = "host_not_there"
    STARTING = "starting"
    WATCHING = "watching"
    INTERRUPTED = "interrupted"
    HOST_AWAY = "host_away"
    RECONNECTING = "reconnecting"
    HOST_GONE = "host_gone"
    ENDED = "ended"
    REMOVED = "removed"
    LOST = "lost"
    FAILED = "failed"
    LEAVING = "leaving"


_HOST_IS_OVER = {
    RoomStateReason.KICK_OUT: HostPhase.REMOVED,
    RoomStateReason.RECONNECT_FAILED: HostPhase.LOST,
    RoomStateReason.LOGIN_FAILED: HostPhase.FAILED,
}
_WATCH_IS_BROKEN = {
    RoomStateReason.RECONNECTING: WatchPhase.RECONNECTING,
    RoomStateReason.KICK_OUT: WatchPhase.REMOVED,
    RoomStateReason.RECONNECT_FAILED: WatchPhase.LOST,
    RoomStateReason.LOGIN_FAILED: WatchPhase.FAILED,
}
_WATCH_WITHOUT_HOST = {
    RoomStateReason.RECONNECTING: WatchPhase.HOST_AWAY,
    RoomStateReason.RECONNECT_FAILED: WatchPhase.HOST_GONE,
}

FINAL_HOST_PHASES = frozenset({HostPhase.REMOVED, HostPhase.LOST, HostPhase.FAILED})
FINAL_WATCH_PHASES = frozenset(
    {
        WatchPhase.HOST_GONE,
        WatchPhase.ENDED,
        WatchPhase.REMOVED,
        WatchPhase.LOST,
        WatchPhase.FAILED,
    }
)

_ENDS_WITH_PROBLEM = frozenset({WatchPhase.HOST_GONE, WatchPhase.REMOVED, WatchPhase.LOST})


def host_phase(state: ViewState) -> HostPhase:
    """Return where one's own broadcast stands."""
    if state.activity in {Activity.LEAVING, Activity.CLOSING}:
        return HostPhase.ENDING
    reason = state.room.reason
    if reason in _HOST_IS_OVER:
        return _HOST_IS_OVER[reason]
    if reason is RoomStateReason.RECONNECTING:
        return HostPhase.RECONNECTING
    if reason not in CONNECTED_REASONS:
        return _host_phase_outside(state)
    return _publish_phase(state.outgoing_on(PublishChannel.MAIN))


def watch_phase(state: ViewState) -> WatchPhase:
    """Return where the broadcast that one watches stands."""
    reason = state.room.reason
    if state.activity in {Activity.LEAVING, Activity.CLOSING}:
        return WatchPhase.LEAVING
    if state.ended_by_host:
        return WatchPhase.ENDED
    if state.host_presence is HostPresence.SILENT and reason in _WATCH_WITHOUT_HOST:
        return _WATCH_WITHOUT_HOST[reason]
    if reason in _WATCH_IS_BROKEN:
        return _WATCH_IS_BROKEN[reason]
    if reason not in CONNECTED_REASONS:
        return _watch_phase_outside(state)
    return _play_phase(state)


def is_told_in_place(state: ViewState) -> bool:
    """Whether the watch view says the problem where the picture would be, and no bar need to."""
    problem = state.problem
    if problem is None or problem.file or state.view is not View.WATCH:
        return False
    phase = watch_phase(state)
    if phase is WatchPhase.FAILED:
        return problem.code is state.room.error_code
    return phase in _ENDS_WITH_PROBLEM and problem.scope is Scope.ROOM


def _host_phase_outside(state: ViewState) -> HostPhase:
    if state.room.reason is RoomStateReason.LOGINING:
        return HostPhase.CONNECTING
    if state.activity is Activity.GOING_LIVE:
        return HostPhase.OPENING
    return HostPhase.FAILED if state.problem is not None else HostPhase.OFF


def _watch_phase_outside(state: ViewState) -> WatchPhase:
    if state.room.reason is RoomStateReason.LOGINING:
        return WatchPhase.CONNECTING
    if state.activity is Activity.JOINING:
        is_early = state.host_presence is HostPresence.NOT_LIVE
        return WatchPhase.HOST_NOT_THERE if is_early else WatchPhase.OPENING
    return WatchPhase.ENDED if state.room.was_entered else WatchPhase.FAILED


def _publish_phase(main: OutgoingStream | None) -> HostPhase:
    if main is None:
        return HostPhase.OFF
    if main.error_code is not ErrorCode.OK:
        is_over = main.state is PublisherState.NO_PUBLISH
        return HostPhase.FAILED if is_over else HostPhase.INTERRUPTED
    if main.state is PublisherState.PUBLISHING:
        return HostPhase.LIVE
    return HostPhase.INTERRUPTED if main.was_live else HostPhase.STARTING


def _play_phase(state: ViewState) -> WatchPhase:
    incoming = state.incoming
    if not incoming:
        return WatchPhase.HOST_AWAY if state.had_incoming else WatchPhase.HOST_NOT_THERE
    if any(_is_shown(item) for item in incoming):
        return WatchPhase.WATCHING
    if any(item.error_code is not ErrorCode.OK or item.has_picture for item in incoming):
        return WatchPhase.INTERRUPTED
    return WatchPhase.STARTING


def _is_shown(item: IncomingStream) -> bool:
    """Whether media flows; sound alone has no first picture and counts too."""
    return item.state is PlayerState.PLAYING and item.error_code is ErrorCode.OK
