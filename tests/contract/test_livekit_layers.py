"""Which layers of a picture there are to choose from: told with the quality of what is played.

LiveKit alone: the ZEGO SDK does not tell a player whether a stream has a second layer.
"""

from __future__ import annotations

from app.model.events import PlayerQualityUpdate, PlayerVideoSizeChanged
from app.model.media import SimulcastLayer, SwitchState, VideoConfig, VideoProfile
from app.model.session import PlayConfig
from tests.contract.lab import Rights
from tests.contract.people import People

LAYERS = (SimulcastLayer.HIGH, SimulcastLayer.MEDIUM, SimulcastLayer.LOW)


async def test_the_layers_of_a_picture_are_told_and_can_be_chosen(
    people: People, room_id: str
) -> None:
    host, watcher = people.add("host"), people.add("watcher")
    profile = VideoProfile(1280, 720, fps=15, bitrate_kbps=2000)
    host.use_custom_source(video=VideoConfig(profile, simulcast=SwitchState.ON))
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding(size_px=(1280, 720)):
        await host.publish("s1")
        await watcher.play("s1")
        told = await watcher.events.wait_for(
            PlayerQualityUpdate, where=lambda event: bool(event.quality.layers), within_s=15
        )
        assert told.quality.layers == LAYERS
        for layer, width_px in ((SimulcastLayer.LOW, 320), (SimulcastLayer.MEDIUM, 640)):
            seen = watcher.events.mark()
            watcher.engine.start_playing_stream("s1", None, PlayConfig(layer=layer))
            await watcher.events.wait_for(
                PlayerVideoSizeChanged, width_px=width_px, since=seen, within_s=20
            )


async def test_a_picture_in_one_quality_offers_no_choice(people: People, room_id: str) -> None:
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        told = await watcher.events.wait_for(
            PlayerQualityUpdate, where=lambda event: event.quality.width_px > 0, within_s=15
        )
    assert told.quality.layers == ()
