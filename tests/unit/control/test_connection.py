from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.control.connection import Tone, can_retry_now, connection_report
from app.control.view_state import Activity, HostPresence, View, ViewState
from app.control.words import Language, load_words
from app.model.errors import ErrorCode
from app.model.events import (
    PlayerStateUpdate,
    PublisherStateUpdate,
    RoomReconnectAttempted,
)
from app.model.session import PlayerState, PublisherState, RoomStateReason
from tests.fakes.samples import ROOM, STREAM, after, live_host, own_stream_id, room, watching

Reason = RoomStateReason
FOLDER = Path(__file__).parents[3] / "resources" / "i18n"


@pytest.mark.parametrize("language", list(Language))
def test_every_state_there_is_has_words(language: Language) -> None:
    words = load_words(FOLDER, language)
    keys = [f"connection.publisher.{state.name}" for state in PublisherState]
    keys += [f"connection.player.{state.name}" for state in PlayerState]
    assert [key for key in keys if words(key) == key] == []


def test_the_room_comes_first_then_what_is_sent() -> None:
    report = connection_report(live_host())
    assert [line.subject.key for line in report.lines] == [
        "connection.room",
        "connection.own_main",
    ]
    assert {line.tone for line in report.lines} == {Tone.GOOD}
    assert not report.is_broken


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_told_with_its_words(reason: Reason) -> None:
    line = connection_report(after(watching(), room(reason))).lines[0]
    assert line.state.key == f"room_reason.{reason.name}"


@pytest.mark.parametrize(
    "code", [ErrorCode.CONNECTION_BROKEN, ErrorCode.KICKED_BY_OPERATOR, ErrorCode.RETRY_TIMED_OUT]
)
def test_a_code_brings_cause_and_remedy(code: ErrorCode) -> None:
    reason = Reason.RECONNECTING if code is ErrorCode.CONNECTION_BROKEN else Reason.KICK_OUT
    problem = connection_report(after(watching(), room(reason, code))).lines[0].problem
    assert problem is not None
    assert problem.cause.key == f"error.{code.name}.cause"
    assert problem.code is code


def test_each_stream_tells_its_own_trouble() -> None:
    own = PublisherStateUpdate(
        own_stream_id(), PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED
    )
    sent = connection_report(after(live_host(), own)).lines[1]
    assert sent.state.key == "connection.publisher.PUBLISH_REQUESTING"
    assert sent.tone is Tone.WARNING
    assert sent.problem is not None

    other = PlayerStateUpdate(STREAM.stream_id, PlayerState.NO_PLAY, ErrorCode.PLAY_STREAM_UNKNOWN)
    received = connection_report(after(watching(), other)).lines[1]
    assert received.tone is Tone.ERROR
    assert dict(received.subject.values)["name"] == STREAM.user.name


def test_a_host_that_does_not_answer_is_told() -> None:
    broken = after(watching(), room(Reason.RECONNECTING))
    report = connection_report(replace(broken, host_presence=HostPresence.SILENT))
    problem = report.lines[0].problem
    assert problem is not None
    assert problem.cause.key == "connection.host_silent"


def test_attempts_are_counted_anew_with_each_break() -> None:
    broken = after(
        live_host(),
        room(Reason.RECONNECTING),
        RoomReconnectAttempted(ROOM, 1),
        RoomReconnectAttempted(ROOM, 2),
    )
    assert connection_report(broken).attempts == 2
    back = after(broken, room(Reason.RECONNECTED))
    assert connection_report(back).attempts == 0
    assert connection_report(after(back, room(Reason.RECONNECTING))).attempts == 0


def test_an_attempt_that_comes_too_late_changes_nothing() -> None:
    state = live_host()
    assert after(state, RoomReconnectAttempted(ROOM, 7)) == state


def broken_state(view: View, *, attempts: int) -> ViewState:
    state = live_host() if view is View.HOST else watching()
    state = after(state, room(Reason.RECONNECTING))
    return replace(state, room=replace(state.room, attempts=attempts))


@pytest.mark.parametrize(
    ("view", "attempts", "can"),
    [(View.HOST, 0, False), (View.HOST, 1, True), (View.WATCH, 0, True), (View.WATCH, 3, True)],
)
def test_only_what_can_be_hurried_offers_it(view: View, attempts: int, can: bool) -> None:
    assert can_retry_now(broken_state(view, attempts=attempts)) is can


def test_nothing_is_hurried_while_leaving_or_connected() -> None:
    leaving = replace(broken_state(View.WATCH, attempts=1), activity=Activity.LEAVING)
    assert not can_retry_now(leaving)
    assert not can_retry_now(watching())
