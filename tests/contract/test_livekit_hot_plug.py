"""Microphones that come and go while one is sent; the ADM of libwebrtc follows by our hand."""

from __future__ import annotations

import asyncio

import pytest

from app.model.events import DeviceError, DeviceStateChanged, PublisherStateUpdate
from app.model.media import CaptureSource, DeviceKind, SourceKind
from app.model.session import UpdateType
from tests.contract.people import People
from tests.contract.pulse import SoundServer
from tests.contract.test_microphone import becomes, speaker_of

pytestmark = pytest.mark.sound

HEADSET = CaptureSource(SourceKind.MICROPHONE, "headset")
DEFAULT = CaptureSource(SourceKind.MICROPHONE)


@pytest.fixture
def sounds(sound_server: SoundServer | None) -> SoundServer:
    """Return the server that engines find."""
    if sound_server is None:
        pytest.skip("pulseaudio is not installed")
    return sound_server


async def test_the_default_microphone_takes_over_from_one_that_is_pulled_out(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    module = await asyncio.to_thread(sounds.plug_in, "headset")
    alice = await speaker_of(people, room_id)
    alice.engine.set_audio_source(HEADSET)
    await alice.publish("s1")
    await becomes(sounds.recorded, ["headset"])
    await asyncio.to_thread(sounds.pull_out, module)
    await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.DELETE)
    await becomes(sounds.recorded, ["microphone"])

    module = await asyncio.to_thread(sounds.plug_in, "headset")
    await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.ADD)
    assert sounds.recorded() == ["microphone"]  # taken by nobody but the application
    alice.engine.set_audio_source(DEFAULT)
    alice.engine.set_audio_source(HEADSET)
    await becomes(sounds.recorded, ["headset"])
    await asyncio.to_thread(sounds.pull_out, module)
    await becomes(sounds.recorded, ["microphone"])


async def test_microphones_are_changed_without_another_track(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    module = await asyncio.to_thread(sounds.plug_in, "headset")
    alice, listener = await speaker_of(people, room_id), people.add("listener")
    await alice.publish("s1")
    await listener.enter(room_id)
    await listener.play("s1")
    await becomes(sounds.recorded, ["microphone"])
    mark = alice.events.mark()
    alice.engine.set_audio_source(HEADSET)
    await becomes(sounds.recorded, ["headset"])
    alice.engine.set_audio_source(DEFAULT)
    await becomes(sounds.recorded, ["microphone"])

    assert not alice.events.of(DeviceError)
    assert not alice.events.of(PublisherStateUpdate, since=mark)
    await alice.engine.destroy()
    await asyncio.to_thread(sounds.pull_out, module)


async def test_a_microphone_keeps_its_id_when_the_list_changes(
    people: People, sounds: SoundServer, room_id: str
) -> None:
    first = await asyncio.to_thread(sounds.plug_in, "a-first")
    second = await asyncio.to_thread(sounds.plug_in, "b-second")
    alice = await speaker_of(people, room_id)
    await alice.publish("s1")
    before = {d.name: d.device_id for d in await alice.engine.list_devices(DeviceKind.MICROPHONE)}
    await asyncio.to_thread(sounds.pull_out, first)
    await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.DELETE)
    after = {d.name: d.device_id for d in await alice.engine.list_devices(DeviceKind.MICROPHONE)}

    assert after["b-second"] == before["b-second"]
    alice.engine.set_audio_source(CaptureSource(SourceKind.MICROPHONE, before["b-second"]))
    await becomes(sounds.recorded, ["b-second"])
    await alice.engine.destroy()
    await asyncio.to_thread(sounds.pull_out, second)
