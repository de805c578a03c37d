"""What the confidence monitor shows, and how events change it: pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import singledispatch

from app.control.problems import problem_of_code
from app.control.studio import MonitorWay
from app.control.view_state import Problem, Scope
from app.model import events
from app.model.errors import ErrorCode
from app.model.session import CONNECTED_REASONS, PlayerState, RoomStateReason

_NO_DELAY = -1.0
_LOST_REASONS = frozenset(
    {
        RoomStateReason.LOGIN_FAILED,
        RoomStateReason.RECONNECT_FAILED,
        RoomStateReason.KICK_OUT,
    }
)


class MonitorPhase(Enum):
    """What the host sees of the own broadcast."""

    OFF = "off"
    OPENING = "opening"
    WAITING = "waiting"
    PLAYING = "playing"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


_RECEIVING = frozenset({MonitorPhase.WAITING, MonitorPhase.PLAYING, MonitorPhase.INTERRUPTED})


@dataclass(frozen=True, slots=True)
class MonitorView:
    """The monitor at one moment.

    Attributes:
        is_on_air: Whether there is a broadcast of one's own to receive.
        way: How it is received; NONE when it cannot be.
        phase: WAITING while nothing is sent, INTERRUPTED while nothing arrives of what is sent.
        is_picture_off: Nothing is sent because the host switched the picture off.
        delay_p50_ms: From the camera to this picture, median; negative while unknown.
        delay_p95_ms: The same, 95th percentile.
        width_px: Size as received; 0 while unknown.
        height_px: See ``width_px``.
        problem: Why it FAILED.
    """

    is_on_air: bool = False
    way: MonitorWay = MonitorWay.NONE
    phase: MonitorPhase = MonitorPhase.OFF
    is_picture_off: bool = False
    delay_p50_ms: float = _NO_DELAY
    delay_p95_ms: float = _NO_DELAY
    width_px: int = 0
    height_px: int = 0
    problem: Problem | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is on the window."""
        return self.phase is not MonitorPhase.OFF

    @property
    def knows_delay(self) -> bool:
        """Whether the delay was measured."""
        return self.phase is MonitorPhase.PLAYING and self.delay_p50_ms >= 0


def in_phase(view: MonitorView, phase: MonitorPhase) -> MonitorView:
    """Return ``view`` in another phase; figures belong to what plays alone."""
    if view.phase is phase:
        return view
    kept = replace(view, phase=phase, problem=None)
    if phase is MonitorPhase.PLAYING:
        return kept
    return replace(kept, delay_p50_ms=_NO_DELAY, delay_p95_ms=_NO_DELAY)


def failed(view: MonitorView, problem: Problem) -> MonitorView:
    """Return ``view`` as it is when there will be no picture."""
    return replace(in_phase(view, MonitorPhase.FAILED), problem=problem)


@singledispatch
def follow(event: events.EngineEvent, view: MonitorView) -> MonitorView:
    """Return the view after ``event``, which is about the stream that is watched, or its room."""
    del event
    return view


@follow.register
def _(event: events.RoomStateChanged, view: MonitorView) -> MonitorView:
    if event.reason in _LOST_REASONS:
        code = event.error_code
        if code is ErrorCode.OK:
            code = ErrorCode.DISCONNECTED
        return failed(view, problem_of_code(code, Scope.ROOM))
    if event.reason is RoomStateReason.RECONNECTING:
        return in_phase(view, MonitorPhase.INTERRUPTED)
    if event.reason in CONNECTED_REASONS and view.phase is MonitorPhase.OPENING:
        return in_phase(view, MonitorPhase.WAITING)
    return view


@follow.register
def _(event: events.PlayerStateUpdate, view: MonitorView) -> MonitorView:
    if event.error_code is ErrorCode.PLAY_INTERRUPTED:
        return in_phase(view, MonitorPhase.INTERRUPTED)
    if event.error_code is not ErrorCode.OK and event.state is PlayerState.NO_PLAY:
        return failed(view, problem_of_code(event.error_code, Scope.PLAY))
    was_interrupted = view.phase is MonitorPhase.INTERRUPTED
    if event.state is PlayerState.PLAYING and was_interrupted:
        return in_phase(view, MonitorPhase.PLAYING)
    return view


@follow.register
def _(event: events.PlayerRenderedVideoFirstFrame, view: MonitorView) -> MonitorView:
    del event
    return in_phase(view, MonitorPhase.PLAYING)


@follow.register
def _(event: events.PlayerVideoSizeChanged, view: MonitorView) -> MonitorView:
    return replace(view, width_px=event.width_px, height_px=event.height_px)


@follow.register
def _(event: events.PlayerQualityUpdate, view: MonitorView) -> MonitorView:
    quality = event.quality
    if view.phase not in _RECEIVING:
        return view
    if quality.received_fps <= 0:  # nobody told of a break, and yet nothing comes
        was_playing = view.phase is MonitorPhase.PLAYING
        return in_phase(view, MonitorPhase.INTERRUPTED) if was_playing else view
    view = in_phase(view, MonitorPhase.PLAYING)
    return replace(
        view,
        delay_p50_ms=quality.end_to_end_p50_ms,
        delay_p95_ms=quality.end_to_end_p95_ms,
    )
