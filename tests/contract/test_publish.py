"""Publishing: states, errors before states, several streams, one owner per stream ID."""

from __future__ import annotations

import asyncio

import pytest

from app.model.errors import (
    DeviceUnusableError,
    ErrorCode,
    InvalidValueError,
    RoomError,
    WrongStateError,
)
from app.model.events import (
    DeviceError,
    PublisherCapturedVideoFirstFrame,
    PublisherSentVideoFirstFrame,
    PublisherSourceEnded,
    PublisherStateUpdate,
    PublisherVideoSizeChanged,
    RoomStateChanged,
    RoomStreamExtraInfoUpdate,
    RoomStreamUpdate,
)
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind, SwitchState
from app.model.session import (
    PublishConfig,
    PublisherState,
    RoomStateReason,
    Stream,
    UpdateType,
    User,
)
from tests.contract.broadcasts import CAMERA, OTHER_CAMERA, camera_on_air, with_camera
from tests.contract.lab import Rights
from tests.contract.people import SMALL, People, Person
from tests.contract.pictures import SyntheticCaptures, picture_of


def states(person: Person, stream_id: str) -> list[tuple[PublisherState, ErrorCode]]:
    updates = person.events.of(PublisherStateUpdate, stream_id=stream_id)
    return [(event.state, event.error_code) for event in updates]


async def refused(person: Person, stream_id: str) -> ErrorCode:
    event = await person.events.wait_for(
        PublisherStateUpdate,
        stream_id=stream_id,
        where=lambda update: update.error_code is not ErrorCode.OK,
    )
    assert event.state is PublisherState.NO_PUBLISH
    return event.error_code


async def test_a_stream_goes_from_requesting_to_publishing_and_back(
    people: People, room_id: str
) -> None:
    """U01, U04, U05, U09."""
    alice = people.add("alice")
    alice.use_custom_source()
    await alice.enter(room_id)
    with alice.feeding():
        await alice.publish("s1")
        alice.engine.stop_publishing_stream()
        await alice.events.wait_for(PublisherStateUpdate, state=PublisherState.NO_PUBLISH)
    assert states(alice, "s1") == [
        (PublisherState.PUBLISH_REQUESTING, ErrorCode.OK),
        (PublisherState.PUBLISHING, ErrorCode.OK),
        (PublisherState.NO_PUBLISH, ErrorCode.OK),
    ]


async def test_publishing_before_any_login_is_refused(people: People) -> None:
    """E05."""
    alice = people.add("alice")
    with pytest.raises(WrongStateError):
        alice.engine.start_publishing_stream("s1")


async def test_publishing_asked_for_during_the_login_waits_for_it(
    people: People, room_id: str
) -> None:
    """U01 and contradiction 6."""
    alice = people.add("alice")
    alice.use_custom_source()
    config = people.lab.config(room_id, "alice")
    with alice.feeding():
        login = asyncio.ensure_future(alice.engine.login_room(room_id, alice.user, config))
        await asyncio.sleep(0)  # the call is made
        alice.engine.start_publishing_stream("s1")
        await login
        await alice.published("s1")
    kinds = [
        event
        for event in alice.events.events
        if isinstance(event, RoomStateChanged | PublisherStateUpdate)
    ]
    logined = kinds.index(alice.events.of(RoomStateChanged, reason=RoomStateReason.LOGINED)[0])
    publishing = kinds.index(
        alice.events.of(PublisherStateUpdate, state=PublisherState.PUBLISHING)[0]
    )
    assert logined < publishing


async def test_publishing_queued_behind_a_refused_login_ends_with_its_error(
    people: People, room_id: str
) -> None:
    """U04."""
    alice = people.add("alice")
    config = people.lab.unreachable_config(room_id, "alice")
    login = asyncio.ensure_future(alice.engine.login_room(room_id, alice.user, config))
    await asyncio.sleep(0)
    alice.engine.start_publishing_stream("s1")
    assert await refused(alice, "s1") is ErrorCode.ROOM_UNREACHABLE
    with pytest.raises(RoomError):
        await login


@pytest.mark.parametrize(
    ("stream_id", "code"),
    [
        ("", ErrorCode.STREAM_ID_EMPTY),
        ("s" * 256, ErrorCode.STREAM_ID_TOO_LONG),
        ("s 1", ErrorCode.STREAM_ID_INVALID),
    ],
)
async def test_a_wrong_stream_id_is_refused_at_once(
    people: People, stream_id: str, code: ErrorCode
) -> None:
    """U02."""
    alice = people.add("alice")
    with pytest.raises(InvalidValueError) as wrong:
        alice.engine.start_publishing_stream(stream_id)
    assert wrong.value.code is code


async def test_a_watcher_may_not_publish(people: People, room_id: str) -> None:
    """R02, U04: the error comes with the state that it explains."""
    bob = people.add("bob")
    bob.use_custom_source()
    await bob.enter(room_id, Rights.WATCH)
    bob.engine.start_publishing_stream("s1")
    assert await refused(bob, "s1") is ErrorCode.STREAM_AUTHORISATION_REFUSED


async def test_a_channel_carries_one_stream(people: People, room_id: str) -> None:
    """U03."""
    alice = people.add("alice")
    alice.use_custom_source()
    await alice.enter(room_id)
    with alice.feeding():
        await alice.publish("s1")
        alice.engine.start_publishing_stream("s2")
        assert await refused(alice, "s2") is ErrorCode.CHANNEL_BUSY
    assert states(alice, "s1")[-1] == (PublisherState.PUBLISHING, ErrorCode.OK)


async def test_one_user_may_not_use_a_stream_id_twice(people: People, room_id: str) -> None:
    """U02."""
    alice = people.add("alice")
    alice.use_custom_source()
    await alice.enter(room_id)
    with alice.feeding():
        await alice.publish("s1")
        alice.engine.start_publishing_stream("s1", None, PublishChannel.AUX)
        assert await refused(alice, "s1") is ErrorCode.STREAM_ID_IN_USE


async def test_the_later_publisher_of_a_stream_id_is_refused(people: People, room_id: str) -> None:
    """U02."""
    alice, bob = people.add("alice"), people.add("bob")
    for person in (alice, bob):
        person.use_custom_source()
        await person.enter(room_id)
    with alice.feeding(), bob.feeding():
        await alice.publish("s1")
        await bob.events.wait_for(RoomStreamUpdate, update_type=UpdateType.ADD)
        bob.engine.start_publishing_stream("s1")
        assert await refused(bob, "s1") is ErrorCode.STREAM_ID_IN_USE
        assert states(alice, "s1")[-1] == (PublisherState.PUBLISHING, ErrorCode.OK)
        alice.engine.stop_publishing_stream()
        await bob.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE)
        seen = bob.events.mark()
        bob.engine.start_publishing_stream("s1")  # it is free again
        await bob.published("s1", since=seen)


async def test_a_race_for_a_stream_id_has_one_winner_whom_the_audience_sees(
    people: People, room_id: str
) -> None:
    """U02."""
    alice, bob, carol = people.add("alice"), people.add("bob"), people.add("carol")
    for person in (alice, bob, carol):
        person.use_custom_source()
        await person.enter(room_id)
    pictures = {alice: picture_of(CAMERA), bob: picture_of(OTHER_CAMERA)}
    with alice.feeding(pictures[alice]), bob.feeding(pictures[bob]):
        alice.engine.start_publishing_stream("s1")
        bob.engine.start_publishing_stream("s1")
        carol.engine.start_playing_stream("s1")
        done, _ = await asyncio.wait(
            [asyncio.ensure_future(refused(person, "s1")) for person in (alice, bob)],
            return_when=asyncio.FIRST_COMPLETED,
        )
        assert [task.result() for task in done] == [ErrorCode.STREAM_ID_IN_USE]
        losers = [p for p in (alice, bob) if states(p, "s1")[-1][1] is not ErrorCode.OK]
        assert len(losers) == 1
        winner = bob if losers == [alice] else alice
        await winner.published("s1")
        await carol.shows("s1", pictures[winner])
        # The audience was told of one stream; its owner may have changed on the way.
        added = carol.events.of(RoomStreamUpdate, update_type=UpdateType.ADD)
        deleted = carol.events.of(RoomStreamUpdate, update_type=UpdateType.DELETE)
        assert len(added) - len(deleted) == 1
        assert added[-1].streams[0].user == winner.user
        assert states(winner, "s1")[-1] == (PublisherState.PUBLISHING, ErrorCode.OK)


async def test_one_user_publishes_two_streams_and_others_play_both(
    people: People, room_id: str
) -> None:
    """E01, E02, L04, R23."""
    captures = SyntheticCaptures()
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    screen = CaptureSource(SourceKind.SCREEN, "1")
    alice.engine.set_video_config(SMALL, PublishChannel.AUX)
    alice.engine.set_capture_source(screen, PublishChannel.AUX)
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("cam")
    await alice.publish("scr", PublishChannel.AUX)
    for stream_id in ("cam", "scr"):
        added = await bob.events.wait_for(
            RoomStreamUpdate,
            update_type=UpdateType.ADD,
            streams=(Stream(stream_id, User("alice")),),
        )
        assert not added.extended_data
        await bob.play(stream_id)
    await bob.shows("cam", picture_of(CAMERA))
    await bob.shows("scr", picture_of(screen))
    alice.engine.stop_publishing_stream(PublishChannel.AUX)
    gone = await bob.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE)
    assert [stream.stream_id for stream in gone.streams] == ["scr"]
    await bob.shows("cam", picture_of(CAMERA))
    await captures.runs(CAMERA)
    assert not alice.events.of(RoomStreamUpdate)  # never one's own


async def test_the_first_frames_and_the_size_are_told(people: People, room_id: str) -> None:
    captures = SyntheticCaptures()
    alice = with_camera(people, "alice", captures)
    await alice.enter(room_id)
    await alice.publish("s1")
    await alice.events.wait_for(PublisherCapturedVideoFirstFrame, channel=PublishChannel.MAIN)
    await alice.events.wait_for(PublisherSentVideoFirstFrame, stream_id="s1")
    size = await alice.events.wait_for(PublisherVideoSizeChanged)
    assert (size.width_px, size.height_px) == (320, 180)


async def test_a_stream_carries_extra_info_from_its_start_and_later(
    people: People, room_id: str
) -> None:
    """R23."""
    alice, bob, carol = people.add("alice"), people.add("bob"), people.add("carol")
    alice.use_custom_source()
    await alice.enter(room_id)
    await bob.enter(room_id)
    with alice.feeding():
        await alice.publish("s1", config=PublishConfig(extra_info="Märchen"))
        told = await bob.events.wait_for(RoomStreamUpdate)
        assert told.streams == (Stream("s1", alice.user, "Märchen"),)
        await carol.enter(room_id)
        added = await carol.events.wait_for(RoomStreamUpdate)
        assert added.streams == (Stream("s1", alice.user, "Märchen"),)
        await alice.engine.set_stream_extra_info("second act")
        changed = await bob.events.wait_for(
            RoomStreamExtraInfoUpdate, where=lambda e: e.streams[0].extra_info == "second act"
        )
        assert changed.streams == (Stream("s1", alice.user, "second act"),)


async def test_stream_extra_info_has_a_limit(people: People) -> None:
    alice = people.add("alice")
    with pytest.raises(InvalidValueError) as refused_info:
        await alice.engine.set_stream_extra_info("ä" * 512)
    assert refused_info.value.code is ErrorCode.STREAM_EXTRA_INFO_TOO_LONG


async def test_the_source_changes_while_live(people: People, room_id: str) -> None:
    captures = SyntheticCaptures()
    alice, bob = await camera_on_air(people, room_id, captures)
    seen = bob.events.mark()
    alice.engine.use_video_device("back")
    await bob.shows("s1", picture_of(OTHER_CAMERA))
    await captures.runs(OTHER_CAMERA)
    assert not bob.events.of(RoomStreamUpdate, since=seen)  # the stream never broke
    assert len(states(alice, "s1")) == 2


async def test_a_source_that_cannot_be_opened_is_told_and_the_one_before_goes_on(
    people: People, room_id: str
) -> None:
    captures = SyntheticCaptures()
    captures.broken.add("nowhere")
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("s1")
    await bob.play("s1")
    alice.engine.use_video_device("nowhere")
    error = await alice.events.wait_for(
        DeviceError, where=lambda event: event.kind is DeviceKind.CAMERA
    )
    assert (error.error_code, error.device_id) == (ErrorCode.DEVICE_UNKNOWN, "nowhere")
    await bob.shows("s1", picture_of(CAMERA))
    await captures.runs(CAMERA)
    assert not alice.events.of(PublisherSourceEnded)  # the one before did not end


async def test_a_source_that_ends_by_itself_is_told(people: People, room_id: str) -> None:
    captures = SyntheticCaptures()
    alice = with_camera(people, "alice", captures)
    await alice.enter(room_id)
    await alice.publish("s1")
    await captures.runs(CAMERA)
    captures.opened[-1].on_end(None)
    ended = await alice.events.wait_for(PublisherSourceEnded)
    assert (ended.channel, ended.error_code) == (PublishChannel.MAIN, ErrorCode.OK)


async def test_a_source_that_ended_begins_anew_when_it_is_chosen_again(
    people: People, room_id: str
) -> None:
    captures = SyntheticCaptures()
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("s1")
    await captures.runs(CAMERA)
    captures.opened[-1].on_end(DeviceUnusableError("cannot go on: it was unplugged"))
    await alice.events.wait_for(PublisherSourceEnded)
    alice.engine.set_capture_source(CAMERA)
    await bob.play("s1")
    await bob.shows("s1", picture_of(CAMERA))
    assert [capture.source for capture in captures.opened] == [CAMERA, CAMERA]
    await captures.runs(CAMERA)


async def test_a_camera_that_is_off_is_released_and_comes_back(
    people: People, room_id: str
) -> None:
    """V01: off means that the device is free."""
    captures = SyntheticCaptures()
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("s1")
    await bob.play("s1")
    await bob.picture("s1")
    alice.engine.enable_camera(SwitchState.OFF)
    await alice.engine.send_broadcast_message("the calls before are done")
    await captures.runs()
    alice.engine.enable_camera(SwitchState.ON)
    await bob.picture("s1")
    await captures.runs(CAMERA)


async def test_a_muted_picture_stops_on_the_way_but_not_at_the_source(
    people: People, room_id: str
) -> None:
    """V01."""
    captures = SyntheticCaptures()
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("s1")
    await bob.play("s1")
    await bob.picture("s1")
    alice.engine.mute_publish_stream_video(SwitchState.ON)
    await alice.engine.send_broadcast_message("the calls before are done")
    await bob.picture_stops("s1")
    await captures.runs(CAMERA)
    alice.engine.mute_publish_stream_video(SwitchState.OFF)
    await bob.picture("s1")


async def test_stop_and_start_in_quick_succession_ends_as_asked_last(
    people: People, room_id: str
) -> None:
    """U09."""
    alice, bob = people.add("alice"), people.add("bob")
    alice.use_custom_source()
    await alice.enter(room_id)
    await bob.enter(room_id)
    with alice.feeding():
        for number in range(4):
            alice.engine.start_publishing_stream(f"s{number}")
            alice.engine.stop_publishing_stream()
        alice.engine.start_publishing_stream("last")
        await alice.published("last")
        await bob.play("last")
        await bob.picture("last")
        assert [states(alice, f"s{n}")[-1][0] for n in range(4)] == [PublisherState.NO_PUBLISH] * 4
