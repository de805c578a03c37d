"""How a broken room is mended: attempts are told and can be hurried, states come once."""

from __future__ import annotations

import asyncio

from app.model.events import RoomReconnectAttempted, RoomStateChanged
from app.model.session import RoomStateReason
from tests.contract.broadcasts import broadcast, cut_and_heal, is_back, needs, settled
from tests.contract.lab import Fault
from tests.contract.people import People

Reason = RoomStateReason

BLINK_S = 0.5


async def test_attempts_to_mend_a_room_are_told_and_counted_anew_with_each_break(
    fragile_people: People, room_id: str
) -> None:
    """R13, R14."""
    lab = fragile_people.lab
    alice = fragile_people.add("alice")
    await alice.enter(room_id)
    for _ in range(2):
        seen = alice.events.mark()
        lab.kill_server()
        await alice.events.wait_for(RoomReconnectAttempted, attempt=3, since=seen)
        await asyncio.to_thread(lab.restart_server)
        await is_back(alice, seen)
        told = [e for e in alice.events.events[seen:] if isinstance(e, _ABOUT_A_BREAK)]
        assert isinstance(told[0], RoomStateChanged), "first the break, then what is done"
        assert isinstance(told[-1], RoomStateChanged), "no attempt after the return"
        attempts = [e for e in told if isinstance(e, RoomReconnectAttempted)]
        assert [e.attempt for e in attempts] == list(range(1, len(attempts) + 1))
        assert {e.room_id for e in attempts} == {room_id}


async def test_a_wish_to_reconnect_is_heard_at_once_and_only_in_a_break(
    fragile_people: People, room_id: str
) -> None:
    """R13."""
    lab = fragile_people.lab
    alice = fragile_people.add("alice")
    alice.engine.reconnect_room()
    await alice.enter(room_id)
    alice.engine.reconnect_room()
    lab.kill_server()
    third = await alice.events.wait_for(RoomReconnectAttempted, attempt=3)
    alice.engine.reconnect_room()
    fourth = await alice.events.wait_for(RoomReconnectAttempted, attempt=4)
    waited_s = alice.events.time_of(fourth) - alice.events.time_of(third)
    assert waited_s < 0.4, "the pause before the fourth attempt is longer"
    first = alice.events.of(RoomReconnectAttempted)[0]
    broken = alice.events.of(RoomStateChanged, reason=Reason.RECONNECTING)[0]
    assert alice.events.time_of(first) >= alice.events.time_of(broken)


_ABOUT_A_BREAK = (RoomStateChanged, RoomReconnectAttempted)


async def test_a_blink_of_the_network_is_not_told(fragile_people: People, room_id: str) -> None:
    """R13: nothing, or at most taken back at once."""
    needs(fragile_people.lab, Fault.NETWORK_SILENT)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        await settled(watcher)
        seen = {person: person.events.mark() for person in (host, watcher)}
        for _ in range(3):
            await cut_and_heal(fragile_people, BLINK_S)
            await watcher.picture("s1", within_s=5)
            await settled(watcher)
        for person, mark in seen.items():
            told = person.events.of(RoomStateChanged, since=mark)
            assert len(told) <= 2, told
            assert [e.reason for e in told] in ([], [Reason.RECONNECTING, Reason.RECONNECTED])
