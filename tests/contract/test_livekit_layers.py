"""Which layers of a picture there are to choose from: told with the quality of what is played.

LiveKit alone: the ZEGO SDK does not tell a player whether a stream has a second layer.
"""

from __future__ import annotations

from app.model.events import PlayerQualityUpdate
from app.model.media import SimulcastLayer, SwitchState, VideoConfig, VideoProfile
from app.model.session import PlayConfig
from tests.contract.broadcasts import broadcast
from tests.contract.people import People, Person

LAYERS = (SimulcastLayer.HIGH, SimulcastLayer.MEDIUM, SimulcastLayer.LOW)


async def test_the_layers_of_a_picture_are_told_and_can_be_chosen(
    people: People, room_id: str
) -> None:
    profile = VideoProfile(1280, 720, fps=15, bitrate_kbps=2000)
    video = VideoConfig(profile, simulcast=SwitchState.ON)
    async with broadcast(people, room_id, video=video) as (_, watcher):
        told = await watcher.events.wait_for(
            PlayerQualityUpdate, where=lambda event: bool(event.quality.layers), within_s=15
        )
        assert told.quality.layers == LAYERS
        low, medium = (SimulcastLayer.LOW, 320), (SimulcastLayer.MEDIUM, 640)
        for layer, width_px in (low, medium, low):  # the first may be what is shown already
            watcher.engine.start_playing_stream("s1", None, PlayConfig(layer=layer))
            await has_width(watcher, width_px)


async def has_width(watcher: Person, width_px: int) -> None:
    await watcher.picture("s1", lambda frame: frame.width_px == width_px, within_s=20)


async def test_a_picture_in_one_quality_offers_no_choice(people: People, room_id: str) -> None:
    async with broadcast(people, room_id) as (_, watcher):
        told = await watcher.events.wait_for(
            PlayerQualityUpdate, where=lambda event: event.quality.width_px > 0, within_s=15
        )
    assert told.quality.layers == ()
