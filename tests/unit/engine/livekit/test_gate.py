"""Events leave in order, and wait for the first handler."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.engine.common.gate import EventGate
from app.model.events import EngineEvent, EngineStateUpdate, RoomOnlineUserCountUpdate


def count(number: int) -> RoomOnlineUserCountUpdate:
    return RoomOnlineUserCountUpdate("room", number)


def test_events_before_the_first_handler_wait_for_it_in_order() -> None:
    gate = EventGate(lambda run: run())
    seen: list[EngineEvent] = []
    gate.raise_event(count(1))
    gate.raise_event(count(2))
    gate.set_handler(None)
    gate.set_handler(seen.append)
    gate.raise_event(count(3))
    assert seen == [count(1), count(2), count(3)]


def test_events_wait_on_the_loop_for_their_turn() -> None:
    turns: list[Callable[[], None]] = []
    gate = EventGate(turns.append)
    seen: list[EngineEvent] = []
    gate.raise_event(count(1))
    gate.set_handler(seen.append)
    assert seen == []  # not on the thread of whoever sets the handler
    gate.raise_event(count(2))
    assert seen == [count(1), count(2)]
    for turn in turns:
        turn()
    assert seen == [count(1), count(2)]


def test_without_a_handler_events_are_lost_once_there_was_one() -> None:
    gate = EventGate(lambda run: run())
    seen: list[EngineEvent] = []
    gate.set_handler(seen.append)
    gate.set_handler(None)
    gate.raise_event(count(1))
    gate.set_handler(seen.append)
    assert seen == []


def test_only_the_newest_events_wait() -> None:
    gate = EventGate(lambda run: run())
    for number in range(1500):
        gate.raise_event(count(number))
    seen: list[EngineEvent] = []
    gate.set_handler(seen.append)
    assert seen == [count(number) for number in range(500, 1500)]


def test_a_handler_that_fails_is_logged_and_gets_the_next_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = EventGate(lambda run: run())
    seen: list[EngineEvent] = []

    def fail(event: EngineEvent) -> None:
        seen.append(event)
        raise ValueError("no")

    gate.set_handler(fail)
    gate.raise_event(count(1))
    gate.raise_event(EngineStateUpdate(is_running=False))
    assert len(seen) == 2
    assert "the event handler failed on RoomOnlineUserCountUpdate" in caplog.text


def test_a_handler_may_take_itself_away_while_it_gets_what_waited() -> None:
    gate = EventGate(lambda run: run())
    seen: list[EngineEvent] = []
    gate.raise_event(count(1))
    gate.raise_event(count(2))

    def first(event: EngineEvent) -> None:
        seen.append(event)
        gate.set_handler(None)

    gate.set_handler(first)
    gate.raise_event(count(3))
    assert seen == [count(1)]
    gate.set_handler(seen.append)
    assert seen == [count(1), count(2), count(3)]  # it never had a chance to see all
