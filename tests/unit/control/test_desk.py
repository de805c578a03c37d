"""Canvases, switches and sources of a running session."""

from dataclasses import replace

import pytest

from app.control.tiles import own_tile_id
from app.model.errors import (
    ErrorCode,
    RoomError,
)
from app.model.events import (
    PublisherSourceEnded,
)
from app.model.media import (
    Canvas,
    CaptureSource,
    DeviceKind,
    SimulcastLayer,
    SourceKind,
    SwitchState,
)
from app.model.session import (
    PlayConfig,
    UpdateType,
)
from tests.fakes.samples import (
    CAMERA,
    OTHER_STREAM,
    PATTERN,
    PLAN,
    SCREEN,
    STREAM,
    streams,
)
from tests.unit.control.bench import AUX, CANVAS, MAIN, OFF, ON, Bench


async def test_a_stream_plays_before_its_tile_exists(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    assert engine.arguments("start_playing_stream") == [(STREAM.stream_id, None, None)]

    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas") == [(STREAM.stream_id, CANVAS)]


async def test_a_canvas_that_goes_is_taken_from_the_engine(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_gone(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas")[-1] == (STREAM.stream_id, None)


async def test_the_going_of_an_old_canvas_does_not_blank_its_successor(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    successor = Canvas(view=8)
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_ready(STREAM.stream_id, successor)
    bench.controller.tile_canvas_gone(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas")[-1] == (STREAM.stream_id, successor)


async def test_a_canvas_that_was_there_first_is_used_at_once(bench: Bench) -> None:
    bench.controller.tile_canvas_ready(own_tile_id(MAIN), CANVAS)
    engine = await bench.go_live()
    assert engine.arguments("start_preview") == [(CANVAS, MAIN)]


@pytest.mark.parametrize(("source", "mirror"), [(CAMERA, ON), (SCREEN, OFF), (PATTERN, OFF)])
async def test_only_cameras_are_mirrored(
    bench: Bench, source: CaptureSource, mirror: SwitchState
) -> None:
    bench.controller.tile_canvas_ready(own_tile_id(MAIN), CANVAS)
    engine = await bench.go_live(replace(PLAN, picture=source))
    assert engine.arguments("start_preview") == [(replace(CANVAS, mirror=mirror), MAIN)]


async def test_the_microphone_is_muted_and_heard_again(bench: Bench) -> None:
    engine = await bench.go_live()
    seen: list[SwitchState] = []
    bench.controller.subscribe(lambda state: seen.append(state.microphone))
    bench.controller.desk.toggle_microphone()
    bench.controller.desk.toggle_microphone()
    assert seen == [OFF, ON]
    assert engine.arguments("mute_microphone") == [(ON,), (OFF,)]


async def test_a_switch_that_the_engine_refuses_does_not_move(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.fail("mute_microphone", RoomError("cannot mute", code=ErrorCode.DEVICE_FAILED))
    bench.controller.desk.toggle_microphone()
    assert bench.controller.state.microphone is ON
    assert bench.controller.state.problem is not None


async def test_the_camera_is_released_and_opened_again(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.toggle_camera()
    bench.controller.desk.toggle_camera()
    assert engine.arguments("enable_camera") == [(OFF, MAIN), (ON, MAIN)]


async def test_another_picture_is_sent_without_a_break(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.choose_picture(SCREEN)
    bench.controller.desk.choose_picture(SCREEN)

    assert engine.arguments("set_capture_source") == [(PATTERN, MAIN), (SCREEN, MAIN)]
    own = bench.controller.state.outgoing_on(MAIN)
    assert own is not None
    assert own.source == SCREEN
    assert "stop_publishing_stream" not in engine.names()


async def test_a_picture_that_ended_by_itself_can_be_chosen_again(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.emit(PublisherSourceEnded(MAIN, ErrorCode.DEVICE_UNPLUGGED, "cannot go on: pulled out"))
    bench.controller.desk.choose_picture(PATTERN)
    bench.controller.desk.choose_picture(PATTERN)

    assert engine.arguments("set_capture_source") == [(PATTERN, MAIN), (PATTERN, MAIN)]


async def test_choosing_a_picture_switches_a_camera_on_that_was_off(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.toggle_camera()
    bench.controller.desk.choose_picture(SCREEN)
    assert engine.arguments("enable_camera")[-1] == (ON, MAIN)


async def test_sound_and_speaker_are_chosen(bench: Bench) -> None:
    engine = await bench.go_live()
    tone = CaptureSource(SourceKind.TONE)
    bench.controller.desk.choose_sound(tone)
    bench.controller.desk.choose_speaker("headphones")
    assert engine.arguments("set_audio_source")[-1] == (tone, MAIN)
    assert bench.controller.state.sound_source == tone
    assert engine.arguments("use_audio_device") == [(DeviceKind.SPEAKER, "headphones")]


async def test_sharing_starts_and_stops_beside_the_main_picture(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.start_share(SCREEN)
    assert bench.stream_id(AUX)
    assert [call[2] for call in engine.arguments("start_publishing_stream")] == [MAIN, AUX]

    bench.controller.desk.stop_share()
    assert not bench.controller.state.is_sharing
    assert engine.arguments("stop_publishing_stream") == [(AUX,)]
    assert engine.arguments("stop_preview") == [(AUX,)]


async def test_a_shared_window_that_closes_ends_the_sharing(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.start_share(SCREEN)
    engine.emit(PublisherSourceEnded(AUX))
    assert not bench.controller.state.is_sharing
    assert engine.arguments("stop_publishing_stream") == [(AUX,)]


async def test_the_volume_holds_for_streams_that_come_later(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    bench.controller.desk.set_volume(30)
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    bench.controller.desk.toggle_speaker()
    bench.controller.desk.toggle_speaker()

    first, second = STREAM.stream_id, OTHER_STREAM.stream_id
    assert engine.arguments("set_play_volume") == [
        (first, 100),
        (first, 30),
        (second, 30),
        (first, 0),
        (second, 0),
        (first, 30),
        (second, 30),
    ]


async def test_a_layer_is_asked_for_of_every_stream_also_of_later_ones(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.desk.choose_layer(SimulcastLayer.LOW)
    bench.controller.desk.choose_layer(SimulcastLayer.LOW)
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    bench.controller.desk.choose_layer(SimulcastLayer.AUTOMATIC)
    low = PlayConfig(layer=SimulcastLayer.LOW)
    assert engine.arguments("start_playing_stream") == [
        (STREAM.stream_id, None, None),
        (STREAM.stream_id, CANVAS, low),
        (OTHER_STREAM.stream_id, None, low),
        (STREAM.stream_id, CANVAS, None),
        (OTHER_STREAM.stream_id, None, None),
    ]


async def test_what_is_shared_changes_without_an_end_of_the_stream(bench: Bench) -> None:
    await bench.go_live()
    desk = bench.controller.desk
    desk.start_share(SCREEN)
    before = bench.controller.state.outgoing_on(AUX)
    assert before is not None
    calls = len(bench.engine.calls)
    desk.change_share(PATTERN)
    desk.change_share(PATTERN)
    after_change = bench.controller.state.outgoing_on(AUX)
    assert after_change is not None
    assert (after_change.source, after_change.stream_id) == (PATTERN, before.stream_id)
    assert [name for name, _ in bench.engine.calls[calls:]] == [
        "set_capture_source",
        "start_preview",
    ]
    desk.stop_share()
    desk.change_share(SCREEN)
    assert bench.controller.state.outgoing_on(AUX) is None
    await bench.controller.close()
