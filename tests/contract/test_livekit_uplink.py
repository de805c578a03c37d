"""What the sender thinks the network carries: libwebrtc estimates it, and the engine tells it."""

from __future__ import annotations

from app.model.events import PublisherQualityUpdate
from tests.contract.broadcasts import broadcast
from tests.contract.people import People


async def test_what_the_network_carries_is_estimated(people: People, room_id: str) -> None:
    async with broadcast(people, room_id) as (host, _):
        told = await host.events.wait_for(
            PublisherQualityUpdate, where=lambda event: event.quality.available_kbps > 0
        )
    assert told.quality.available_kbps > told.quality.video_kbps
