"""States of a stream: each change told once, echoes of stops told apart from news."""

from __future__ import annotations

from app.engine.zego.stream_states import (
    FLOWING,
    NONE,
    REQUESTING,
    StatesByStream,
    StreamStates,
)
from app.model.errors import ErrorCode
from tests.unit.engine.zego.test_faults import Clock


def states() -> tuple[StreamStates, list[tuple[int, ErrorCode]], Clock]:
    told: list[tuple[int, ErrorCode]] = []
    clock = Clock()
    return StreamStates(clock, lambda state, code, _data: told.append((state, code))), told, clock


def test_what_was_told_is_not_told_again() -> None:
    stream, told, _ = states()
    assert stream.tell(REQUESTING)
    assert not stream.tell(REQUESTING)
    assert told == [(REQUESTING, ErrorCode.OK)]


def test_a_stop_is_told_when_the_sdk_says_so() -> None:
    stream, told, _ = states()
    stream.tell(FLOWING)
    stream.stop_asked()
    assert stream.is_echo(NONE, 0)
    assert told[-1] == (NONE, ErrorCode.OK)


def test_a_stop_that_the_sdk_does_not_tell_is_told_after_a_while() -> None:
    stream, told, clock = states()
    stream.tell(FLOWING)
    stream.stop_asked()
    stream.stop_returned(is_wanted=lambda: False)
    assert told[-1] == (FLOWING, ErrorCode.OK)
    clock.advance(2.0)
    assert told[-1] == (NONE, ErrorCode.OK)


def test_a_stop_that_was_followed_by_a_start_is_not_told_late() -> None:
    stream, told, clock = states()
    stream.tell(FLOWING)
    stream.stop_asked()
    stream.stop_returned(is_wanted=lambda: True)
    clock.advance(2.0)
    assert told == [(FLOWING, ErrorCode.OK)]


def test_an_end_with_an_error_is_no_echo() -> None:
    stream, _, _ = states()
    stream.tell(FLOWING)
    stream.stop_asked()
    assert not stream.is_echo(NONE, 1003028)


def test_the_echo_of_a_silent_stop_is_swallowed() -> None:
    stream, told, _ = states()
    stream.tell(REQUESTING)
    stream.silent_stop_asked()
    assert stream.is_echo(NONE, 0)
    assert told == [(REQUESTING, ErrorCode.OK)]
    assert not stream.is_echo(NONE, 0)


def test_a_silent_stop_without_an_echo_swallows_nothing_later() -> None:
    stream, _, clock = states()
    stream.tell(REQUESTING)
    stream.silent_stop_asked()
    clock.advance(2.0)
    assert not stream.is_echo(NONE, 0)


def test_each_stream_has_states_of_its_own_and_all_end_at_once() -> None:
    told: list[tuple[str, int]] = []
    streams = StatesByStream(Clock(), lambda stream_id, state, *_: told.append((stream_id, state)))
    assert streams.known("a") is None
    streams.of("a").tell(FLOWING)
    streams.of("b").tell(REQUESTING)
    streams.of("c")
    assert streams.known("a") is streams.of("a")
    streams.end_all()
    assert told == [("a", FLOWING), ("b", REQUESTING), ("a", NONE), ("b", NONE)]
