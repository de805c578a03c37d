"""Sound: from a source to the others' ears, its loudness, its mutes, its device."""

from __future__ import annotations

import pytest

from app.model.errors import ErrorCode, InvalidValueError
from app.model.events import (
    CapturedSoundLevel,
    DeviceError,
    PlayerQualityUpdate,
    PublisherStateUpdate,
    RemoteSoundLevel,
)
from app.model.media import (
    AudioConfig,
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
)
from app.model.session import PublisherState
from tests.contract.lab import Rights
from tests.contract.people import People, Person
from tests.contract.pictures import SyntheticCaptures, Ticker, tone_frame

TONE = CaptureSource(SourceKind.TONE)


async def singer_and_listener(people: People, room_id: str) -> tuple[Person, Person]:
    """A stream of sound alone, and somebody who plays it."""
    singer, listener = people.add("singer", captures=SyntheticCaptures()), people.add("listener")
    singer.engine.set_capture_source(CaptureSource(SourceKind.NONE))
    singer.engine.set_audio_source(TONE)
    await singer.enter(room_id)
    await listener.enter(room_id, Rights.WATCH)
    await singer.publish("song")
    await listener.play("song")
    return singer, listener


async def hears(listener: Person, *, since: int = 0) -> float:
    """Return the level once the stream is loud."""
    event = await listener.events.wait_for(
        RemoteSoundLevel, since=since, where=lambda event: event.levels[0][1] > 10
    )
    assert event.levels[0][0] == "song"
    return event.levels[0][1]


async def hears_nothing(listener: Person) -> None:
    """Wait until the stream is silent for half a second."""
    await listener.events.wait_until(
        lambda: (
            len(last := listener.events.of(RemoteSoundLevel)[-5:]) == 5
            and all(event.levels[0][1] < 1 for event in last)
        ),
        what="silence",
    )


async def test_a_tone_is_heard_as_loud_as_it_was_sent(people: People, room_id: str) -> None:
    """W02; a stream without a picture is a stream."""
    singer, listener = await singer_and_listener(people, room_id)
    singer.engine.start_sound_level_monitor()
    listener.engine.start_sound_level_monitor()
    sent = await singer.events.wait_for(CapturedSoundLevel, where=lambda event: event.level > 10)
    assert 25 < sent.level < 75  # a sine at half of the scale
    assert 25 < await hears(listener) < 75


async def test_levels_are_told_only_while_asked_for(people: People, room_id: str) -> None:
    singer, listener = await singer_and_listener(people, room_id)
    for period_ms in (99, 3001):
        with pytest.raises(InvalidValueError):
            listener.engine.start_sound_level_monitor(period_ms)
    assert not listener.events.of(RemoteSoundLevel)
    listener.engine.start_sound_level_monitor(200)
    await hears(listener)
    listener.engine.stop_sound_level_monitor()
    await singer.engine.send_custom_command("now", ["listener"])
    await listener.engine.send_barrage_message("the calls before are done")
    count = len(listener.events.of(RemoteSoundLevel))
    await listener.events.wait_for(PlayerQualityUpdate)  # up to three seconds later
    assert len(listener.events.of(RemoteSoundLevel)) <= count + 1


@pytest.mark.parametrize("way", ["stream", "microphone"])
async def test_a_muted_sound_is_silent_until_it_is_not(
    people: People, room_id: str, way: str
) -> None:
    """V01."""
    singer, listener = await singer_and_listener(people, room_id)
    listener.engine.start_sound_level_monitor()
    await hears(listener)

    def mute(state: SwitchState) -> None:
        if way == "stream":
            singer.engine.mute_publish_stream_audio(state)
        else:
            singer.engine.mute_microphone(state)

    mute(SwitchState.ON)
    await hears_nothing(listener)
    seen = listener.events.mark()
    mute(SwitchState.OFF)
    await hears(listener, since=seen)


@pytest.mark.parametrize("way", ["mute", "volume"])
async def test_a_listener_can_stop_receiving_the_sound(
    people: People, room_id: str, way: str
) -> None:
    """V01."""
    _singer, listener = await singer_and_listener(people, room_id)

    def silence(state: SwitchState) -> None:
        if way == "mute":
            listener.engine.mute_play_stream_audio("song", state)
        else:
            listener.engine.set_play_volume("song", 0 if state is SwitchState.ON else 100)

    listener.engine.start_sound_level_monitor()
    await hears(listener)
    silence(SwitchState.ON)
    seen = listener.events.mark()
    await listener.events.wait_for(
        PlayerQualityUpdate, since=seen, where=lambda event: event.quality.audio_kbps < 1
    )
    seen = listener.events.mark()
    silence(SwitchState.OFF)
    await listener.events.wait_for(
        PlayerQualityUpdate, since=seen, where=lambda event: event.quality.audio_kbps > 5
    )


@pytest.mark.parametrize(("pushed", "sent"), [(1, 1), (2, 1), (1, 2), (2, 2)])
async def test_sound_of_any_channels_may_be_pushed(
    people: People, room_id: str, pushed: int, sent: int
) -> None:
    singer, listener = people.add("singer"), people.add("listener")
    singer.engine.set_capture_source(CaptureSource(SourceKind.NONE))
    singer.engine.set_audio_source(CaptureSource(SourceKind.CUSTOM))
    singer.engine.set_audio_config(AudioConfig(channels=sent))
    await singer.enter(room_id)
    await listener.enter(room_id, Rights.WATCH)

    def push(number: int) -> None:
        singer.engine.send_custom_audio_frame(tone_frame(number % 300, channels=pushed))

    with Ticker(100, push):
        await singer.publish("song")
        await listener.play("song")
        listener.engine.start_sound_level_monitor()
        assert 25 < await hears(listener) < 75


async def test_the_sound_changes_and_ends_while_live(people: People, room_id: str) -> None:
    captures = SyntheticCaptures()
    singer, listener = people.add("singer", captures=captures), people.add("listener")
    singer.use_custom_source()
    await singer.enter(room_id)
    await listener.enter(room_id, Rights.WATCH)
    with singer.feeding():
        await singer.publish("song")
        await listener.play("song")
        await listener.picture("song")
        listener.engine.start_sound_level_monitor()
        singer.engine.set_audio_source(TONE)
        await hears(listener)
        await captures.runs(TONE)
        singer.engine.set_audio_source(CaptureSource(SourceKind.NONE))
        await listener.picture("song")
        await singer.engine.send_broadcast_message("the calls before are done")
        await captures.runs()
        updates = singer.events.of(PublisherStateUpdate)
        assert [event.state for event in updates][-1] is PublisherState.PUBLISHING
        assert len(updates) == 2  # the stream itself never broke


async def test_a_machine_without_a_microphone_publishes_its_picture(
    people: People, room_id: str
) -> None:
    host, watcher = people.add("host"), people.add("watcher")
    if await host.engine.list_devices(DeviceKind.MICROPHONE):
        pytest.skip("this machine has a microphone")
    host.use_custom_source()
    host.engine.set_audio_source(CaptureSource(SourceKind.MICROPHONE), PublishChannel.MAIN)
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        error = await host.events.wait_for(
            DeviceError, where=lambda event: event.kind is DeviceKind.MICROPHONE
        )
        assert error.error_code is ErrorCode.DEVICE_UNKNOWN
        await watcher.play("s1")
        await watcher.picture("s1")
