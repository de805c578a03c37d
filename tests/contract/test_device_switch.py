"""Other pictures and sounds while live: the audience keeps the stream, and gaps stay short."""

from __future__ import annotations

import asyncio
import time

import numpy as np
import pytest

from app.model.events import (
    DeviceError,
    PlayerStateUpdate,
    PublisherQualityUpdate,
    RemoteSoundLevel,
    RoomStreamUpdate,
)
from app.model.frames import VideoFrame
from app.model.media import CaptureSource, DeviceKind, SourceKind, SwitchState
from app.model.session import PlayerState
from tests.contract.broadcasts import CAMERA, camera_on_air
from tests.contract.people import People, Person
from tests.contract.pictures import SyntheticCaptures, picture_of
from tests.contract.recorder import PATIENCE_S
from tests.contract.test_publish import states
from tests.contract.test_sound import hears, hears_nothing, singer_and_listener

SCREEN = CaptureSource(SourceKind.SCREEN, "1")
TONE, FILE = CaptureSource(SourceKind.TONE), CaptureSource(SourceKind.FILE, "clip.mkv")
LONGEST_GAP_S = 1.0  # on a busy machine; the bench holds it to half of that
ENOUGH = 15
LOUD = 10.0


class Watch:
    """Notes when pictures of a stream come, until some of ``source`` have come."""

    def __init__(self, viewer: Person, source: CaptureSource) -> None:
        self._viewer = viewer
        self._wanted = picture_of(source)
        self._loop = asyncio.get_running_loop()
        self._times_s: list[float] = []
        self._fitting = 0
        self._is_enough = asyncio.Event()
        viewer.engine.set_custom_video_render_handler(self._take)

    def _take(self, _stream_id: str, frame: VideoFrame) -> None:
        self._times_s.append(time.monotonic())
        self._fitting += self._wanted.distance(frame) < 6
        if self._fitting == ENOUGH:
            self._loop.call_soon_threadsafe(self._is_enough.set)

    async def longest_gap_s(self) -> float:
        """Return the longest time between two pictures."""
        await asyncio.wait_for(self._is_enough.wait(), PATIENCE_S)
        self._viewer.engine.set_custom_video_render_handler(None)
        return float(np.diff(self._times_s).max())


@pytest.mark.parametrize("sound", [TONE, CaptureSource(SourceKind.NONE)], ids=str)
async def test_a_screen_follows_a_camera_within_the_same_stream(
    people: People, room_id: str, sound: CaptureSource
) -> None:
    captures = SyntheticCaptures()
    alice, bob = await camera_on_air(people, room_id, captures, sound=sound)
    seen = bob.events.mark()
    for source in (SCREEN, CAMERA):
        alice.engine.set_capture_source(source)
        await bob.shows("s1", picture_of(source))
        await captures.runs(*((sound, source) if sound.kind is SourceKind.TONE else (source,)))

    assert not bob.events.of(RoomStreamUpdate, since=seen)
    interrupted = bob.events.of(PlayerStateUpdate, since=seen)
    assert all(event.state is PlayerState.PLAYING for event in interrupted)
    assert len(states(alice, "s1")) == 2
    assert not alice.events.of(DeviceError)


async def test_pictures_come_on_while_the_source_changes(people: People, room_id: str) -> None:
    alice, bob = await camera_on_air(people, room_id, SyntheticCaptures())
    watch = Watch(bob, SCREEN)
    alice.engine.set_capture_source(SCREEN)
    assert await watch.longest_gap_s() < LONGEST_GAP_S


async def test_sounds_follow_each_other_within_the_same_stream(
    people: People, room_id: str
) -> None:
    captures = SyntheticCaptures()
    alice, bob = await camera_on_air(people, room_id, captures, sound=TONE)
    seen = bob.events.mark()
    for sound in (FILE, TONE):
        alice.engine.set_audio_source(sound)
        await captures.runs(CAMERA, sound)

    assert not bob.events.of(RoomStreamUpdate, since=seen)
    assert not bob.events.of(PlayerStateUpdate, since=seen)
    assert not alice.events.of(DeviceError)


@pytest.mark.sound
async def test_no_id_is_the_default_device(people: People, room_id: str) -> None:
    alice = people.add("alice")
    alice.engine.set_capture_source(CaptureSource(SourceKind.NONE))
    speakers = await alice.engine.list_devices(DeviceKind.SPEAKER)
    microphones = await alice.engine.list_devices(DeviceKind.MICROPHONE)
    if not speakers or not microphones:
        pytest.skip("there is no sound system")
    await alice.enter(room_id)
    await alice.publish("s1")
    alice.engine.use_audio_device(DeviceKind.SPEAKER, speakers[-1].device_id)
    alice.engine.use_audio_device(DeviceKind.SPEAKER, "")
    for target in (microphones[-1].device_id, ""):
        alice.engine.set_audio_source(CaptureSource(SourceKind.MICROPHONE, target))
    await alice.engine.list_devices(DeviceKind.SPEAKER)  # behind all that was asked
    await alice.engine.logout_room()

    assert not alice.events.of(DeviceError)


@pytest.mark.sound
async def test_what_follows_a_muted_sound_is_silent(people: People, room_id: str) -> None:
    singer, listener = await singer_and_listener(people, room_id)
    listener.engine.start_sound_level_monitor()
    await hears(listener)
    singer.engine.mute_publish_stream_audio(SwitchState.ON)
    await hears_nothing(listener)
    seen = listener.events.mark()
    for source in (FILE, CaptureSource(SourceKind.NONE), TONE):  # through the track, and another
        singer.engine.set_audio_source(source)
    await singer.events.wait_for(PublisherQualityUpdate, since=singer.events.mark())
    loud = [event for event in listener.events.of(RemoteSoundLevel, since=seen) if event.levels]
    assert all(level < LOUD for event in loud for _, level in event.levels)

    singer.engine.mute_publish_stream_audio(SwitchState.OFF)
    await hears(listener, since=seen)
