"""A stream that ends in a break and begins again after it: whoever plays on is told anew."""

from __future__ import annotations

import asyncio

from app.model.events import RemoteMicStateUpdate, RoomStateChanged, RoomStreamUpdate
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.session import RemoteDeviceState, RoomStateReason, UpdateType
from tests.contract.lab import Rights
from tests.contract.people import People
from tests.contract.pictures import SyntheticCaptures


async def test_a_muted_stream_that_begins_again_is_told_as_muted_again(
    fragile_people: People, room_id: str
) -> None:
    lab = fragile_people.lab
    singer = fragile_people.add("singer", captures=SyntheticCaptures())
    listener = fragile_people.add("listener")
    singer.use_custom_source()
    singer.engine.set_audio_source(CaptureSource(SourceKind.TONE))
    singer.engine.mute_microphone(SwitchState.ON)
    await singer.enter(room_id)
    await listener.enter(room_id, Rights.WATCH)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        muted = RemoteMicStateUpdate("song", RemoteDeviceState.MUTE)
        assert await listener.events.wait_for(RemoteMicStateUpdate) == muted
        seen = listener.events.mark()
        lab.kill_server()
        await singer.events.wait_for(RoomStateChanged, reason=RoomStateReason.RECONNECTING)
        singer.engine.stop_publishing_stream()
        await asyncio.to_thread(lab.restart_server)
        await listener.events.wait_for(
            RoomStateChanged, reason=RoomStateReason.RECONNECTED, since=seen, within_s=20
        )
        await listener.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE)
        seen = listener.events.mark()
        singer.engine.start_publishing_stream("song")
        assert await listener.events.wait_for(RemoteMicStateUpdate, since=seen) == muted
