"""The way into a broadcast of one's own."""

import asyncio
from dataclasses import replace

import pytest

from app.control.phases import HostPhase, host_phase
from app.control.reduce import LIVE_KEY, LIVE_ON
from app.control.view_state import Activity, View
from app.model.errors import (
    ErrorCode,
    MediaServerError,
    RoomError,
)
from app.model.events import (
    PublisherStateUpdate,
)
from app.model.session import (
    PublisherState,
)
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import (
    CAMERA,
    HOST,
    PLAN,
    ROOM,
    SCREEN,
    room,
)
from tests.fakes.studio import CONFIG, LINK
from tests.unit.control.bench import AUX, MAIN, Bench, Reason


async def test_going_live_follows_the_express_order(bench: Bench) -> None:
    engine = await bench.go_live()

    order = [name for name in engine.names() if name != "list_devices"]
    assert order == [
        "set_video_config",
        "set_audio_config",
        "set_audio_source",
        "set_capture_source",
        "start_preview",
        "login_room",
        "start_publishing_stream",
        "start_sound_level_monitor",
        "set_room_extra_info",
    ]
    assert engine.arguments("login_room") == [(ROOM, HOST, CONFIG)]
    assert engine.arguments("set_room_extra_info") == [(LIVE_KEY, LIVE_ON)]
    assert bench.controller.state.link == LINK
    assert host_phase(bench.controller.state) is HostPhase.LIVE
    assert bench.controller.state.live_since_ms == 5_000


async def test_the_link_leads_somewhere_only_once_the_stream_is_out(bench: Bench) -> None:
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    bench.engine.emit(room(Reason.LOGINED))
    assert bench.studio.calls == ["open_host"]

    bench.engine.emit(PublisherStateUpdate(bench.stream_id(), PublisherState.PUBLISHING))
    await bench.controller.settle()
    assert bench.studio.calls == ["open_host", "can_be_watched on"]


async def test_the_engine_is_prepared_while_the_server_starts(bench: Bench) -> None:
    bench.studio.held["open_host"] = asyncio.Event()
    bench.controller.go_live(PLAN)
    for _ in range(5):
        await asyncio.sleep(0)

    assert "start_preview" in bench.engine.names()
    assert "login_room" not in bench.engine.names()
    bench.studio.held["open_host"].set()
    await bench.controller.settle()
    assert "login_room" in bench.engine.names()


async def test_a_second_picture_goes_out_on_the_second_channel(bench: Bench) -> None:
    engine = await bench.go_live(replace(PLAN, second_picture=SCREEN))

    published = engine.arguments("start_publishing_stream")
    assert [arguments[2] for arguments in published] == [MAIN, AUX]
    assert len({arguments[0] for arguments in published}) == 2
    assert (SCREEN, AUX) in engine.arguments("set_capture_source")


async def test_pressing_go_live_twice_goes_live_once(bench: Bench) -> None:
    bench.controller.go_live(PLAN)
    bench.controller.go_live(PLAN)
    bench.controller.watch_link(LINK)
    await bench.controller.settle()

    assert len(bench.engines) == 1
    assert bench.studio.calls == ["open_host"]
    assert bench.engine.names().count("start_publishing_stream") == 1


async def test_a_wrong_room_name_stays_on_the_start_view(bench: Bench) -> None:
    bench.controller.go_live(replace(PLAN, room_id="two words"))
    await bench.controller.settle()

    state = bench.controller.state
    assert state.view is View.START
    assert state.problem is not None
    assert state.problem.code is ErrorCode.ROOM_ID_INVALID
    assert bench.engines == []


async def test_a_server_that_does_not_start_is_told_and_nothing_stays_open(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: no binary")
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert host_phase(state) is HostPhase.FAILED
    assert state.problem is not None
    assert state.problem.can_retry
    assert state.activity is Activity.IDLE
    assert bench.engine.names()[-2:] == ["stop_preview", "destroy"]
    assert bench.studio.calls == ["open_host", "close"]


async def test_a_refused_login_is_told_even_when_its_event_never_comes(bench: Bench) -> None:
    error = RoomError("cannot enter room: 401", code=ErrorCode.LOGIN_TOKEN_REFUSED)
    bench.prepare = lambda engine: engine.fail("login_room", error)
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert state.room.reason is Reason.LOGIN_FAILED
    assert state.problem is not None
    assert state.problem.code is ErrorCode.LOGIN_TOKEN_REFUSED
    assert "start_publishing_stream" not in bench.engine.names()
    assert bench.engine.names()[-1] == "destroy"


async def test_an_engine_that_cannot_be_made_is_told_without_its_secrets(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(_: RecordingEngine) -> None:
        raise OSError("library not found")

    bench.prepare = explode
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert state.problem is not None
    assert state.problem.cause.key == "problem.unexpected.cause"
    assert "library not found" in caplog.text
    assert CONFIG.token not in caplog.text
    assert bench.studio.calls == ["open_host", "close"]


async def test_after_a_failure_trying_again_works(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: busy")
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    del bench.studio.failures["open_host"]

    bench.controller.retry()
    await bench.controller.settle()
    bench.engine.emit(room(Reason.LOGINED))
    bench.engine.emit(PublisherStateUpdate(bench.stream_id(), PublisherState.PUBLISHING))
    await bench.controller.settle()

    assert host_phase(bench.controller.state) is HostPhase.LIVE
    assert bench.controller.state.problem is None
    assert len(bench.engines) == 2


async def test_trouble_with_a_camera_does_not_keep_from_going_live(bench: Bench) -> None:
    error = RoomError("cannot open camera: none", code=ErrorCode.DEVICE_UNKNOWN)
    bench.prepare = lambda engine: engine.fail("set_capture_source", error)
    bench.controller.go_live(replace(PLAN, picture=CAMERA))
    await bench.controller.settle()

    assert "start_publishing_stream" in bench.engine.names()
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.code is ErrorCode.DEVICE_UNKNOWN


@pytest.mark.parametrize("code", [ErrorCode.ROOM_UNREACHABLE, ErrorCode.LOGIN_TIMED_OUT])
async def test_a_host_without_a_server_is_not_sent_to_the_host(code: ErrorCode) -> None:
    bench = Bench()
    bench.prepare = lambda engine: engine.fail("login_room", RoomError("x", code=code))
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    problem = bench.controller.state.problem
    assert problem is not None
    assert problem.hint.key == "problem.server_away.hint"

    bench.controller.watch_link(LINK)
    await bench.controller.settle()
    problem = bench.controller.state.problem
    assert problem is not None
    assert problem.hint.key == f"error.{code.name}.hint"
