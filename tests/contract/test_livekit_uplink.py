"""What the sender thinks the network carries: libwebrtc estimates it, and the engine tells it."""

from __future__ import annotations

from app.model.events import PublisherQualityUpdate
from tests.contract.lab import Rights
from tests.contract.people import People


async def test_what_the_network_carries_is_estimated(people: People, room_id: str) -> None:
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        told = await host.events.wait_for(
            PublisherQualityUpdate, where=lambda event: event.quality.available_kbps > 0
        )
    assert told.quality.available_kbps > told.quality.video_kbps
