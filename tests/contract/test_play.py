"""Playing: from the notice of a stream to its picture on a canvas, and away again."""

from __future__ import annotations

import asyncio

import pytest

from app.model.errors import ErrorCode, InvalidValueError, WrongStateError
from app.model.events import (
    DebugError,
    PlayerReceivedVideoFirstFrame,
    PlayerRenderedVideoFirstFrame,
    PlayerStateUpdate,
    PlayerVideoSizeChanged,
    RoomStreamUpdate,
)
from app.model.frames import VideoFrame
from app.model.media import (
    Canvas,
    SimulcastLayer,
    SwitchState,
    VideoConfig,
    VideoProfile,
)
from app.model.session import PlayConfig, PlayerState, UpdateType
from tests.contract.lab import Rights
from tests.contract.people import People, Person
from tests.contract.pictures import Quadrants
from tests.contract.screens import Screens


async def host_and_watcher(people: People, room_id: str) -> tuple[Person, Person]:
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    return host, watcher


def states(person: Person, stream_id: str) -> list[tuple[PlayerState, ErrorCode]]:
    updates = person.events.of(PlayerStateUpdate, stream_id=stream_id)
    return [(event.state, event.error_code) for event in updates]


async def test_pictures_arrive_as_they_were_sent(people: People, room_id: str) -> None:
    """E03, E09, L09, W02: custom frames in are custom frames out."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding(Quadrants()):
        await host.publish("s1")
        await watcher.events.wait_for(RoomStreamUpdate, update_type=UpdateType.ADD)
        watcher.engine.start_playing_stream("s1")
        await watcher.shows("s1", Quadrants())
        frame = await watcher.picture("s1")
    assert (frame.width_px, frame.height_px) == (320, 180)
    assert 0 < frame.received_at_us - frame.captured_at_us < 2_000_000


async def test_a_player_goes_from_requesting_to_playing_and_back(
    people: People, room_id: str
) -> None:
    """L01, L06, L14."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        watcher.engine.stop_playing_stream("s1")
        await watcher.events.wait_for(PlayerStateUpdate, state=PlayerState.NO_PLAY)
    assert states(watcher, "s1") == [
        (PlayerState.PLAY_REQUESTING, ErrorCode.OK),
        (PlayerState.PLAYING, ErrorCode.OK),
        (PlayerState.NO_PLAY, ErrorCode.OK),
    ]


async def test_playing_asked_for_before_login_and_stream_waits_for_both(
    people: People, room_id: str
) -> None:
    """Contradiction 6."""
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source()
    config = people.lab.config(room_id, "watcher", Rights.WATCH)
    login = asyncio.ensure_future(watcher.engine.login_room(room_id, watcher.user, config))
    await asyncio.sleep(0)  # the call is made
    watcher.engine.start_playing_stream("s1")
    await login
    with host.feeding():
        await host.enter(room_id)
        await host.publish("s1")
        await watcher.picture("s1")
    assert states(watcher, "s1")[0] == (PlayerState.PLAY_REQUESTING, ErrorCode.OK)


async def test_playing_before_any_login_is_refused(people: People) -> None:
    """E05."""
    watcher = people.add("watcher")
    with pytest.raises(WrongStateError):
        watcher.engine.start_playing_stream("s1")
    with pytest.raises(InvalidValueError) as wrong:
        watcher.engine.start_playing_stream("")
    assert wrong.value.code is ErrorCode.STREAM_ID_EMPTY


async def test_a_picture_is_drawn_on_its_canvas_and_timed(
    people: People, screens: Screens, room_id: str
) -> None:
    """L05, V04, L03."""
    screen = screens.add(7, (160, 90))
    host = people.add("host")
    watcher = people.add("watcher", canvases=screens.registry)
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1", Canvas(7))
        received = await watcher.events.wait_for(PlayerReceivedVideoFirstFrame)
        rendered = await watcher.events.wait_for(PlayerRenderedVideoFirstFrame)
        assert received.stream_id == rendered.stream_id == "s1"
        assert 0 < received.after_ms <= rendered.after_ms < 5000
        size = await watcher.events.wait_for(PlayerVideoSizeChanged)
        assert (size.width_px, size.height_px) == (320, 180)
        await screen.wait_for_picture()
        watcher.engine.stop_playing_stream("s1")
        await screen.wait_for_blank()


async def test_a_playing_stream_moves_to_another_canvas_without_a_break(
    people: People, screens: Screens, room_id: str
) -> None:
    first = screens.add(7, (160, 90))
    second = screens.add(8, (320, 180))
    host = people.add("host")
    watcher = people.add("watcher", canvases=screens.registry)
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1", Canvas(7))
        await first.wait_for_picture()
        watcher.engine.update_playing_canvas("s1", Canvas(8))
        await second.wait_for_picture()
        await first.wait_for_blank()
        watcher.engine.update_playing_canvas("s1", None)
        await second.wait_for_blank()
        await watcher.picture("s1")
    assert len(states(watcher, "s1")) == 2


async def test_stop_and_start_of_a_stream_at_once_keeps_playing(
    people: People, screens: Screens, room_id: str
) -> None:
    """L08, L14: what is left of the first play does not end the second."""
    screen = screens.add(7, (160, 90))
    host = people.add("host")
    watcher = people.add("watcher", canvases=screens.registry)
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1", Canvas(7))
        await screen.wait_for_picture()
        for _ in range(5):
            seen = watcher.events.mark()
            watcher.engine.stop_playing_stream("s1")
            watcher.engine.start_playing_stream("s1", Canvas(7))
            await watcher.playing("s1", since=seen)
            await watcher.events.wait_for(PlayerRenderedVideoFirstFrame, since=seen)
        for _ in range(30):  # it goes on: a second of pictures
            await watcher.picture("s1", within_s=2.0)


async def test_the_size_of_a_picture_may_change(people: People, room_id: str) -> None:
    """L10."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding(size_px=(320, 180)):
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.events.wait_for(PlayerVideoSizeChanged, width_px=320, height_px=180)
    with host.feeding(size_px=(180, 320)):
        await watcher.events.wait_for(
            PlayerVideoSizeChanged, where=lambda event: event.height_px > event.width_px
        )


async def test_every_stream_of_a_room_can_be_played_at_once(people: People, room_id: str) -> None:
    """E02, L04."""
    watcher = people.add("watcher")
    hosts = [people.add(f"host{number}") for number in range(3)]
    await watcher.enter(room_id, Rights.WATCH)
    for number, host in enumerate(hosts):
        host.use_custom_source()
        await host.enter(room_id)
        with host.feeding():
            await host.publish(f"s{number}")
        await watcher.play(f"s{number}")
    with hosts[0].feeding(), hosts[1].feeding(), hosts[2].feeding():
        for number in range(3):
            await watcher.picture(f"s{number}")


async def test_a_late_comer_is_told_of_all_streams(people: People, room_id: str) -> None:
    """R11, R23."""
    host, other = people.add("host"), people.add("other")
    late = people.add("late")
    for person, stream_id in ((host, "s1"), (other, "s2")):
        person.use_custom_source()
        await person.enter(room_id)
        with person.feeding():
            await person.publish(stream_id)
    await late.enter(room_id, Rights.WATCH)
    streams: set[str] = set()
    await late.events.wait_until(
        lambda: (
            {
                stream.stream_id
                for event in late.events.of(RoomStreamUpdate, update_type=UpdateType.ADD)
                for stream in event.streams
            }
            == {"s1", "s2"}
        ),
        what=f"both streams {streams}",
    )


async def test_a_stream_that_ends_is_told_and_one_that_returns_plays_again(
    people: People, room_id: str
) -> None:
    """L07, L08, R23."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        host.engine.stop_publishing_stream()
        await watcher.events.wait_for(RoomStreamUpdate, update_type=UpdateType.DELETE)
        interrupted = await watcher.events.wait_for(
            PlayerStateUpdate, error_code=ErrorCode.PLAY_INTERRUPTED
        )
        assert interrupted.state is PlayerState.PLAY_REQUESTING
        seen = watcher.events.mark()
        host.engine.start_publishing_stream("s1")
        await watcher.playing("s1", since=seen)
        await watcher.picture("s1")


async def test_what_is_not_played_is_not_received(people: People, room_id: str) -> None:
    """L08: streams nobody plays cost nothing."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.events.wait_for(RoomStreamUpdate)
        await watcher.picture_stops("s1")
        await watcher.play("s1")
        await watcher.picture("s1")
        watcher.engine.stop_playing_stream("s1")
        await watcher.events.wait_for(PlayerStateUpdate, state=PlayerState.NO_PLAY)
        await watcher.picture_stops("s1")


async def test_a_muted_picture_is_not_received(people: People, room_id: str) -> None:
    """V01."""
    host, watcher = await host_and_watcher(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.picture("s1")
        watcher.engine.mute_play_stream_video("s1", SwitchState.ON)
        await watcher.picture_stops("s1")
        watcher.engine.mute_play_stream_video("s1", SwitchState.OFF)
        await watcher.picture("s1")


async def test_the_layer_follows_the_size_of_the_canvas(
    people: People, screens: Screens, room_id: str
) -> None:
    screen = screens.add(7, (300, 170))
    host = people.add("host")
    watcher = people.add("watcher", canvases=screens.registry)
    profile = VideoProfile(1280, 720, fps=15, bitrate_kbps=2000)
    host.use_custom_source(video=VideoConfig(profile, simulcast=SwitchState.ON))
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)

    async def width_becomes(width_px: int) -> None:
        if watcher.events.of(PlayerVideoSizeChanged)[-1].width_px != width_px:
            await watcher.events.wait_for(
                PlayerVideoSizeChanged, width_px=width_px, since=seen, within_s=20
            )

    with host.feeding(size_px=(1280, 720)):
        await host.publish("s1")
        seen = watcher.events.mark()
        await watcher.play("s1", Canvas(7))
        await watcher.events.wait_for(PlayerVideoSizeChanged)
        await width_becomes(320)
        seen = watcher.events.mark()
        screen.resize((640, 480))  # the picture is letter-boxed to 640x360
        await width_becomes(640)
        seen = watcher.events.mark()
        watcher.engine.start_playing_stream("s1", Canvas(7), PlayConfig(layer=SimulcastLayer.LOW))
        await width_becomes(320)
        seen = watcher.events.mark()
        watcher.engine.start_playing_stream("s1", Canvas(7))
        await width_becomes(640)


async def test_a_render_handler_that_fails_does_not_end_the_pictures(
    people: People, room_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    host, watcher = await host_and_watcher(people, room_id)
    failed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def fail(_stream_id: str, _frame: VideoFrame) -> None:
        loop.call_soon_threadsafe(failed.set)
        raise LookupError("a fault of the application")

    watcher.engine.set_custom_video_render_handler(fail)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await asyncio.wait_for(failed.wait(), 15)
        await watcher.shows("s1", Quadrants())
    assert not watcher.events.of(DebugError)
    assert "a fault of the application" in caplog.text
    caplog.clear()  # it was to be logged


async def test_a_snapshot_is_the_newest_picture(people: People, room_id: str) -> None:
    host, watcher = await host_and_watcher(people, room_id)
    with pytest.raises(WrongStateError) as too_early:
        await watcher.engine.take_play_stream_snapshot("s1")
    assert too_early.value.code is ErrorCode.SNAPSHOT_FAILED
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.shows("s1", Quadrants())
        snapshot = await watcher.engine.take_play_stream_snapshot("s1")
    assert Quadrants().distance(snapshot) < 6


async def test_volumes_have_limits(people: People, room_id: str) -> None:
    watcher = people.add("watcher")
    await watcher.enter(room_id, Rights.WATCH)
    for volume in (-1, 201):
        with pytest.raises(InvalidValueError):
            watcher.engine.set_play_volume("s1", volume)
    watcher.engine.set_play_volume("s1", 200)  # of a stream that does not play: no error
