"""Whether others can be heard: told to whoever plays them, once a change."""

from __future__ import annotations

import asyncio

import pytest

from app.model.events import RemoteMicStateUpdate, RoomStateChanged
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.session import RemoteDeviceState, RoomStateReason
from tests.contract.lab import Rights
from tests.contract.people import People, Person
from tests.contract.pictures import SyntheticCaptures

TONE = CaptureSource(SourceKind.TONE)


async def singer_of(people: People, room_id: str, sound: CaptureSource = TONE) -> Person:
    singer = people.add("singer", captures=SyntheticCaptures())
    singer.use_custom_source()
    singer.engine.set_audio_source(sound)
    await singer.enter(room_id)
    return singer


async def listener_of(people: People, room_id: str, name: str = "listener") -> Person:
    listener = people.add(name)
    await listener.enter(room_id, Rights.WATCH)
    return listener


def mute(singer: Person, way: str, state: SwitchState) -> None:
    if way == "stream":
        singer.engine.mute_publish_stream_audio(state)
    else:
        singer.engine.mute_microphone(state)


def told(listener: Person) -> list[tuple[str, RemoteDeviceState]]:
    return [(event.stream_id, event.state) for event in listener.events.of(RemoteMicStateUpdate)]


@pytest.mark.parametrize("way", ["stream", "microphone"])
async def test_others_are_told_once_that_a_sender_is_muted_and_is_heard_again(
    people: People, room_id: str, way: str
) -> None:
    singer, listener = await singer_of(people, room_id), await listener_of(people, room_id)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        await listener.picture("song")
        mute(singer, way, SwitchState.ON)
        mute(singer, way, SwitchState.ON)
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.MUTE)
        mute(singer, way, SwitchState.OFF)
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.OPEN)
    assert told(listener) == [("song", RemoteDeviceState.MUTE), ("song", RemoteDeviceState.OPEN)]


async def test_a_sender_muted_in_two_ways_is_heard_when_both_have_ended(
    people: People, room_id: str
) -> None:
    singer, listener = await singer_of(people, room_id), await listener_of(people, room_id)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        await listener.picture("song")
        mute(singer, "microphone", SwitchState.ON)
        mute(singer, "stream", SwitchState.ON)
        await listener.events.wait_for(RemoteMicStateUpdate)
        mute(singer, "microphone", SwitchState.OFF)
        await singer.engine.send_broadcast_message("the calls before are done")
        await listener.picture("song")
        assert told(listener) == [("song", RemoteDeviceState.MUTE)]
        mute(singer, "stream", SwitchState.OFF)
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.OPEN)


async def test_who_comes_later_or_plays_anew_is_told_of_the_mute(
    people: People, room_id: str
) -> None:
    singer = await singer_of(people, room_id)
    with singer.feeding():
        mute(singer, "microphone", SwitchState.ON)
        await singer.publish("song")
        listener = await listener_of(people, room_id)
        assert not told(listener)  # before it is played, nobody asks
        await listener.play("song")
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.MUTE)
        listener.engine.stop_playing_stream("song")
        seen = listener.events.mark()
        await listener.play("song")
        await listener.events.wait_for(
            RemoteMicStateUpdate, since=seen, state=RemoteDeviceState.MUTE
        )


async def test_a_stream_without_sound_is_told_as_such_until_it_has_one(
    people: People, room_id: str
) -> None:
    silence = CaptureSource(SourceKind.NONE)
    singer = await singer_of(people, room_id, silence)
    listener = await listener_of(people, room_id)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        first = await listener.events.wait_for(RemoteMicStateUpdate)
        assert first.state in {RemoteDeviceState.DISABLE, RemoteDeviceState.MUTE}
        singer.engine.set_audio_source(TONE)
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.OPEN)
        seen = listener.events.mark()
        singer.engine.set_audio_source(silence)
        again = await listener.events.wait_for(RemoteMicStateUpdate, since=seen)
        assert again.state is first.state


async def test_what_was_muted_in_a_break_is_told_when_it_is_mended(
    fragile_people: People, room_id: str
) -> None:
    lab = fragile_people.lab
    singer = await singer_of(fragile_people, room_id)
    listener = await listener_of(fragile_people, room_id)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        await listener.picture("song")
        seen = listener.events.mark()
        lab.kill_server()
        await singer.events.wait_for(RoomStateChanged, reason=RoomStateReason.RECONNECTING)
        mute(singer, "microphone", SwitchState.ON)
        await asyncio.to_thread(lab.restart_server)
        await listener.events.wait_for(
            RoomStateChanged, reason=RoomStateReason.RECONNECTED, since=seen, within_s=20
        )
        await listener.events.wait_for(
            RemoteMicStateUpdate, state=RemoteDeviceState.MUTE, within_s=20
        )
        mute(singer, "microphone", SwitchState.OFF)
        await listener.events.wait_for(RemoteMicStateUpdate, state=RemoteDeviceState.OPEN)
