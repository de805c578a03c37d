"""Messages of a room: three kinds, their sizes, their rates, and who gets them; infos of rooms."""

from __future__ import annotations

import pytest

from app.model.errors import ErrorCode, InvalidValueError, MessageError, RoomError, WrongStateError
from app.model.events import (
    EngineEvent,
    IMBarrageMessageReceived,
    IMBroadcastMessageReceived,
    IMCustomCommandReceived,
    RoomExtraInfoUpdate,
    RoomUserUpdate,
)
from app.model.session import User
from tests.contract.lab import Rights
from tests.contract.people import People, Person


async def two_people(people: People, room_id: str) -> tuple[Person, Person]:
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id, Rights.WATCH)
    return alice, bob


def received(person: Person, kind: type[EngineEvent]) -> list[EngineEvent]:
    return person.events.of(kind)


async def test_a_broadcast_message_reaches_all_others(people: People, room_id: str) -> None:
    """M01, M02: also right after the login, and never oneself."""
    alice, bob = await two_people(people, room_id)
    carol = people.add("carol")
    await carol.enter(room_id)
    await bob.engine.send_broadcast_message("Grüße aus dem Saal ✓")
    for person in (alice, carol):
        event = await person.events.wait_for(IMBroadcastMessageReceived)
        (message,) = event.messages
        assert (event.room_id, message.user, message.text) == (
            room_id,
            User("bob"),
            "Grüße aus dem Saal ✓",
        )
        assert message.sent_at_ms > 0
        assert message.message_id
    assert not received(bob, IMBroadcastMessageReceived)


async def test_a_barrage_message_reaches_all_others(people: People, room_id: str) -> None:
    """M01, M03."""
    alice, bob = await two_people(people, room_id)
    await bob.engine.send_barrage_message("first")
    await alice.events.wait_for(
        IMBarrageMessageReceived, where=lambda event: event.messages[0].text == "first"
    )
    await alice.events.wait_for(RoomUserUpdate)  # now the server has announced everybody
    await alice.engine.send_barrage_message("second")
    event = await bob.events.wait_for(
        IMBarrageMessageReceived, where=lambda event: event.messages[0].text == "second"
    )
    assert event.messages[0].user == User("alice")
    assert [event.messages[0].text for event in bob.events.of(IMBarrageMessageReceived)] == [
        "second"
    ]


async def test_a_custom_command_reaches_only_those_named(people: People, room_id: str) -> None:
    """M01, M04."""
    alice, bob = await two_people(people, room_id)
    carol = people.add("carol")
    await carol.enter(room_id)
    await alice.engine.send_custom_command('{"raise": "hand"}', ["bob"])
    event = await bob.events.wait_for(IMCustomCommandReceived)
    assert (event.user, event.command) == (User("alice"), '{"raise": "hand"}')
    await alice.engine.send_custom_command("to both", ["bob", "carol"])
    await carol.events.wait_for(IMCustomCommandReceived, command="to both")
    assert [event.command for event in carol.events.of(IMCustomCommandReceived)] == ["to both"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", ErrorCode.MESSAGE_EMPTY), ("ä" * 513, ErrorCode.MESSAGE_TOO_LONG)],
)
async def test_messages_have_a_size(
    people: People, room_id: str, text: str, code: ErrorCode
) -> None:
    alice = people.add("alice")
    await alice.enter(room_id)
    sends = (
        alice.engine.send_broadcast_message(text),
        alice.engine.send_barrage_message(text),
        alice.engine.send_custom_command(text, ["bob"]),
    )
    for send in sends:
        with pytest.raises(MessageError) as refused:
            await send
        assert refused.value.code is code


async def test_the_largest_message_arrives_whole(people: People, room_id: str) -> None:
    alice, bob = await two_people(people, room_id)
    await alice.engine.send_broadcast_message("x" * 1024)
    event = await bob.events.wait_for(IMBroadcastMessageReceived)
    assert event.messages[0].text == "x" * 1024


async def test_messages_have_a_rate(people: People, room_id: str) -> None:
    alice, bob = await two_people(people, room_id)
    for number in range(2):
        await alice.engine.send_broadcast_message(f"message {number}")
    with pytest.raises(MessageError) as refused:
        await alice.engine.send_broadcast_message("one too many")
    assert refused.value.code is ErrorCode.MESSAGE_TOO_FAST
    for number in range(20):
        await alice.engine.send_barrage_message(f"barrage {number}")
    with pytest.raises(MessageError) as refused:
        await alice.engine.send_barrage_message("one too many")
    assert refused.value.code is ErrorCode.MESSAGE_TOO_FAST
    await bob.events.wait_until(
        lambda: len(bob.events.of(IMBroadcastMessageReceived)) == 2, what="both messages"
    )
    texts = [event.messages[0].text for event in bob.events.of(IMBroadcastMessageReceived)]
    assert texts == ["message 0", "message 1"]


async def test_a_command_needs_a_receiver(people: People, room_id: str) -> None:
    alice = people.add("alice")
    await alice.enter(room_id)
    for nobody in ([], [""]):
        with pytest.raises(MessageError) as refused:
            await alice.engine.send_custom_command("hello", nobody)
        assert refused.value.code is ErrorCode.MESSAGE_RECEIVER_EMPTY


async def test_messages_need_a_room(people: People) -> None:
    alice = people.add("alice")
    with pytest.raises(MessageError) as refused:
        await alice.engine.send_broadcast_message("hello")
    assert refused.value.code is ErrorCode.NOT_LOGGED_IN


async def test_the_room_carries_a_key_and_a_value(people: People, room_id: str) -> None:
    """R25: told to those inside, and to those who come later."""
    alice, bob = await two_people(people, room_id)
    await alice.engine.set_room_extra_info("title", "Premiere ✓")
    info = await bob.events.wait_for(RoomExtraInfoUpdate)
    assert (info.key, info.value, info.user) == ("title", "Premiere ✓", User("alice"))
    await alice.engine.set_room_extra_info("title", "")
    await bob.events.wait_for(RoomExtraInfoUpdate, value="")
    await alice.engine.set_room_extra_info("title", "Second act")
    carol = people.add("carol")
    await carol.enter(room_id)
    late = await carol.events.wait_for(RoomExtraInfoUpdate)
    assert late.value == "Second act"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("", "x", ErrorCode.ROOM_EXTRA_INFO_KEY_EMPTY),
        ("k" * 11, "x", ErrorCode.ROOM_EXTRA_INFO_KEY_TOO_LONG),
        ("k", "x" * 129, ErrorCode.ROOM_EXTRA_INFO_VALUE_TOO_LONG),
    ],
)
async def test_room_info_has_limits(people: People, key: str, value: str, code: ErrorCode) -> None:
    alice = people.add("alice")
    with pytest.raises(InvalidValueError) as refused:
        await alice.engine.set_room_extra_info(key, value)
    assert refused.value.code is code


async def test_room_info_needs_a_room_and_the_right(people: People, room_id: str) -> None:
    bob = people.add("bob")
    with pytest.raises(WrongStateError):
        await bob.engine.set_room_extra_info("key", "value")
    await bob.enter(room_id, Rights.WATCH)
    with pytest.raises(RoomError) as refused:
        await bob.engine.set_room_extra_info("key", "value")
    assert refused.value.code is ErrorCode.STREAM_AUTHORISATION_REFUSED
