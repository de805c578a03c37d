from collections.abc import Callable
from dataclasses import replace

import pytest

from app.control.changes import ended, failed_to_enter
from app.control.phases import HostPhase, WatchPhase, host_phase, watch_phase
from app.control.problems import problem_of_code
from app.control.view_state import Activity, HostPresence, Scope, ViewState
from app.model.errors import ErrorCode
from app.model.events import PlayerStateUpdate, PublisherStateUpdate
from app.model.session import (
    PlayerState,
    PublisherState,
    RoomStateReason,
    UpdateType,
)
from tests.fakes.samples import (
    STREAM,
    after,
    live_host,
    opening_host,
    opening_watch,
    own_stream_id,
    room,
    streams,
    waiting_watch,
    watching,
)

Reason = RoomStateReason


def publisher(state: PublisherState, code: ErrorCode = ErrorCode.OK) -> ViewState:
    return after(live_host(), PublisherStateUpdate(own_stream_id(), state, code))


def player(state: PlayerState, code: ErrorCode = ErrorCode.OK) -> ViewState:
    return after(watching(), PlayerStateUpdate(STREAM.stream_id, state, code))


def starting_host() -> ViewState:
    own = replace(live_host().outgoing[0], state=PublisherState.PUBLISH_REQUESTING, was_live=False)
    return replace(live_host(), outgoing=(own,), live_since_ms=None)


def broken_watch() -> ViewState:
    return after(watching(), room(Reason.RECONNECTING))


def knowing(presence: HostPresence, state: ViewState) -> ViewState:
    return replace(state, host_presence=presence)


def failed(state: ViewState) -> ViewState:
    return failed_to_enter(state, problem_of_code(ErrorCode.LOGIN_TOKEN_REFUSED, Scope.ROOM))


HOST_CASES: list[tuple[HostPhase, Callable[[], ViewState]]] = [
    (HostPhase.OPENING, opening_host),
    (HostPhase.CONNECTING, lambda: after(opening_host(), room(Reason.LOGINING))),
    (HostPhase.STARTING, starting_host),
    (HostPhase.LIVE, live_host),
    (HostPhase.RECONNECTING, lambda: after(live_host(), room(Reason.RECONNECTING))),
    (HostPhase.LIVE, lambda: after(live_host(), room(Reason.RECONNECTED))),
    (
        HostPhase.INTERRUPTED,
        lambda: publisher(PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED),
    ),
    (HostPhase.INTERRUPTED, lambda: publisher(PublisherState.PUBLISH_REQUESTING)),
    (HostPhase.FAILED, lambda: publisher(PublisherState.NO_PUBLISH, ErrorCode.STREAM_ID_IN_USE)),
    (HostPhase.REMOVED, lambda: ended(after(live_host(), room(Reason.KICK_OUT)))),
    (HostPhase.LOST, lambda: ended(after(live_host(), room(Reason.RECONNECT_FAILED)))),
    (HostPhase.FAILED, lambda: after(opening_host(), room(Reason.LOGIN_FAILED))),
    (HostPhase.FAILED, lambda: ended(failed(opening_host()))),
    (HostPhase.OFF, lambda: ended(after(live_host(), room(Reason.LOGOUT)))),
    (HostPhase.ENDING, lambda: replace(live_host(), activity=Activity.LEAVING)),
    (HostPhase.ENDING, lambda: replace(live_host(), activity=Activity.CLOSING)),
]

WATCH_CASES: list[tuple[WatchPhase, Callable[[], ViewState]]] = [
    (WatchPhase.OPENING, opening_watch),
    (WatchPhase.CONNECTING, lambda: after(opening_watch(), room(Reason.LOGINING))),
    (WatchPhase.HOST_NOT_THERE, waiting_watch),
    (
        WatchPhase.STARTING,
        lambda: after(waiting_watch(), streams(UpdateType.ADD, STREAM)),
    ),
    (WatchPhase.WATCHING, watching),
    (
        WatchPhase.INTERRUPTED,
        lambda: player(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED),
    ),
    (WatchPhase.INTERRUPTED, lambda: player(PlayerState.PLAY_REQUESTING)),
    (WatchPhase.INTERRUPTED, lambda: player(PlayerState.PLAYING, ErrorCode.PLAY_FAILED)),
    (WatchPhase.HOST_AWAY, lambda: after(watching(), streams(UpdateType.DELETE, STREAM))),
    (WatchPhase.RECONNECTING, lambda: after(watching(), room(Reason.RECONNECTING))),
    (WatchPhase.HOST_NOT_THERE, lambda: knowing(HostPresence.NOT_LIVE, opening_watch())),
    (
        WatchPhase.CONNECTING,
        lambda: after(knowing(HostPresence.NOT_LIVE, opening_watch()), room(Reason.LOGINING)),
    ),
    (WatchPhase.HOST_AWAY, lambda: knowing(HostPresence.SILENT, broken_watch())),
    (
        WatchPhase.HOST_GONE,
        lambda: ended(
            after(knowing(HostPresence.SILENT, broken_watch()), room(Reason.RECONNECT_FAILED))
        ),
    ),
    (
        WatchPhase.RECONNECTING,
        lambda: after(
            knowing(HostPresence.SILENT, broken_watch()),
            room(Reason.RECONNECTED),
            room(Reason.RECONNECTING),
        ),
    ),
    (WatchPhase.WATCHING, lambda: after(watching(), room(Reason.RECONNECTED))),
    (WatchPhase.LOST, lambda: ended(after(watching(), room(Reason.RECONNECT_FAILED)))),
    (WatchPhase.REMOVED, lambda: ended(after(watching(), room(Reason.KICK_OUT)))),
    (WatchPhase.FAILED, lambda: after(opening_watch(), room(Reason.LOGIN_FAILED))),
    (WatchPhase.FAILED, lambda: ended(failed(opening_watch()))),
    (WatchPhase.ENDED, lambda: after(watching(), room(Reason.LOGOUT))),
    (WatchPhase.ENDED, lambda: replace(watching(), ended_by_host=True)),
    (
        WatchPhase.ENDED,
        lambda: after(replace(watching(), ended_by_host=True), room(Reason.RECONNECTING)),
    ),
    (WatchPhase.LEAVING, lambda: replace(watching(), activity=Activity.LEAVING)),
]


@pytest.mark.parametrize(("phase", "make"), HOST_CASES)
def test_a_host_is_told_the_phase(phase: HostPhase, make: Callable[[], ViewState]) -> None:
    assert host_phase(make()) is phase


@pytest.mark.parametrize(("phase", "make"), WATCH_CASES)
def test_an_audience_is_told_the_phase(phase: WatchPhase, make: Callable[[], ViewState]) -> None:
    assert watch_phase(make()) is phase


def test_the_cases_leave_no_phase_out() -> None:
    assert {phase for phase, _ in HOST_CASES} == set(HostPhase)
    assert {phase for phase, _ in WATCH_CASES} == set(WatchPhase)


def test_one_broken_stream_among_others_does_not_hide_the_others() -> None:
    state = watching()
    good = state.incoming[0]
    broken = replace(
        good,
        stream=replace(good.stream, stream_id="other"),
        error_code=ErrorCode.PLAY_INTERRUPTED,
    )
    assert watch_phase(replace(state, incoming=(good, broken))) is WatchPhase.WATCHING
