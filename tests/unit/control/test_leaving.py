"""The end of a session: in order, bounded, whatever happens on the way."""

import asyncio
from dataclasses import replace

import pytest

from app.control import live_session
from app.control.controller import Controller
from app.control.phases import HostPhase, host_phase
from app.control.reduce import LIVE_ENDED, LIVE_KEY
from app.control.view_state import Activity, Severity, View
from app.model.errors import (
    MediaServerError,
)
from app.model.session import (
    RoomConfig,
    UpdateType,
    User,
)
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import (
    OTHER_STREAM,
    PLAN,
    SCREEN,
    room,
    streams,
)
from tests.fakes.studio import LINK
from tests.unit.control.bench import END_OF_A_HOST, MAIN, Bench, Reason, until


async def test_the_end_of_a_broadcast_keeps_its_order(bench: Bench) -> None:
    engine = await bench.go_live(replace(PLAN, second_picture=SCREEN))
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    before = len(engine.calls)
    bench.controller.leave()
    bench.controller.leave()
    await bench.controller.settle()

    assert engine.names()[before:] == [
        "set_room_extra_info",
        "stop_publishing_stream",
        "stop_publishing_stream",
        "stop_preview",
        "stop_preview",
        "stop_playing_stream",
        "logout_room",
        "destroy",
    ]
    assert engine.arguments("set_room_extra_info")[-1] == (LIVE_KEY, LIVE_ENDED)
    assert bench.studio.calls == ["open_host", "can_be_watched on", "can_be_watched off", "close"]
    assert bench.controller.state.view is View.START
    assert bench.controller.state.activity is Activity.IDLE


@pytest.mark.parametrize("broken", END_OF_A_HOST)
async def test_a_step_of_the_end_that_fails_stops_none_of_the_others(
    bench: Bench, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await bench.go_live()
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    engine.fail(broken, RuntimeError("broken inside"))
    bench.controller.leave()
    await bench.controller.settle()

    order = [name for name in engine.names() if name in END_OF_A_HOST]
    assert order == END_OF_A_HOST
    assert "broken inside" in caplog.text
    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.severity is Severity.WARNING


@pytest.mark.parametrize("stuck", ["logout_room", "destroy"])
async def test_a_step_that_never_ends_does_not_keep_the_window_open(
    bench: Bench, stuck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "LOGOUT_LIMIT_S", 0.02)
    monkeypatch.setattr(live_session, "DESTROY_LIMIT_S", 0.02)
    engine = await bench.go_live()
    gate = engine.hold(stuck)

    await bench.controller.close()
    assert "destroy" in engine.names()
    assert bench.studio.calls[-1] == "close"
    gate.set()


async def test_leaving_while_the_server_starts_cancels_that(bench: Bench) -> None:
    bench.studio.held["open_host"] = asyncio.Event()
    bench.controller.go_live(PLAN)
    await asyncio.sleep(0)
    bench.controller.leave()
    await bench.controller.settle()

    assert bench.studio.was_cancelled
    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is None
    assert bench.studio.calls == ["open_host", "close"]
    assert "login_room" not in bench.engine.names()
    assert bench.engine.names()[-1] == "destroy"


async def test_leaving_during_the_login_never_cancels_the_login_itself(bench: Bench) -> None:
    cancelled: list[str] = []

    class Engine(RecordingEngine):
        async def login_room(self, room_id: str, user: User, config: RoomConfig) -> None:
            try:
                await super().login_room(room_id, user, config)
            except asyncio.CancelledError:
                cancelled.append(room_id)
                raise

    engine = Engine()
    engine.hold("login_room")

    async def make() -> Engine:
        return engine

    controller = Controller(make_engine=make, studio=bench.studio, make_bridge=DirectBridge)
    controller.watch_link(LINK)
    await until(lambda: "login_room" in engine.names())
    controller.leave()
    await controller.settle()

    assert cancelled == []
    assert engine.names()[-2:] == ["logout_room", "destroy"]
    assert controller.state.view is View.START
    assert controller.state.problem is None


async def test_leaving_while_the_engine_is_made_ends_that_engine(bench: Bench) -> None:
    bench.making.clear()
    bench.controller.watch_link(LINK)
    await asyncio.sleep(0)
    bench.controller.leave()
    await asyncio.sleep(0)
    bench.making.set()
    await bench.controller.settle()

    assert [engine.names() for engine in bench.engines] == [["destroy"]]
    assert bench.controller.state.view is View.START


async def test_closing_while_connecting_ends_everything(bench: Bench) -> None:
    bench.studio.held["open_watch"] = asyncio.Event()
    bench.controller.watch_link(LINK)
    await asyncio.sleep(0)
    await bench.controller.close()
    await bench.controller.settle()

    assert bench.controller.state.activity is Activity.CLOSING
    assert bench.engine.names()[-1] == "destroy"
    assert bench.studio.calls == ["open_watch", "close"]


async def test_closing_twice_or_while_leaving_ends_once(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.leave()
    await asyncio.gather(bench.controller.close(), bench.controller.close())
    await bench.controller.settle()

    assert engine.names().count("destroy") == 1
    assert bench.studio.calls.count("close") == 1
    assert bench.controller.state.activity is Activity.CLOSING


async def test_closing_at_the_start_view_needs_no_engine(bench: Bench) -> None:
    await bench.controller.close()
    assert bench.engines == []
    assert bench.studio.calls == []


async def test_nothing_begins_once_the_window_closes(bench: Bench) -> None:
    await bench.controller.close()
    bench.controller.go_live(PLAN)
    bench.controller.watch_link(LINK)
    await bench.controller.settle()
    assert bench.engines == []


async def test_events_after_the_end_change_nothing(bench: Bench) -> None:
    engine = await bench.watch()
    handler = engine._handler
    assert handler is not None
    bench.controller.leave()
    await bench.controller.settle()
    handler(room(Reason.LOGINED))
    assert bench.controller.state.room.reason is Reason.LOGOUT


async def test_a_failed_way_in_does_not_spoil_a_quick_second_one(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: busy")
    gate = asyncio.Event()
    bench.prepare = lambda engine: engine.held.update({"destroy": gate})
    bench.controller.go_live(PLAN)
    await until(lambda: host_phase(bench.controller.state) is HostPhase.FAILED)
    del bench.studio.failures["open_host"]
    bench.controller.retry()  # while the first engine is still being destroyed
    await asyncio.sleep(0)
    gate.set()
    await bench.controller.settle()

    assert len(bench.engines) == 2
    assert bench.controller.state.outgoing_on(MAIN) is not None
    assert "start_publishing_stream" in bench.engine.names()
