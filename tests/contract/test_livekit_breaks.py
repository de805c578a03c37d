"""Breaks as the LiveKit engine finds and mends them; ZEGO's SDK does so in ways of its own."""

from __future__ import annotations

import asyncio
import time

from app.model.errors import ErrorCode
from app.model.events import (
    PlayerStateUpdate,
    PublisherStateUpdate,
    RoomStateChanged,
    RoomTokenWillExpire,
)
from app.model.session import PlayerState, PublisherState, RoomStateReason
from tests.contract.broadcasts import broadcast, cut_and_heal, is_back, needs, settled
from tests.contract.lab import Fault, Rights
from tests.contract.network import Way
from tests.contract.people import People, Person

Reason = RoomStateReason

TOLD_WITHIN_S = 4.5
"""For a busy machine; the bench has the goal."""

_ALMOST_REFUSED_S = -56  # the server forgives clocks that differ by a minute


async def test_a_cut_network_is_told_soon_and_its_return_sooner(
    fragile_people: People, room_id: str
) -> None:
    """R13, R14, U06, L07: each state once, in order, with its code."""
    needs(fragile_people.lab, Fault.NETWORK_SILENT)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        await settled(watcher)
        marks = {person: person.events.mark() for person in (host, watcher)}
        cut_s = time.monotonic()
        await cut_and_heal(fragile_people, 3.5)
        healed_s = time.monotonic()
        for person, seen in marks.items():
            await is_back(person, seen)
        await host.published("s1", since=marks[host])
        await watcher.playing("s1", since=marks[watcher])
        await watcher.picture("s1", within_s=5)
        for person, seen in marks.items():
            broken, back = person.events.of(RoomStateChanged, since=seen)
            assert (broken.reason, broken.error_code) == (
                Reason.RECONNECTING,
                ErrorCode.CONNECTION_BROKEN,
            )
            assert (back.reason, back.error_code) == (Reason.RECONNECTED, ErrorCode.OK)
            assert person.events.time_of(broken) - cut_s < TOLD_WITHIN_S
            assert person.events.time_of(back) - healed_s < TOLD_WITHIN_S
    sent = [
        (e.state, e.error_code) for e in host.events.of(PublisherStateUpdate, since=marks[host])
    ]
    assert sent == [
        (PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED),
        (PublisherState.PUBLISHING, ErrorCode.OK),
    ]
    played = [
        (e.state, e.error_code) for e in watcher.events.of(PlayerStateUpdate, since=marks[watcher])
    ]
    assert played[:2] == [
        (PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED),
        (PlayerState.PLAYING, ErrorCode.OK),
    ]


async def test_a_network_without_datagrams_is_not_called_live(
    fragile_people: People, room_id: str
) -> None:
    """R13, R19: the signal connection lives on, media does not."""
    needs(fragile_people.lab, Fault.NETWORK_SILENT)
    async with broadcast(fragile_people, room_id) as (host, watcher):
        await settled(watcher)
        marks = {person: person.events.mark() for person in (host, watcher)}
        cut_s = time.monotonic()
        fragile_people.lab.cut_network(Way.UDP)
        for person, seen in marks.items():
            broken = await person.events.wait_for(
                RoomStateChanged, reason=Reason.RECONNECTING, since=seen, within_s=10
            )
            assert person.events.time_of(broken) - cut_s < TOLD_WITHIN_S
        await watcher.picture_stops("s1", for_s=3)
        for person, seen in marks.items():
            assert person.events.of(RoomStateChanged, since=seen)[-1].reason is Reason.RECONNECTING
        fragile_people.lab.heal_network()
        for person, seen in marks.items():
            await is_back(person, seen)
        await watcher.picture("s1")


async def test_a_picture_that_stands_still_is_told_though_the_room_is_well(
    fragile_people: People, room_id: str
) -> None:
    """L06, L07: what is seen of a host whose network is cut."""
    async with broadcast(fragile_people, room_id) as (host, watcher):
        await settled(watcher)
    seen = watcher.events.mark()
    stands = await watcher.events.wait_for(
        PlayerStateUpdate, state=PlayerState.PLAY_REQUESTING, since=seen, within_s=10
    )
    assert stands.error_code is ErrorCode.PLAY_INTERRUPTED
    with host.feeding():
        await watcher.playing("s1", since=seen)
    assert watcher.events.of(RoomStateChanged, since=seen) == []


async def test_a_token_that_ended_in_a_break_is_asked_for_and_used(
    fragile_people: People, room_id: str
) -> None:
    """R01, R13, R14."""
    lab = fragile_people.lab
    alice = fragile_people.add("alice")
    seen = await break_past_the_token(fragile_people, alice, room_id)
    asked = await alice.events.wait_for(RoomTokenWillExpire, remaining_s=0, since=seen)
    assert asked.room_id == room_id
    alice.engine.renew_token(lab.token(room_id, "alice"))
    await is_back(alice, seen)


async def test_a_token_that_ended_in_a_break_and_is_not_renewed_ends_the_stay(
    fragile_people: People, room_id: str
) -> None:
    """R01, R15."""
    alice = fragile_people.add("alice")
    seen = await break_past_the_token(fragile_people, alice, room_id)
    failed = await alice.events.wait_for(
        RoomStateChanged, reason=Reason.RECONNECT_FAILED, since=seen, within_s=20
    )
    assert failed.error_code is ErrorCode.LOGIN_TOKEN_REFUSED
    reasons = [e.reason for e in alice.events.of(RoomStateChanged, since=seen)]
    assert reasons == [Reason.RECONNECTING, Reason.RECONNECT_FAILED]


async def break_past_the_token(people: People, person: Person, room_id: str) -> int:
    """Enter, and let the server be away until the token has ended; returns the mark before."""
    config = people.lab.config(room_id, person.user_id, Rights.HOST, lifetime_s=_ALMOST_REFUSED_S)
    await person.engine.login_room(room_id, person.user, config)
    seen = person.events.mark()
    people.lab.kill_server()
    await person.events.wait_for(RoomStateChanged, reason=Reason.RECONNECTING, since=seen)
    await asyncio.sleep(6)  # until the server forgives no more
    await asyncio.to_thread(people.lab.restart_server)
    return seen
