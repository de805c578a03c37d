"""What the controller does unasked."""

import logging

import pytest

from app.control.plans import Preferences
from app.model.errors import (
    ErrorCode,
    RoomError,
)
from app.model.events import (
    DeviceStateChanged,
    RoomOnlineUserCountUpdate,
    RoomTokenWillExpire,
)
from app.model.media import (
    DeviceInfo,
    DeviceKind,
)
from app.model.session import (
    UpdateType,
)
from tests.fakes.samples import (
    PATTERN,
    ROOM,
    STREAM,
    VIEWER,
    streams,
)
from tests.unit.control.bench import MAIN, Bench


async def test_a_token_that_ends_soon_is_renewed(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(RoomTokenWillExpire(ROOM, 30))
    await bench.controller.settle()
    assert engine.arguments("renew_token") == [("a-fresh-token",)]


async def test_devices_are_looked_up_at_the_start_and_when_one_is_plugged_in(
    bench: Bench,
) -> None:
    camera = DeviceInfo(DeviceKind.CAMERA, "0", "HD camera", is_default=True)
    bench.prepare = lambda engine: engine.devices.update({DeviceKind.CAMERA: (camera,)})
    bench.controller.desk.look_for_devices()
    bench.controller.desk.look_for_devices()
    await bench.controller.settle()
    assert bench.controller.state.devices.are_known
    assert list(bench.controller.state.devices.cameras) == [camera]

    another = DeviceInfo(DeviceKind.CAMERA, "1", "Second camera")
    bench.engine.devices[DeviceKind.CAMERA] = (camera, another)
    bench.engine.emit(DeviceStateChanged(UpdateType.ADD, another))
    await bench.controller.settle()
    assert list(bench.controller.state.devices.cameras) == [camera, another]
    assert len(bench.engines) == 1


async def test_a_preview_on_the_start_view_goes_on_into_the_broadcast(bench: Bench) -> None:
    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    assert bench.engine.names() == ["set_capture_source", "start_preview"]

    await bench.go_live()
    assert len(bench.engines) == 1
    assert "stop_preview" not in bench.engine.names()


async def test_a_preview_ends_when_asked_and_when_somebody_watches_instead(bench: Bench) -> None:
    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    bench.controller.desk.stop_preview()
    assert bench.engine.arguments("stop_preview") == [(MAIN,)]
    assert bench.controller.state.outgoing == ()

    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    await bench.watch()
    assert bench.engine.arguments("stop_preview") == [(MAIN,), (MAIN,)]


async def test_the_tap_sees_every_event(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(RoomOnlineUserCountUpdate(ROOM, 3))
    assert bench.tapped[-1] == RoomOnlineUserCountUpdate(ROOM, 3)
    assert len(bench.tapped) == 3


async def test_an_unforeseen_error_is_logged_and_shown(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await bench.watch()
    engine.fail("send_barrage_message", RuntimeError("broken inside"))
    with caplog.at_level(logging.ERROR):
        bench.controller.talk.send_barrage("x")
        await bench.controller.settle()
    assert "broken inside" in caplog.text
    assert bench.controller.state.problem is not None
    bench.controller.dismiss_problem()
    assert bench.controller.state.problem is None


async def test_an_engine_that_refuses_a_stream_does_not_stop_the_news(bench: Bench) -> None:
    engine = await bench.watch()
    engine.fail("start_playing_stream", RoomError("cannot play", code=ErrorCode.PLAY_FAILED))
    engine.emit(streams(UpdateType.ADD, STREAM))
    assert [item.stream for item in bench.controller.state.incoming] == [STREAM]
    assert bench.controller.state.problem is not None


async def test_preferences_are_kept_once_per_change(bench: Bench) -> None:
    changed = Preferences(room_id="monday", user_name=VIEWER.name)
    bench.controller.remember(changed)
    bench.controller.remember(changed)
    assert bench.saved == [changed]
    assert bench.controller.preferences == changed


async def test_the_chosen_speaker_and_volume_hold_for_the_next_engine_and_start(
    bench: Bench,
) -> None:
    await bench.watch()
    bench.controller.desk.choose_speaker("headphones")
    bench.controller.desk.set_volume(30)
    bench.controller.leave()
    await bench.controller.settle()
    engine = await bench.watch()
    assert engine.arguments("use_audio_device") == [(DeviceKind.SPEAKER, "headphones")]

    await bench.controller.close()
    assert (bench.saved[-1].speaker_id, bench.saved[-1].volume) == ("headphones", 30)
