"""Entering and leaving rooms: the nine reasons, their order and their errors."""

from __future__ import annotations

import asyncio

import pytest

from app.model.errors import ErrorCode, InvalidValueError, RoomError, WrongStateError
from app.model.events import RoomStateChanged, RoomTokenWillExpire, RoomUserUpdate
from app.model.session import RoomConfig, RoomStateReason, UpdateType, User
from tests.contract.lab import EngineLab, Flaw, Rights
from tests.contract.people import People, Person

Reason = RoomStateReason


def reasons(person: Person) -> list[RoomStateReason]:
    return [event.reason for event in person.events.of(RoomStateChanged)]


async def test_a_login_goes_from_logining_to_logined(people: People, room_id: str) -> None:
    """R03, R09, R10, R11."""
    alice = people.add("alice")
    await alice.enter(room_id)
    assert reasons(alice) == [Reason.LOGINING, Reason.LOGINED]
    assert all(
        event.error_code is ErrorCode.OK and event.room_id == room_id
        for event in alice.events.of(RoomStateChanged)
    )


WORDS_OF_FLAWS = {
    Flaw.MISSING: "no token",
    Flaw.DAMAGED: "damaged",
    Flaw.EXPIRED: "expired",
    Flaw.OTHER_USER: "another user",
    Flaw.OTHER_ROOM: "another room",
    Flaw.OTHER_SERVER: "did not accept",
}


@pytest.mark.parametrize("flaw", Flaw)
async def test_a_wrong_token_is_refused_with_its_own_words(
    people: People, room_id: str, flaw: Flaw
) -> None:
    """R01, R02, R06, R08, R12, R26."""
    alice = people.add("alice")
    words = WORDS_OF_FLAWS[flaw]
    is_missing = flaw is Flaw.MISSING
    code = ErrorCode.TOKEN_MISSING if is_missing else ErrorCode.LOGIN_TOKEN_REFUSED
    with pytest.raises(RoomError, match=words) as refused:
        await alice.engine.login_room(
            room_id, alice.user, people.lab.flawed_config(room_id, "alice", flaw)
        )
    assert refused.value.code is code
    assert reasons(alice) == [Reason.LOGINING, Reason.LOGIN_FAILED]
    failed = alice.events.of(RoomStateChanged)[-1]
    assert failed.error_code is code
    assert words in failed.extended_data


async def test_a_refused_login_can_be_followed_by_a_good_one(people: People, room_id: str) -> None:
    """R12: nothing is left of the failed one."""
    alice = people.add("alice")
    with pytest.raises(RoomError):
        await alice.engine.login_room(
            room_id, alice.user, people.lab.flawed_config(room_id, "alice", Flaw.OTHER_SERVER)
        )
    await alice.enter(room_id)
    assert reasons(alice)[2:] == [Reason.LOGINING, Reason.LOGINED]


async def test_a_server_that_cannot_be_reached_fails_the_login_in_time(
    people: People, room_id: str
) -> None:
    """R12."""
    alice = people.add("alice")
    config = people.lab.unreachable_config(room_id, "alice")
    with pytest.raises(RoomError, match="cannot be reached") as failed:
        await asyncio.wait_for(alice.engine.login_room(room_id, alice.user, config), 5.0)
    assert failed.value.code is ErrorCode.ROOM_UNREACHABLE
    assert alice.events.of(RoomStateChanged)[-1].error_code is ErrorCode.ROOM_UNREACHABLE


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("", ErrorCode.ROOM_ID_EMPTY),
        ("r" * 128, ErrorCode.ROOM_ID_TOO_LONG),
        ("a%b", ErrorCode.ROOM_ID_INVALID),
        ("a b", ErrorCode.ROOM_ID_INVALID),
    ],
)
async def test_a_wrong_room_id_is_refused_before_anything_happens(
    people: People, room: str, code: ErrorCode
) -> None:
    """R04."""
    alice = people.add("alice")
    with pytest.raises(InvalidValueError) as refused:
        await alice.engine.login_room(room, alice.user, RoomConfig())
    assert refused.value.code is code
    assert not alice.events.events


async def test_a_user_without_an_id_cannot_be_made() -> None:
    """R05."""
    with pytest.raises(InvalidValueError) as refused:
        User("")
    assert refused.value.code is ErrorCode.USER_ID_EMPTY


async def test_people_in_one_room_see_each_other_come_and_go(people: People, room_id: str) -> None:
    """E04, R07, R21."""
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    came = await alice.events.wait_for(RoomUserUpdate, update_type=UpdateType.ADD)
    assert came.users == (User("bob"),)
    met = await bob.events.wait_for(RoomUserUpdate, update_type=UpdateType.ADD)
    assert met.users == (User("alice"),)
    await bob.engine.logout_room()
    left = await alice.events.wait_for(RoomUserUpdate, update_type=UpdateType.DELETE)
    assert left.users == (User("bob"),)


async def test_user_updates_come_only_when_asked_for(
    people: People, lab: EngineLab, room_id: str
) -> None:
    """R07."""
    alice, bob, carol = people.add("alice"), people.add("bob"), people.add("carol")
    quiet = lab.config(room_id, "alice")
    await alice.engine.login_room(
        room_id,
        alice.user,
        RoomConfig(quiet.server_url, quiet.token, is_user_status_notify=False),
    )
    await carol.enter(room_id)
    await bob.enter(room_id)
    await carol.events.wait_for(RoomUserUpdate, users=(User("bob"),))
    await bob.engine.send_custom_command("are you there", ["alice"])
    await alice.events.wait_until(
        lambda: any("Command" in type(event).__name__ for event in alice.events.events),
        what="the command",
    )
    assert not alice.events.of(RoomUserUpdate)


async def test_rooms_do_not_see_each_other(people: People, room_id: str) -> None:
    """E04, E06."""
    alice, bob, carol = people.add("alice"), people.add("bob"), people.add("carol")
    await alice.enter(room_id)
    await bob.enter(f"{room_id}-other")
    await carol.enter(room_id)
    await alice.events.wait_for(RoomUserUpdate)
    assert [event.users for event in alice.events.of(RoomUserUpdate)] == [(User("carol"),)]
    assert not bob.events.of(RoomUserUpdate)


async def test_a_second_login_while_in_a_room_is_refused(people: People, room_id: str) -> None:
    alice = people.add("alice")
    await alice.enter(room_id)
    config = people.lab.config("second", "alice")
    with pytest.raises(WrongStateError) as refused:
        await alice.engine.login_room("second", alice.user, config)
    assert refused.value.code is ErrorCode.ALREADY_IN_ROOM
    assert reasons(alice) == [Reason.LOGINING, Reason.LOGINED]


async def test_the_same_user_elsewhere_kicks_the_earlier_one(people: People, room_id: str) -> None:
    """R16."""
    earlier, later = people.add("alice"), people.add("alice")
    await earlier.enter(room_id)
    await later.enter(room_id)
    kicked = await earlier.events.wait_for(RoomStateChanged, reason=Reason.KICK_OUT)
    assert kicked.error_code is ErrorCode.KICKED_BY_SAME_USER
    assert reasons(earlier) == [Reason.LOGINING, Reason.LOGINED, Reason.KICK_OUT]
    assert reasons(later) == [Reason.LOGINING, Reason.LOGINED]


async def test_an_operator_can_put_somebody_out(people: People, room_id: str) -> None:
    """R16."""
    alice = people.add("alice")
    await alice.enter(room_id)
    await people.lab.remove_user(room_id, "alice")
    kicked = await alice.events.wait_for(RoomStateChanged, reason=Reason.KICK_OUT)
    assert kicked.error_code is ErrorCode.KICKED_BY_OPERATOR
    await alice.enter(room_id)  # and may come back when the token still allows it


@pytest.mark.parametrize("named", [True, False])
async def test_a_logout_ends_with_logout(people: People, room_id: str, named: bool) -> None:
    """R17, D02."""
    alice = people.add("alice")
    await alice.enter(room_id)
    await alice.engine.logout_room(room_id if named else None)
    assert reasons(alice) == [Reason.LOGINING, Reason.LOGINED, Reason.LOGOUT]
    await alice.enter(room_id)


async def test_leaving_a_room_that_was_not_entered_is_told(people: People, room_id: str) -> None:
    """R18."""
    alice = people.add("alice")
    await alice.enter(room_id)
    with pytest.raises(WrongStateError):
        await alice.engine.logout_room("elsewhere")
    failed = await alice.events.wait_for(RoomStateChanged, reason=Reason.LOGOUT_FAILED)
    assert (failed.room_id, failed.error_code) == ("elsewhere", ErrorCode.ROOM_UNKNOWN)
    alice.engine.start_publishing_stream("still-in")  # the room is still entered


async def test_leaving_without_a_room_is_no_error(people: People) -> None:
    """D02."""
    alice = people.add("alice")
    await alice.engine.logout_room()
    assert not alice.events.of(RoomStateChanged)


async def test_a_logout_during_the_login_ends_both(people: People, room_id: str) -> None:
    """R17."""
    alice, bob = people.add("alice"), people.add("bob")
    await bob.enter(room_id)
    config = people.lab.config(room_id, "alice")
    login = asyncio.ensure_future(alice.engine.login_room(room_id, alice.user, config))
    await alice.events.wait_for(RoomStateChanged, reason=Reason.LOGINING)
    await asyncio.wait_for(alice.engine.logout_room(), 6.0)
    with pytest.raises(RoomError):
        await login
    assert reasons(alice) == [Reason.LOGINING, Reason.LOGOUT]
    await alice.enter(room_id)
    await bob.events.wait_for(RoomUserUpdate, update_type=UpdateType.ADD)


async def test_a_switch_leaves_one_room_and_enters_another(people: People, room_id: str) -> None:
    """R20."""
    alice, bob, carol = people.add("alice"), people.add("bob"), people.add("carol")
    other = f"{room_id}-other"
    await alice.enter(room_id)
    await bob.enter(room_id)
    await carol.enter(other)
    await alice.events.wait_for(RoomUserUpdate)
    await alice.engine.switch_room(other, people.lab.config(other, "alice"))
    states = [(event.room_id, event.reason) for event in alice.events.of(RoomStateChanged)]
    assert states[2:] == [
        (room_id, Reason.LOGOUT),
        (other, Reason.LOGINING),
        (other, Reason.LOGINED),
    ]
    await bob.events.wait_for(RoomUserUpdate, update_type=UpdateType.DELETE)
    await carol.events.wait_for(RoomUserUpdate, update_type=UpdateType.ADD)


async def test_a_switch_with_a_bad_token_ends_outside(people: People, room_id: str) -> None:
    """R12, R20."""
    alice = people.add("alice")
    await alice.enter(room_id)
    bad = people.lab.flawed_config("other", "alice", Flaw.OTHER_SERVER)
    with pytest.raises(RoomError):
        await alice.engine.switch_room("other", bad)
    assert reasons(alice)[2:] == [Reason.LOGOUT, Reason.LOGINING, Reason.LOGIN_FAILED]
    await alice.enter(room_id)


async def test_a_token_about_to_end_is_announced_and_can_be_renewed(
    people: People, room_id: str
) -> None:
    """R01."""
    alice = people.add("alice")
    short = people.lab.config(room_id, "alice", lifetime_s=28)
    await alice.engine.login_room(room_id, alice.user, short)
    warned = await alice.events.wait_for(RoomTokenWillExpire)
    assert warned.room_id == room_id
    assert 20 <= warned.remaining_s <= 30
    seen = alice.events.mark()
    alice.engine.renew_token(people.lab.token(room_id, "alice", lifetime_s=25))
    again = await alice.events.wait_for(RoomTokenWillExpire, since=seen)
    assert again.remaining_s <= 26


async def test_a_watcher_is_a_user_too(people: People, room_id: str) -> None:
    """E09, R21."""
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id, Rights.WATCH)
    await alice.events.wait_for(RoomUserUpdate, users=(User("bob"),))
