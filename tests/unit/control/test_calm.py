from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from app.control.calm import BREAK_TOLD_AFTER_S, CalmView, is_broken
from app.control.reduce import reduce
from app.control.store import ViewStore
from app.control.view_state import ViewState
from app.model.errors import ErrorCode
from app.model.events import EngineEvent, PlayerStateUpdate, PublisherStateUpdate
from app.model.session import PlayerState, PublisherState, RoomStateReason
from tests.fakes.samples import STREAM, live_host, own_stream_id, room, watching

Reason = RoomStateReason
BROKEN = (room(Reason.RECONNECTING, ErrorCode.CONNECTION_BROKEN),)
BACK = (room(Reason.RECONNECTED),)


@dataclass
class Wait:
    due_s: float
    call: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.waits: list[Wait] = []

    def time(self) -> float:
        return self.now_s

    def call_later(self, delay_s: float, call: Callable[[], None], /) -> Wait:
        self.waits.append(Wait(self.now_s + delay_s, call))
        return self.waits[-1]

    def pass_time(self, seconds: float) -> None:
        self.now_s += seconds
        due = [wait for wait in self.waits if wait.due_s <= self.now_s + 1e-9]
        self.waits = [wait for wait in self.waits if wait not in due]
        for wait in due:
            if not wait.is_cancelled:
                wait.call()


class Window:
    """What a window sees of a session."""

    def __init__(self, state: ViewState) -> None:
        self.clock = Clock()
        self.store = ViewStore(state)
        self.calm = CalmView(self.store, clock=self.clock)
        self.seen: list[ViewState] = []
        self.calm.subscribe(self.seen.append)

    def take(self, *events: EngineEvent) -> None:
        for event in events:
            self.store.put(reduce(event, self.store.state))

    @property
    def reasons(self) -> list[Reason]:
        return [state.room.reason for state in self.seen]


def interrupted(state: ViewState) -> tuple[EngineEvent, ...]:
    """All that an engine tells when the connection of ``state`` breaks."""
    code = ErrorCode.PLAY_INTERRUPTED
    own = PublisherStateUpdate(
        own_stream_id(), PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED
    )
    other = PlayerStateUpdate(STREAM.stream_id, PlayerState.PLAY_REQUESTING, code)
    return (*BROKEN, own if state.outgoing else other)


@pytest.mark.parametrize("start", [live_host, watching], ids=["host", "audience"])
def test_a_break_shorter_than_a_second_changes_no_word(start: Callable[[], ViewState]) -> None:
    state = start()
    window = Window(state)
    window.take(*interrupted(state))
    assert is_broken(window.store.state)
    window.clock.pass_time(BREAK_TOLD_AFTER_S - 0.1)
    assert {(item.room, item.problem, item.outgoing, item.incoming) for item in window.seen} <= {
        (state.room, state.problem, state.outgoing, state.incoming)
    }

    window.take(*BACK)
    window.clock.pass_time(10.0)
    assert Reason.RECONNECTING not in window.reasons


def test_a_longer_break_is_told_after_a_second() -> None:
    window = Window(live_host())
    window.take(*interrupted(live_host()))
    window.clock.pass_time(BREAK_TOLD_AFTER_S)
    assert window.calm.state == window.store.state
    assert window.calm.state.room.reason is Reason.RECONNECTING
    assert window.calm.state.problem is not None


def test_the_return_is_told_at_once() -> None:
    window = Window(watching())
    window.take(*BROKEN)
    window.clock.pass_time(5.0)
    window.take(*BACK)
    assert window.calm.state.room.reason is Reason.RECONNECTED


def test_what_else_happens_meanwhile_is_shown_at_once() -> None:
    window = Window(watching())
    window.take(*BROKEN)
    window.store.put(replace(window.store.state, online_count=41))
    assert window.calm.state.online_count == 41
    assert window.calm.state.room.reason is Reason.LOGINED


@pytest.mark.parametrize(
    "reason", [Reason.KICK_OUT, Reason.RECONNECT_FAILED, Reason.LOGOUT, Reason.LOGIN_FAILED]
)
def test_an_end_is_told_at_once(reason: Reason) -> None:
    window = Window(watching())
    window.take(*BROKEN, room(reason))
    assert window.calm.state.room.reason is reason


def test_a_connection_that_flaps_is_told_as_broken() -> None:
    window = Window(watching())
    for _ in range(4):
        window.take(*BROKEN)
        window.clock.pass_time(0.6)
        window.take(*BACK)
        window.clock.pass_time(0.1)
    assert Reason.RECONNECTING in window.reasons


def test_two_short_breaks_with_time_between_them_are_not_told() -> None:
    window = Window(watching())
    for _ in range(4):
        window.take(*BROKEN)
        window.clock.pass_time(0.6)
        window.take(*BACK)
        window.clock.pass_time(3.0)
    assert Reason.RECONNECTING not in window.reasons


def test_a_stream_that_never_flowed_is_not_held() -> None:
    window = Window(watching())
    fresh = replace(window.store.state.incoming[0], has_picture=False)
    window.store.put(replace(window.store.state, incoming=(fresh,)))
    window.take(
        PlayerStateUpdate(STREAM.stream_id, PlayerState.NO_PLAY, ErrorCode.PLAY_STREAM_UNKNOWN)
    )
    assert window.calm.state == window.store.state


def test_nothing_waits_after_the_end() -> None:
    window = Window(watching())
    window.take(*BROKEN)
    window.calm.stop()
    assert window.calm.state == window.store.state
    assert all(wait.is_cancelled for wait in window.clock.waits)
