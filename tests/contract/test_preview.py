"""Preview: optional, on a canvas or none, before, during and after publishing."""

from __future__ import annotations

from app.model.events import (
    CapturedSoundLevel,
    PublisherCapturedVideoFirstFrame,
    RemoteSoundLevel,
)
from app.model.media import Canvas, CaptureSource, PublishChannel, SourceKind, SwitchState
from tests.contract.lab import Rights
from tests.contract.people import SMALL, People, Person
from tests.contract.pictures import SyntheticCaptures, picture_of
from tests.contract.screens import Screens

CAMERA = CaptureSource(SourceKind.CAMERA, "front")
TONE = CaptureSource(SourceKind.TONE)


def with_camera(people: People, screens: Screens, captures: SyntheticCaptures) -> Person:
    person = people.add("alice", captures=captures, canvases=screens.registry)
    person.engine.set_video_config(SMALL)
    person.engine.set_capture_source(CAMERA)
    person.engine.set_audio_source(CaptureSource(SourceKind.NONE))
    return person


async def test_a_preview_needs_no_room_and_ends_with_its_source(
    people: People, screens: Screens
) -> None:
    """P01, P03, V04."""
    captures = SyntheticCaptures()
    screen = screens.add(7, (160, 90))
    alice = with_camera(people, screens, captures)
    alice.engine.start_preview(Canvas(7))
    await alice.events.wait_for(PublisherCapturedVideoFirstFrame, channel=PublishChannel.MAIN)
    await screen.wait_for_picture()
    await captures.runs(CAMERA)
    alice.engine.stop_preview()
    await screen.wait_for_blank()
    await alice.engine.logout_room()  # the calls before are done
    await captures.runs()


async def test_stopping_a_preview_that_was_never_started_is_no_error(people: People) -> None:
    """P03 and contradiction 9."""
    alice = people.add("alice")
    alice.engine.stop_preview()
    alice.engine.stop_preview(PublishChannel.AUX)
    await alice.engine.logout_room()


async def test_publishing_goes_on_without_its_preview_and_the_preview_without_publishing(
    people: People, screens: Screens, room_id: str
) -> None:
    """P02: one source for both, opened once."""
    captures = SyntheticCaptures()
    screen = screens.add(7, (160, 90))
    alice, bob = with_camera(people, screens, captures), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id, Rights.WATCH)
    alice.engine.start_preview(Canvas(7))
    await alice.publish("s1")
    await bob.play("s1")
    await bob.shows("s1", picture_of(CAMERA))
    assert len(captures.opened) == 1
    alice.engine.stop_preview()
    await screen.wait_for_blank()
    await bob.picture("s1")
    alice.engine.start_preview(Canvas(7))
    await screen.wait_for_picture()
    alice.engine.stop_publishing_stream()
    await bob.picture_stops("s1")
    before = screen.pictures
    await screen.wait_for_pictures(before + 3)
    assert len(captures.opened) == 1


async def test_a_preview_moves_to_another_canvas(people: People, screens: Screens) -> None:
    first, second = screens.add(7, (160, 90)), screens.add(8, (160, 90))
    alice = with_camera(people, screens, SyntheticCaptures())
    alice.engine.start_preview(Canvas(7))
    await first.wait_for_picture()
    alice.engine.start_preview(Canvas(8))
    await second.wait_for_picture()
    await first.wait_for_blank()


async def test_a_switched_off_camera_shows_nothing_new_in_the_preview(
    people: People, screens: Screens
) -> None:
    """V01."""
    captures = SyntheticCaptures()
    screen = screens.add(7, (160, 90))
    alice = with_camera(people, screens, captures)
    alice.engine.start_preview(Canvas(7))
    await screen.wait_for_picture()
    alice.engine.enable_camera(SwitchState.OFF)
    await alice.engine.logout_room()  # the calls before are done
    await captures.runs()
    alice.engine.enable_camera(SwitchState.ON)
    await screen.wait_for_pictures(screen.pictures + 2)
    await captures.runs(CAMERA)


async def test_the_sound_of_a_preview_is_measured_and_released_with_it(
    people: People, screens: Screens
) -> None:
    """A person sees before going live whether the microphone is heard."""
    captures = SyntheticCaptures()
    screens.add(7, (160, 90))
    alice = with_camera(people, screens, captures)
    alice.engine.set_audio_source(TONE)
    alice.engine.start_preview(Canvas(7))
    await captures.runs(CAMERA)
    assert not alice.events.of(CapturedSoundLevel)
    alice.engine.start_sound_level_monitor()
    heard = await alice.events.wait_for(CapturedSoundLevel, where=lambda event: event.level > 10)
    assert 25 < heard.level < 75  # a sine at half of the scale
    alice.engine.stop_preview()
    await captures.runs()


async def test_a_preview_is_measured_no_more_when_nobody_asks(
    people: People, screens: Screens
) -> None:
    captures = SyntheticCaptures()
    screens.add(7, (160, 90))
    alice = with_camera(people, screens, captures)
    alice.engine.set_audio_source(TONE)
    alice.engine.start_sound_level_monitor()
    alice.engine.start_preview(Canvas(7))
    await alice.events.wait_for(CapturedSoundLevel, where=lambda event: event.level > 10)
    alice.engine.stop_sound_level_monitor()
    await captures.runs(CAMERA)


async def test_a_measured_sound_is_sent_when_the_preview_goes_live(
    people: People, screens: Screens, room_id: str
) -> None:
    captures = SyntheticCaptures()
    screens.add(7, (160, 90))
    alice, bob = with_camera(people, screens, captures), people.add("bob")
    alice.engine.set_audio_source(TONE)
    alice.engine.start_preview(Canvas(7))
    alice.engine.start_sound_level_monitor()
    await alice.events.wait_for(CapturedSoundLevel, where=lambda event: event.level > 10)
    await alice.enter(room_id)
    await bob.enter(room_id, Rights.WATCH)
    await alice.publish("s1")
    bob.engine.start_sound_level_monitor()
    await bob.play("s1")
    await bob.events.wait_for(RemoteSoundLevel, where=lambda event: event.levels[0][1] > 10)
    await captures.runs(CAMERA, TONE)
    await alice.events.wait_for(CapturedSoundLevel, since=alice.events.mark())
