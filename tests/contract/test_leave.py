"""The end: in order, awaited, once, and for good; and how events reach the application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.engine.port import Engine
from app.model.errors import ErrorCode, KliegError, WrongStateError
from app.model.events import (
    EngineEvent,
    EngineStateUpdate,
    IMCustomCommandReceived,
    PlayerStateUpdate,
    PublisherStateUpdate,
    RoomStateChanged,
    RoomStreamUpdate,
    RoomUserUpdate,
)
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.session import (
    PlayerState,
    PublisherState,
    RoomConfig,
    RoomStateReason,
    UpdateType,
    User,
)
from tests.contract.lab import EngineLab, Rights
from tests.contract.people import SMALL, People
from tests.contract.pictures import SyntheticCaptures
from tests.contract.recorder import EventRecorder


async def test_leaving_ends_all_in_order_and_others_are_told_at_once(
    people: People, room_id: str
) -> None:
    """D01, D02, D06."""
    host, other = people.add("host"), people.add("other")
    for person, stream_id in ((host, "s1"), (other, "s2")):
        person.use_custom_source()
        await person.enter(room_id)
        with person.feeding():
            await person.publish(stream_id)
    await host.play("s2")
    await other.play("s1")
    await host.engine.logout_room()
    ends = [
        event
        for event in host.events.events
        if (isinstance(event, PublisherStateUpdate) and event.state is PublisherState.NO_PUBLISH)
        or (isinstance(event, PlayerStateUpdate) and event.state is PlayerState.NO_PLAY)
        or (isinstance(event, RoomStateChanged) and event.reason is RoomStateReason.LOGOUT)
    ]
    assert [type(event) for event in ends] == [
        PublisherStateUpdate,
        PlayerStateUpdate,
        RoomStateChanged,
    ]
    await other.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE, within_s=2)
    await other.events.wait_for(RoomUserUpdate, update_type=UpdateType.DELETE, within_s=5)


async def test_destroy_ends_everything_that_still_runs(people: People, room_id: str) -> None:
    """D01, D03, D06: others see the stream go, the source is free, the last event is the end."""
    captures = SyntheticCaptures()
    host, watcher = people.add("host", captures=captures), people.add("watcher")
    host.engine.set_video_config(SMALL)
    host.engine.set_capture_source(CaptureSource(SourceKind.CAMERA))
    host.engine.set_audio_source(CaptureSource(SourceKind.TONE))
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    host.engine.start_preview()
    await host.publish("s1")
    await watcher.play("s1")
    await watcher.picture("s1")
    assert len(captures.running) == 2
    await host.engine.destroy()
    assert captures.running == []  # when destroy returns, not some time later
    assert host.events.events[-1] == EngineStateUpdate(is_running=False)
    await watcher.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE, within_s=2)


async def test_destroy_works_twice_and_at_any_time(lab: EngineLab, room_id: str) -> None:
    """D03, D05."""
    fresh = lab.create_engine()
    await fresh.destroy()
    await fresh.destroy()
    busy = lab.create_engine()
    events = EventRecorder("busy")
    busy.set_event_handler(events)
    login = asyncio.ensure_future(
        busy.login_room(room_id, User("alice"), lab.config(room_id, "alice"))
    )
    await events.wait_for(RoomStateChanged, reason=RoomStateReason.LOGINING)
    await asyncio.gather(busy.destroy(), busy.destroy())
    await asyncio.wait({login})
    with pytest.raises(KliegError):
        login.result()


CALLS: dict[str, Callable[[Engine], object]] = {
    "set_event_handler": lambda engine: engine.set_event_handler(None),
    "start_preview": lambda engine: engine.start_preview(),
    "stop_preview": lambda engine: engine.stop_preview(),
    "start_publishing_stream": lambda engine: engine.start_publishing_stream("s1"),
    "start_playing_stream": lambda engine: engine.start_playing_stream("s1"),
    "stop_playing_stream": lambda engine: engine.stop_playing_stream("s1"),
    "mute_microphone": lambda engine: engine.mute_microphone(SwitchState.ON),
    "renew_token": lambda engine: engine.renew_token("x"),
    "reconnect_room": lambda engine: engine.reconnect_room(),
    "login_room": lambda engine: engine.login_room("r", User("u"), RoomConfig()),
    "logout_room": lambda engine: engine.logout_room(),
    "send_broadcast_message": lambda engine: engine.send_broadcast_message("x"),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_destroyed_engine_refuses_every_call(lab: EngineLab, name: str) -> None:
    """D05."""
    engine = lab.create_engine()
    await engine.destroy()

    async def call() -> None:
        answer = CALLS[name](engine)
        if asyncio.iscoroutine(answer):
            await answer

    with pytest.raises(WrongStateError) as refused:
        await call()
    assert refused.value.code is ErrorCode.ENGINE_NOT_CREATED


async def test_a_handler_set_late_gets_the_events_before_it(lab: EngineLab, room_id: str) -> None:
    """E12, E13."""
    engine = lab.create_engine()
    await engine.login_room(room_id, User("alice"), lab.config(room_id, "alice"))
    late = EventRecorder("late")
    engine.set_event_handler(late)
    await late.wait_for(RoomStateChanged, reason=RoomStateReason.LOGINED)
    reasons = [event.reason for event in late.of(RoomStateChanged)]
    assert reasons == [RoomStateReason.LOGINING, RoomStateReason.LOGINED]
    await engine.destroy()


async def test_a_handler_may_be_changed_and_taken_away(people: People, room_id: str) -> None:
    """E12."""
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    second = EventRecorder("second")
    alice.engine.set_event_handler(second)
    await bob.enter(room_id)
    await second.wait_for(RoomUserUpdate)
    assert not alice.events.of(RoomUserUpdate)
    alice.engine.set_event_handler(None)
    await alice.engine.logout_room()
    assert not second.of(RoomStateChanged)


async def test_events_come_on_one_thread_and_a_failing_handler_stops_nothing(
    people: People, room_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    seen = EventRecorder("seen")

    def fails(event: EngineEvent) -> None:
        seen(event)
        raise RuntimeError("the application is wrong")

    alice.engine.set_event_handler(fails)
    await bob.enter(room_id)
    await bob.engine.send_custom_command("one", ["alice"])
    await bob.engine.send_custom_command("two", ["alice"])
    await seen.wait_until(lambda: len(seen.of(IMCustomCommandReceived)) == 2, what="both commands")
    assert [event.command for event in seen.of(IMCustomCommandReceived)] == ["one", "two"]
    alice.engine.set_event_handler(None)
    await alice.engine.send_broadcast_message("the handler is through")
    assert seen.thread_count == 1
    assert any("the event handler failed" in record.message for record in caplog.records)
    caplog.clear()
