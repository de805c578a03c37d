"""The confidence monitor: opened, followed and closed with the broadcast, whatever the order."""

from __future__ import annotations

import asyncio

import pytest

from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorPhase, MonitorView
from app.control.studio import MonitorWay
from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.events import (
    PlayerQualityUpdate,
    PlayerRenderedVideoFirstFrame,
    PlayerStateUpdate,
    PlayerVideoSizeChanged,
    RoomOnlineUserCountUpdate,
    RoomTokenWillExpire,
)
from app.model.media import Canvas
from app.model.quality import PlayerQuality
from app.model.session import PlayerState
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import ROOM, room
from tests.unit.control.bench import AUX, Bench, Reason, until

CANVAS, OTHER_CANVAS = Canvas(view=7), Canvas(view=8)
END = ["stop_playing_stream", "logout_room", "destroy"]
Phase = MonitorPhase


class Monitor:
    """A monitor beside the controller of a bench; the engines that it makes are noted apart."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.engines: list[RecordingEngine] = []
        self.may_make = asyncio.Event()
        self.may_make.set()
        self.next_engine = RecordingEngine()
        self.views: list[MonitorView] = []
        self.desk = MonitorDesk(
            bench.controller.parts,
            bench.studio,
            make_engine=self.make_engine,
            make_bridge=DirectBridge,
            follow_events=bench.controller.follow_events,
        )
        self.desk.subscribe(self.views.append)

    async def make_engine(self) -> RecordingEngine:
        await self.may_make.wait()
        engine, self.next_engine = self.next_engine, RecordingEngine()
        self.engines.append(engine)
        return engine

    @property
    def engine(self) -> RecordingEngine:
        return self.engines[-1]

    def phase(self) -> MonitorPhase:
        return self.desk.view.phase

    async def open(self) -> RecordingEngine:
        self.desk.open()
        await self.bench.controller.settle()
        return self.engine

    async def play(self) -> RecordingEngine:
        engine = await self.open()
        engine.emit(PlayerRenderedVideoFirstFrame(self.bench.stream_id(), 40.0))
        return engine

    def all_have_ended(self) -> bool:
        return all(engine.names()[-1] == "destroy" for engine in self.engines)


@pytest.fixture
def monitor(bench: Bench) -> Monitor:
    return Monitor(bench)


def quality(stream_id: str, *, fps: float = 30.0, p50: float = 21.0) -> PlayerQualityUpdate:
    figures = PlayerQuality(received_fps=fps, end_to_end_p50_ms=p50, end_to_end_p95_ms=p50 + 9)
    return PlayerQualityUpdate(stream_id, figures)


async def test_it_costs_nothing_until_it_is_asked_for(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()

    assert monitor.desk.view == MonitorView(is_on_air=True, way=MonitorWay.SECOND_ENGINE)
    assert monitor.engines == []
    assert "open_monitor" not in bench.studio.calls


async def test_it_receives_the_own_main_stream_without_its_sound(
    bench: Bench, monitor: Monitor
) -> None:
    await bench.go_live()
    engine = await monitor.open()

    stream_id = bench.stream_id()
    assert engine.arguments("start_playing_stream") == [(stream_id, None, None)]
    assert engine.arguments("set_play_volume") == [(stream_id, 0)]
    assert monitor.phase() is Phase.WAITING
    assert "start_playing_stream" not in bench.engine.names()


async def test_it_tells_the_delay_of_what_plays(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    assert not monitor.desk.view.knows_delay

    engine.emit(PlayerVideoSizeChanged(bench.stream_id(), 1280, 720), quality(bench.stream_id()))

    view = monitor.desk.view
    assert view.knows_delay
    assert (view.delay_p50_ms, view.delay_p95_ms) == (21.0, 30.0)
    assert (view.width_px, view.height_px) == (1280, 720)


async def test_its_events_are_none_of_the_broadcasts(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    before, tapped = bench.controller.state, list(bench.tapped)
    engine.emit(RoomOnlineUserCountUpdate(ROOM, 9), room(Reason.RECONNECTING))

    assert bench.controller.state is before
    assert bench.tapped == tapped


async def test_a_break_is_told_and_its_end_too(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    engine.emit(quality(bench.stream_id()))
    playing, requesting = PlayerState.PLAYING, PlayerState.PLAY_REQUESTING
    engine.emit(PlayerStateUpdate(bench.stream_id(), requesting, ErrorCode.PLAY_INTERRUPTED))
    assert monitor.phase() is Phase.INTERRUPTED
    assert monitor.desk.view.delay_p50_ms < 0

    engine.emit(PlayerStateUpdate(bench.stream_id(), playing))
    assert monitor.phase() is Phase.PLAYING


async def test_a_stream_that_silently_stands_still_counts_as_broken(
    bench: Bench, monitor: Monitor
) -> None:
    await bench.go_live()
    engine = await monitor.play()
    engine.emit(quality(bench.stream_id(), fps=0.0, p50=-1.0))
    assert monitor.phase() is Phase.INTERRUPTED

    engine.emit(quality(bench.stream_id()))
    assert monitor.phase() is Phase.PLAYING
    assert monitor.desk.view.knows_delay


async def test_it_follows_the_stream_to_another_id(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    before = bench.stream_id()
    bench.controller.parts.flow.publish(bench.controller.state.outgoing[0].channel)
    after = bench.stream_id()

    assert after != before
    assert engine.arguments("stop_playing_stream") == [(before,)]
    assert [call[0] for call in engine.arguments("start_playing_stream")] == [before, after]
    assert monitor.phase() is Phase.WAITING
    engine.emit(PlayerRenderedVideoFirstFrame(before, 40.0))
    assert monitor.phase() is Phase.WAITING  # a word about the stream that was before


async def test_a_picture_that_was_switched_off_is_said_to_be(
    bench: Bench, monitor: Monitor
) -> None:
    await bench.go_live()
    await monitor.play()
    bench.controller.desk.toggle_camera()

    assert monitor.desk.view.is_picture_off


async def test_its_canvas_is_where_the_picture_goes(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    monitor.desk.canvas_ready(CANVAS)
    engine = await monitor.open()
    stream_id = bench.stream_id()
    assert engine.arguments("start_playing_stream") == [(stream_id, CANVAS, None)]

    monitor.desk.canvas_ready(OTHER_CANVAS)
    monitor.desk.canvas_gone(CANVAS)  # replaced already
    monitor.desk.canvas_gone(OTHER_CANVAS)
    moved = engine.arguments("update_playing_canvas")
    assert moved == [(stream_id, OTHER_CANVAS), (stream_id, None)]


async def test_closing_it_ends_its_engine_in_order(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    monitor.desk.close()
    await bench.controller.settle()

    assert engine.names()[-3:] == END
    assert monitor.phase() is Phase.OFF
    assert "stop_publishing_stream" not in bench.engine.names()


async def test_it_ends_before_the_broadcast(bench: Bench, monitor: Monitor) -> None:
    sender = await bench.go_live()
    engine = await monitor.play()
    sender_at_the_end: list[bool] = []
    destroy = engine.destroy

    async def look_and_destroy() -> None:
        sender_at_the_end.append("stop_publishing_stream" in sender.names())
        await destroy()

    engine.destroy = look_and_destroy  # type: ignore[method-assign]
    bench.controller.leave()
    await bench.controller.settle()

    assert sender_at_the_end == [False]
    assert engine.names()[-3:] == END
    assert monitor.desk.view == MonitorView()


async def test_a_broadcast_that_is_put_out_takes_it_along(bench: Bench, monitor: Monitor) -> None:
    sender = await bench.go_live()
    await monitor.play()
    sender.emit(room(Reason.KICK_OUT, ErrorCode.KICKED_BY_OPERATOR))
    await bench.controller.settle()

    assert monitor.all_have_ended()
    assert monitor.desk.view.way is MonitorWay.NONE
    monitor.desk.open()
    await bench.controller.settle()
    assert len(monitor.engines) == 1


@pytest.mark.parametrize("presses", range(1, 7))
async def test_pressing_quickly_ends_in_what_was_wanted_last(
    bench: Bench, monitor: Monitor, presses: int
) -> None:
    await bench.go_live()
    for _ in range(presses):
        monitor.desk.toggle()
        await asyncio.sleep(0)
    await bench.controller.settle()

    is_open = presses % 2 == 1
    alive = [engine for engine in monitor.engines if "destroy" not in engine.names()]
    assert len(alive) == is_open
    assert monitor.desk.view.is_open is is_open


async def test_closing_does_not_wait_for_a_login_that_hangs(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    gate = monitor.next_engine.hold("login_room")
    monitor.desk.open()
    await until(lambda: bool(monitor.engines) and "login_room" in monitor.engine.names())
    monitor.desk.close()
    await until(lambda: "logout_room" in monitor.engine.names())
    monitor.engine.fail("login_room", RoomError("cannot enter: it was left"))
    gate.set()
    await bench.controller.settle()

    assert monitor.all_have_ended()
    assert monitor.phase() is Phase.OFF


async def test_an_engine_that_comes_after_the_end_of_the_broadcast_is_not_left(
    bench: Bench, monitor: Monitor
) -> None:
    await bench.go_live()
    monitor.may_make.clear()
    monitor.desk.open()
    await until(lambda: monitor.phase() is Phase.OPENING)
    bench.controller.leave()
    await asyncio.sleep(0)
    monitor.may_make.set()
    await bench.controller.settle()

    assert monitor.all_have_ended()


async def test_a_refusal_says_why_and_can_be_tried_again(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    refusal = RoomError("cannot enter: full", code=ErrorCode.ROOM_FULL)
    monitor.next_engine.fail("login_room", refusal)
    await monitor.open()
    problem = monitor.desk.view.problem
    assert monitor.phase() is Phase.FAILED
    assert problem is not None
    assert problem.code is ErrorCode.ROOM_FULL
    assert monitor.all_have_ended()

    monitor.desk.retry()
    await bench.controller.settle()
    assert monitor.phase() is Phase.WAITING
    assert len(monitor.engines) == 2
    assert bench.controller.state.problem is None


async def test_a_studio_that_lets_nobody_in_is_said_to(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    bench.studio.failures["open_monitor"] = InvalidValueError("cannot watch: no token")
    monitor.desk.open()
    await bench.controller.settle()

    assert monitor.phase() is Phase.FAILED
    assert monitor.engines == []


async def test_what_nobody_foresaw_is_a_failure_too(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    bench.studio.failures["open_monitor"] = ZeroDivisionError()
    monitor.desk.open()
    await bench.controller.settle()

    assert monitor.phase() is Phase.FAILED
    monitor.desk.close()
    assert monitor.phase() is Phase.OFF


async def test_losing_the_room_for_good_ends_the_engine(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    engine.emit(room(Reason.RECONNECT_FAILED, ErrorCode.RETRY_TIMED_OUT))
    await bench.controller.settle()

    assert monitor.phase() is Phase.FAILED
    assert monitor.all_have_ended()


async def test_where_no_second_token_can_be_had_nothing_opens(
    bench: Bench, monitor: Monitor
) -> None:
    bench.studio.way_to_monitor = MonitorWay.NONE
    await bench.go_live()
    monitor.desk.toggle()
    await bench.controller.settle()

    assert monitor.desk.view == MonitorView(is_on_air=True)
    assert monitor.engines == []


async def test_a_token_that_ends_soon_is_replaced_for_the_same_user(
    bench: Bench, monitor: Monitor
) -> None:
    await bench.go_live()
    engine = await monitor.play()
    engine.emit(RoomTokenWillExpire(ROOM, 30))
    await bench.controller.settle()

    assert len(engine.arguments("renew_token")) == 1
    assert bench.studio.calls.count("open_monitor") == 2


async def test_the_engine_that_sends_plays_where_there_can_be_no_other(
    bench: Bench, monitor: Monitor
) -> None:
    bench.studio.way_to_monitor = MonitorWay.SAME_ENGINE
    sender = await bench.go_live()
    monitor.desk.open()
    await bench.controller.settle()
    stream_id = bench.stream_id()
    assert sender.arguments("start_playing_stream") == [(stream_id, None, None)]
    assert sender.arguments("set_play_volume") == [(stream_id, 0)]
    sender.emit(PlayerRenderedVideoFirstFrame(stream_id, 40.0), quality(stream_id))
    assert monitor.desk.view.knows_delay
    assert bench.controller.state.incoming == ()

    monitor.desk.close()
    await bench.controller.settle()
    assert sender.arguments("stop_playing_stream") == [(stream_id,)]
    assert "logout_room" not in sender.names()
    assert monitor.engines == []


async def test_the_same_engine_stops_playing_before_it_stops_sending(
    bench: Bench, monitor: Monitor
) -> None:
    bench.studio.way_to_monitor = MonitorWay.SAME_ENGINE
    sender = await bench.go_live()
    monitor.desk.open()
    await bench.controller.settle()
    bench.controller.leave()
    await bench.controller.settle()

    names = sender.names()
    assert names.index("stop_playing_stream") < names.index("stop_publishing_stream")
    assert names[-1] == "destroy"


async def test_a_second_picture_changes_nothing(bench: Bench, monitor: Monitor) -> None:
    await bench.go_live()
    engine = await monitor.play()
    bench.controller.desk.start_share(bench.controller.state.outgoing[0].source)

    assert bench.stream_id(AUX)
    assert len(engine.arguments("start_playing_stream")) == 1
