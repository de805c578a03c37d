"""The microphone as a device: opened when published, free when off, noticed when plugged in."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import TypeVar

import pytest

from app.model.events import DeviceError, DeviceStateChanged
from app.model.ids import random_id
from app.model.media import CaptureSource, DeviceKind, SourceKind, SwitchState
from app.model.session import UpdateType
from tests.contract.people import People, Person
from tests.contract.pulse import SoundServer

pytestmark = pytest.mark.sound

ResultT = TypeVar("ResultT")


@pytest.fixture
def sounds(sound_server: SoundServer | None) -> SoundServer:
    """Return the server that engines find."""
    if sound_server is None:
        pytest.skip("pulseaudio is not installed")
    return sound_server


async def becomes(read: Callable[[], ResultT], wanted: ResultT) -> None:
    """Ask until the answer is ``wanted``; pactl tells of no changes by itself."""
    for _ in range(100):
        if await asyncio.to_thread(read) == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{await asyncio.to_thread(read)} it is, not {wanted}")


async def speaker_of(people: People, room_id: str) -> Person:
    alice = people.add("alice")
    alice.engine.set_capture_source(CaptureSource(SourceKind.NONE))
    alice.engine.set_audio_source(CaptureSource(SourceKind.MICROPHONE))
    await alice.enter(room_id)
    return alice


async def test_the_microphone_is_held_only_while_it_is_published(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    """V01, D03."""
    alice = await speaker_of(people, room_id)
    assert sounds.recorders() == 0
    await alice.publish("s1")
    await becomes(sounds.recorders, 1)
    alice.engine.enable_audio_capture_device(SwitchState.OFF)
    await becomes(sounds.recorders, 0)
    alice.engine.enable_audio_capture_device(SwitchState.ON)
    await becomes(sounds.recorders, 1)
    alice.engine.stop_publishing_stream()
    await becomes(sounds.recorders, 0)
    assert not alice.events.of(DeviceError)


async def test_another_microphone_takes_over_while_one_is_published(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    """V01."""
    module = await asyncio.to_thread(sounds.plug_in, "headset")
    alice = await speaker_of(people, room_id)
    await alice.publish("s1")
    await becomes(sounds.recorded, ["microphone"])
    alice.engine.use_audio_device(DeviceKind.MICROPHONE, "headset")
    await becomes(sounds.recorded, ["headset"])
    assert not alice.events.of(DeviceError)
    await alice.engine.destroy()
    await asyncio.to_thread(sounds.pull_out, module)


async def test_destroying_the_engine_frees_the_microphone(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    """D03."""
    alice = await speaker_of(people, room_id)
    await alice.publish("s1")
    await becomes(sounds.recorders, 1)
    await alice.engine.destroy()
    assert sounds.recorders() == 0


async def test_the_sound_system_works_on_in_the_next_room(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    """Also when nothing at all is left of the room before."""
    alice, listener = await speaker_of(people, room_id), people.add("listener")
    await alice.publish("s1")
    await becomes(sounds.recorders, 1)
    await alice.engine.logout_room()
    gc.collect()
    await becomes(sounds.recorders, 0)
    assert await alice.engine.list_devices(DeviceKind.MICROPHONE)
    next_room = random_id("room")
    await alice.enter(next_room)
    await listener.enter(next_room)
    await alice.publish("s1")
    await becomes(sounds.recorders, 1)
    await listener.play("s1")
    await becomes(sounds.players, 1)


async def test_microphones_and_speakers_are_listed_and_chosen(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    """V01."""
    assert sounds.recorders() == 0
    alice = await speaker_of(people, room_id)
    microphones = await alice.engine.list_devices(DeviceKind.MICROPHONE)
    speakers = await alice.engine.list_devices(DeviceKind.SPEAKER)
    assert microphones
    assert len(speakers) >= 2
    assert microphones[0].is_default
    alice.engine.use_audio_device(DeviceKind.SPEAKER, speakers[-1].device_id)
    alice.engine.use_audio_device(DeviceKind.MICROPHONE, "no such microphone")
    error = await alice.events.wait_for(DeviceError)
    assert (error.kind, error.device_id) == (DeviceKind.MICROPHONE, "no such microphone")


async def test_plugging_in_and_pulling_out_is_told(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    alice = await speaker_of(people, room_id)
    await alice.engine.list_devices(DeviceKind.MICROPHONE)
    await asyncio.sleep(0.5)  # the first look of the watch is its measure
    module = await asyncio.to_thread(sounds.plug_in, "headset")
    came = await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.ADD)
    assert came.device.kind is DeviceKind.MICROPHONE
    assert "headset" in came.device.name
    await asyncio.to_thread(sounds.pull_out, module)
    left = await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.DELETE)
    assert left.device.name == came.device.name
