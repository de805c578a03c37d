"""Broadcasts between two people of a test: how they begin, how they break and come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.model.events import RoomStateChanged
from app.model.media import CaptureSource, SourceKind, VideoConfig
from app.model.session import RoomStateReason
from tests.contract.lab import EngineLab, Fault, Rights
from tests.contract.people import SMALL, People, Person
from tests.contract.pictures import SyntheticCaptures, picture_of

CAMERA = CaptureSource(SourceKind.CAMERA, "front")
OTHER_CAMERA = CaptureSource(SourceKind.CAMERA, "back")
SILENCE = CaptureSource(SourceKind.NONE)


def needs(lab: EngineLab, fault: Fault) -> None:
    """Skip the test where the lab cannot break that."""
    if fault not in lab.faults:
        pytest.skip(f"this lab cannot break {fault.name.lower()}")


async def live_pair(
    people: People, room_id: str, *, video: VideoConfig = SMALL, retry_time_s: float = 60
) -> tuple[Person, Person]:
    """Return a host who may send what the test pushes, and a watcher, both in the room."""
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source(video=video)
    await host.enter(room_id, retry_time_s=retry_time_s)
    await watcher.enter(room_id, Rights.WATCH, retry_time_s=retry_time_s)
    return host, watcher


@asynccontextmanager
async def broadcast(
    people: People, room_id: str, *, video: VideoConfig = SMALL
) -> AsyncIterator[tuple[Person, Person]]:
    """Return a host who sends ``s1`` while the block runs, and a watcher who plays it."""
    host, watcher = await live_pair(people, room_id, video=video)
    size_px = (video.profile.width_px, video.profile.height_px)
    with host.feeding(size_px=size_px):
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.picture("s1")
        yield host, watcher


async def settled(watcher: Person) -> None:
    """Let pictures come for a while: what is usual must be known before it can be missed."""
    for _ in range(60):
        await watcher.picture("s1", within_s=5)


async def cut_and_heal(people: People, seconds: float) -> None:
    """Cut the network for a while."""
    people.lab.cut_network()
    await asyncio.sleep(seconds)  # the length of the break is what is tested
    people.lab.heal_network()


async def is_back(person: Person, since: int, within_s: float = 20) -> None:
    """Wait until the room of ``person`` is mended."""
    await person.events.wait_for(
        RoomStateChanged, reason=RoomStateReason.RECONNECTED, since=since, within_s=within_s
    )


def with_camera(people: People, name: str, captures: SyntheticCaptures) -> Person:
    """Return a person with a camera and no sound."""
    person = people.add(name, captures=captures)
    person.engine.set_video_config(SMALL)
    person.engine.set_capture_source(CAMERA)
    person.engine.set_audio_source(SILENCE)
    return person


async def camera_on_air(
    people: People, room_id: str, captures: SyntheticCaptures, *, sound: CaptureSource = SILENCE
) -> tuple[Person, Person]:
    """Return Alice, who sends her camera as ``s1``, and Bob, who sees it."""
    alice, bob = with_camera(people, "alice", captures), people.add("bob")
    alice.engine.set_audio_source(sound)
    await alice.enter(room_id)
    await bob.enter(room_id)
    await alice.publish("s1")
    await bob.play("s1")
    await bob.shows("s1", picture_of(CAMERA))
    return alice, bob
