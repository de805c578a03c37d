"""Broken networks and servers: told, mended, given up, and nothing left behind."""

from __future__ import annotations

import asyncio
import time

import pytest

from app.model.errors import ErrorCode, MessageError
from app.model.events import (
    PlayerStateUpdate,
    PublisherStateUpdate,
    RoomStateChanged,
    RoomStreamUpdate,
    RoomUserUpdate,
)
from app.model.session import PlayerState, PublisherState, RoomStateReason, UpdateType
from tests.contract.broadcasts import broadcast, is_back, live_pair, needs
from tests.contract.lab import Fault
from tests.contract.people import People

Reason = RoomStateReason


async def test_a_server_that_dies_and_returns_is_found_again(
    fragile_people: People, room_id: str
) -> None:
    """R13, R14, R19, U06, L07."""
    lab = fragile_people.lab
    needs(lab, Fault.SERVER_KILLED)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        marks = {person: person.events.mark() for person in (host, watcher)}
        lab.kill_server()
        for person, seen in marks.items():
            broken = await person.events.wait_for(
                RoomStateChanged, reason=Reason.RECONNECTING, since=seen
            )
            assert broken.error_code is ErrorCode.CONNECTION_BROKEN
        with pytest.raises(MessageError):
            await host.engine.send_broadcast_message("is anybody there")
        await asyncio.to_thread(lab.restart_server)
        back_s = time.monotonic()
        for person, seen in marks.items():
            await is_back(person, seen)
        await host.published("s1", since=marks[host])
        await watcher.playing("s1", since=marks[watcher])
        await watcher.picture("s1")
        assert time.monotonic() - back_s < 5.0
        interrupted = host.events.of(PublisherStateUpdate, since=marks[host])
        assert [(e.state, e.error_code) for e in interrupted] == [
            (PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED),
            (PublisherState.PUBLISHING, ErrorCode.OK),
        ]
        stalled = watcher.events.of(PlayerStateUpdate, since=marks[watcher])
        assert (stalled[0].state, stalled[0].error_code) == (
            PlayerState.PLAY_REQUESTING,
            ErrorCode.PLAY_INTERRUPTED,
        )
        await host.engine.send_broadcast_message("I am back")


async def test_a_server_that_stays_away_is_given_up(fragile_people: People, room_id: str) -> None:
    """R15, U06."""
    lab = fragile_people.lab
    needs(lab, Fault.SERVER_KILLED)
    host, watcher = await live_pair(fragile_people, room_id, retry_time_s=2)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        lab.kill_server()
        for person in (host, watcher):
            failed = await person.events.wait_for(RoomStateChanged, reason=Reason.RECONNECT_FAILED)
            assert failed.error_code is ErrorCode.RETRY_TIMED_OUT
        gone = await host.events.wait_for(PublisherStateUpdate, state=PublisherState.NO_PUBLISH)
        assert gone.error_code is ErrorCode.PUBLISH_GAVE_UP
        ended = await watcher.events.wait_for(PlayerStateUpdate, state=PlayerState.NO_PLAY)
        assert ended.error_code is ErrorCode.RETRY_TIMED_OUT
    await asyncio.to_thread(lab.restart_server)
    await host.enter(room_id)  # the engine is as good as new


@pytest.mark.parametrize("silence_s", [5, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.timeout(180)
async def test_a_network_that_goes_silent_and_returns_is_used_again(
    fragile_people: People, room_id: str, silence_s: float
) -> None:
    """R13, R14, U06, L07: a pulled cable."""
    lab = fragile_people.lab
    needs(lab, Fault.NETWORK_SILENT)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        mark = watcher.events.mark()
        lab.cut_network()
        broken = asyncio.ensure_future(
            watcher.events.wait_for(
                RoomStateChanged, reason=Reason.RECONNECTING, since=mark, within_s=12
            )
        )
        await watcher.picture_stops("s1", for_s=silence_s)
        assert silence_s < 10 or broken.done(), "a long silence is told while it lasts"
        lab.heal_network()
        broken.cancel()
        healed_s = time.monotonic()
        await watcher.picture("s1", within_s=30)
        back_s = time.monotonic() - healed_s
        reasons = [event.reason for event in watcher.events.of(RoomStateChanged, since=mark)]
        assert set(reasons) <= {Reason.RECONNECTING, Reason.RECONNECTED}
        assert back_s < 6.0, f"the picture came back after {back_s:.1f} s"
        await host.engine.send_broadcast_message("I am back")


async def test_leaving_a_dead_network_takes_little_time(
    fragile_people: People, room_id: str
) -> None:
    """D02, D06."""
    lab = fragile_people.lab
    needs(lab, Fault.NETWORK_SILENT)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        lab.cut_network()
        started_s = time.monotonic()
        await asyncio.gather(host.engine.destroy(), watcher.engine.destroy())
        assert time.monotonic() - started_s < 10.0


async def test_a_login_into_silence_fails_in_time(fragile_people: People, room_id: str) -> None:
    """R12."""
    lab = fragile_people.lab
    needs(lab, Fault.NETWORK_SILENT)
    alice = fragile_people.add("alice")
    config = lab.config(room_id, "alice")
    lab.cut_network()
    login = asyncio.ensure_future(alice.engine.login_room(room_id, alice.user, config))
    await alice.events.wait_for(RoomStateChanged, reason=Reason.LOGINING)
    failed = await alice.events.wait_for(RoomStateChanged, reason=Reason.LOGIN_FAILED, within_s=14)
    assert failed.error_code in {ErrorCode.LOGIN_TIMED_OUT, ErrorCode.ROOM_UNREACHABLE}
    await asyncio.wait({login})
    assert login.exception() is not None  # noqa: LOG004  (a task, no logger)
    lab.heal_network()
    await alice.enter(room_id)


async def test_a_host_that_vanishes_is_told_to_the_audience(people: People, room_id: str) -> None:
    """L08: here by an operator, who ends the connection at the server."""
    needs(people.lab, Fault.USER_REMOVED)
    host, watcher = await live_pair(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await people.lab.remove_user(room_id, "host")
        await watcher.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE)
        await watcher.events.wait_for(RoomUserUpdate, update_type=UpdateType.DELETE)
        ended = await host.events.wait_for(PublisherStateUpdate, state=PublisherState.NO_PUBLISH)
        assert ended.error_code is ErrorCode.KICKED_BY_OPERATOR


async def test_publishing_asked_for_during_a_break_starts_after_it(
    fragile_people: People, room_id: str
) -> None:
    """U06."""
    lab = fragile_people.lab
    needs(lab, Fault.SERVER_KILLED)
    host, watcher = await live_pair(fragile_people, room_id)
    lab.kill_server()
    for person in (host, watcher):
        await person.events.wait_for(RoomStateChanged, reason=Reason.RECONNECTING)
    host.engine.start_publishing_stream("s1")
    watcher.engine.start_playing_stream("s1")
    await asyncio.to_thread(lab.restart_server)
    with host.feeding():
        await host.published("s1")
        await watcher.playing("s1")
        await watcher.picture("s1")


async def test_a_logout_during_a_break_ends_it(fragile_people: People, room_id: str) -> None:
    """R17."""
    lab = fragile_people.lab
    needs(lab, Fault.SERVER_KILLED)
    alice = fragile_people.add("alice")
    await alice.enter(room_id)
    lab.kill_server()
    await alice.events.wait_for(RoomStateChanged, reason=Reason.RECONNECTING)
    await asyncio.wait_for(alice.engine.logout_room(), 6.0)
    assert alice.events.of(RoomStateChanged)[-1].reason is Reason.LOGOUT
    await asyncio.to_thread(lab.restart_server)
    await alice.enter(room_id)
