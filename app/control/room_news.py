"""What news of the room changes: pure, no Qt, no engine.

The error code is looked at before the reason it comes with.
"""

from __future__ import annotations

from dataclasses import replace

from app.control.changes import with_problem, without_problem
from app.control.problems import host_gone, problem_of_code
from app.control.view_state import HostPresence, RoomStatus, Scope, ViewState
from app.model.errors import ErrorCode
from app.model.events import RoomStateChanged
from app.model.session import CONNECTED_REASONS, RoomStateReason

_TROUBLE_REASONS = frozenset(
    {
        RoomStateReason.LOGIN_FAILED,
        RoomStateReason.RECONNECTING,
        RoomStateReason.RECONNECT_FAILED,
        RoomStateReason.KICK_OUT,
        RoomStateReason.LOGOUT_FAILED,
    }
)
_DEFAULT_CODES = {
    RoomStateReason.LOGIN_FAILED: ErrorCode.ROOM_FAILED_INSIDE,
    RoomStateReason.RECONNECTING: ErrorCode.CONNECTION_BROKEN,
    RoomStateReason.RECONNECT_FAILED: ErrorCode.RETRY_TIMED_OUT,
    RoomStateReason.KICK_OUT: ErrorCode.DISCONNECTED,
    RoomStateReason.LOGOUT_FAILED: ErrorCode.ROOM_FAILED_INSIDE,
}
"""What an engine means that gives a bad reason without a code."""

_FAILED_REASONS = frozenset(
    {
        RoomStateReason.LOGIN_FAILED,
        RoomStateReason.RECONNECT_FAILED,
        RoomStateReason.KICK_OUT,
    }
)
OVER_REASONS = _FAILED_REASONS | {RoomStateReason.LOGOUT}
"""After these nothing flows any more and the engine does not try again."""


def after_room_news(event: RoomStateChanged, state: ViewState) -> ViewState:
    """Return the state after ``event``."""
    code, reason, old = event.error_code, event.reason, state.room
    if reason is RoomStateReason.LOGOUT and old.reason in _FAILED_REASONS:
        return state  # only tidying up: the words keep telling why it is over
    if code is ErrorCode.OK and reason in _TROUBLE_REASONS:
        code = _DEFAULT_CODES[reason]
    if code is not ErrorCode.OK:
        is_silent = state.host_presence is HostPresence.SILENT
        is_gone = is_silent and reason is RoomStateReason.RECONNECT_FAILED
        problem = host_gone(code) if is_gone else problem_of_code(code, Scope.ROOM)
        state = with_problem(state, problem)
        if reason in CONNECTED_REASONS:  # an error is no news of success, whatever the reason
            return replace(state, room=replace(old, error_code=code))
    elif reason in CONNECTED_REASONS:
        state = without_problem(state, Scope.ROOM)
        state = replace(state, host_presence=HostPresence.UNKNOWN)
    is_same = reason is old.reason
    room = RoomStatus(
        reason=reason,
        error_code=code,
        room_id=event.room_id,
        attempts=old.attempts if is_same else 0,
        since_ms=old.since_ms if is_same else 0,
        was_entered=old.was_entered or reason in CONNECTED_REASONS,
    )
    if reason in OVER_REASONS:
        state = replace(state, incoming=(), users=(), online_count=0, live_since_ms=None)
    return replace(state, room=room)
