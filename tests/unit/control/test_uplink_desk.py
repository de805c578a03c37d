"""The check of the way up: a room of its own, nothing left of it, and a broadcast goes before."""

from __future__ import annotations

import asyncio

import pytest

from app.control.permissions import Permission
from app.control.studio import MonitorWay
from app.control.uplink import AudiencePlace, Fit
from app.control.uplink_desk import UplinkPhase
from app.control.uplink_room import place_of
from app.control.view_state import View
from app.model.errors import ErrorCode, MediaServerError
from app.model.events import (
    NetworkQuality,
    PublisherQualityUpdate,
    PublisherSentVideoFirstFrame,
    PublisherStateUpdate,
    RoomOnlineUserCountUpdate,
    RoomStateChanged,
)
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind, VideoConfig
from app.model.quality import PublisherQuality, QualityLevel
from app.model.session import PublisherState, RoomStateReason
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import CAMERA, PLAN
from tests.fakes.start import FakeStart
from tests.unit.control.bench import Bench, until

GOOD = PublisherQuality(encode_fps=30.0, capture_fps=30.0, encode_ms=4.0, available_kbps=9_000.0)
MICROPHONE = CaptureSource(SourceKind.MICROPHONE)


class Check:
    """A check on a bench, whose second engine is noted."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.bench.studio.way_to_monitor = MonitorWay.SECOND_ENGINE
        self.seconds: list[RecordingEngine] = []
        self.start = FakeStart(self.bench.controller, self.bench.studio, self.make_second)
        self.desk = self.start.uplink
        self.start.preview.choose(CAMERA, MICROPHONE, VideoConfig())

    async def make_second(self) -> RecordingEngine:
        self.seconds.append(RecordingEngine())
        return self.seconds[-1]

    async def begin(self) -> RecordingEngine:
        """Start, and return the engine once it publishes."""
        self.desk.start(VideoConfig())
        await until(
            lambda: (
                bool(self.bench.engines) and "start_publishing_stream" in self.bench.engine.names()
            )
        )
        return self.bench.engine

    def phase(self) -> UplinkPhase:
        return self.desk.view.phase

    def is_previewed(self) -> bool:
        return self.start.preview.view.is_on

    def room_id(self) -> str:
        return self.bench.controller.state.room.room_id

    def flow(self, engine: RecordingEngine, *qualities: PublisherQuality) -> str:
        """Let the stream flow and its figures come; return its ID."""
        stream_id = str(engine.arguments("start_publishing_stream")[-1][0])
        engine.emit(PublisherSentVideoFirstFrame(PublishChannel.MAIN, stream_id))
        engine.emit(*(PublisherQualityUpdate(stream_id, item) for item in qualities))
        return stream_id


@pytest.fixture
async def check() -> Check:
    return Check()


async def test_a_check_sends_receives_judges_and_leaves_nothing(check: Check) -> None:
    engine = await check.begin()
    await until(lambda: bool(check.seconds) and "start_playing_stream" in check.seconds[0].names())
    stream_id = check.flow(engine, GOOD, GOOD, GOOD)
    assert check.seconds[0].arguments("start_playing_stream")[0][0] == stream_id
    await check.bench.controller.settle()

    view = check.desk.view
    assert view.phase is UplinkPhase.DONE
    assert view.place is AudiencePlace.THIS_COMPUTER
    assert view.verdict is not None
    assert view.verdict.fit is Fit.GOOD
    assert [name for name in engine.names() if name.startswith(("stop_pub", "logout"))] == [
        "stop_publishing_stream",
        "logout_room",
    ]
    assert check.seconds[0].names()[-1] == "destroy"
    assert check.bench.studio.calls[-1] == "close"
    assert check.bench.controller.state.view is View.START
    assert "can_be_watched on" not in check.bench.studio.calls


async def test_the_preview_goes_on_where_it_was_on_and_ends_where_it_was_off(
    check: Check,
) -> None:
    engine = await check.begin()
    check.flow(engine, GOOD, GOOD)
    await check.bench.controller.settle()
    assert not check.is_previewed()
    assert "stop_preview" in engine.names()

    check.start.preview.turn_on()
    await check.bench.controller.settle()
    before = engine.names().count("stop_preview")
    check.desk.start(VideoConfig())
    await until(lambda: engine.names().count("start_publishing_stream") == 2)
    check.flow(engine, GOOD, GOOD)
    await check.bench.controller.settle()
    assert check.is_previewed()
    assert engine.names().count("stop_preview") == before


async def test_news_of_the_check_reach_no_view(check: Check) -> None:
    engine = await check.begin()
    room_id = str(engine.arguments("login_room")[0][0])
    before = check.bench.controller.state
    engine.emit(
        RoomStateChanged(room_id, RoomStateReason.LOGINED),
        RoomOnlineUserCountUpdate(room_id, 1),
        NetworkQuality("", QualityLevel.BAD, QualityLevel.BAD),
    )
    assert check.bench.controller.state.room == before.room
    assert check.bench.controller.state.online_count == 0
    check.flow(engine, GOOD, GOOD)
    await check.bench.controller.settle()
    engine.emit(RoomStateChanged(room_id, RoomStateReason.LOGOUT))  # late, as it may come
    assert check.room_id() == ""
    engine.emit(RoomStateChanged("friday", RoomStateReason.LOGINING))
    assert check.room_id() == "friday"


async def test_it_can_be_stopped(check: Check) -> None:
    engine = await check.begin()
    check.desk.stop()
    await check.bench.controller.settle()
    assert check.phase() is UplinkPhase.IDLE
    assert "logout_room" in engine.names()
    assert check.bench.studio.calls[-1] == "close"


async def test_a_broadcast_waits_for_the_end_of_the_check(check: Check) -> None:
    engine = await check.begin()
    check.bench.controller.go_live(PLAN)
    await check.bench.controller.settle()
    names = engine.names()
    rooms = [arguments[0] for arguments in engine.arguments("login_room")]
    assert rooms[-1] == PLAN.room_id
    assert len(rooms) == 2
    last_login = len(names) - 1 - names[::-1].index("login_room")
    assert names.index("logout_room") < last_login
    assert check.bench.studio.calls.index("close") < len(check.bench.studio.calls) - 1
    assert check.bench.studio.calls.count("open_host") == 2
    assert check.phase() is UplinkPhase.IDLE


async def test_closing_the_window_ends_it(check: Check) -> None:
    engine = await check.begin()
    await check.bench.controller.close()
    assert engine.names()[-1] == "destroy"
    assert check.bench.studio.calls[-1] == "close"


async def test_a_server_that_does_not_start_is_told(check: Check) -> None:
    check.bench.studio.failures["open_host"] = MediaServerError("cannot start the server: no")
    check.desk.start(VideoConfig())
    await check.bench.controller.settle()
    assert check.phase() is UplinkPhase.FAILED
    assert check.desk.view.problem is not None
    check.desk.dismiss()
    assert check.phase() is UplinkPhase.IDLE


async def test_a_stream_that_is_refused_is_told(check: Check) -> None:
    engine = await check.begin()
    stream_id = str(engine.arguments("start_publishing_stream")[0][0])
    code = ErrorCode.PUBLISH_FAILED
    engine.emit(PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code))
    await check.bench.controller.settle()
    assert check.phase() is UplinkPhase.FAILED
    assert check.desk.view.problem is not None
    assert check.desk.view.problem.code is code


async def test_without_the_systems_permission_nothing_is_opened(check: Check) -> None:
    check.start.permissions.states[DeviceKind.CAMERA] = Permission.DENIED
    check.desk.start(VideoConfig())
    await check.bench.controller.settle()
    assert check.phase() is UplinkPhase.FAILED
    assert check.bench.studio.calls == []


async def test_an_engine_alone_in_its_process_is_not_received(check: Check) -> None:
    check.bench.studio.way_to_monitor = MonitorWay.SAME_ENGINE
    engine = await check.begin()
    check.flow(engine, GOOD, GOOD)
    await check.bench.controller.settle()
    assert check.seconds == []
    assert check.phase() is UplinkPhase.DONE


async def test_what_takes_too_long_ends_by_itself(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.control.uplink_room.CHECK_LIMIT_S", 0.02)
    engine = await check.begin()
    await check.bench.controller.settle()  # no frame is ever sent
    assert check.phase() is UplinkPhase.FAILED
    assert "logout_room" in engine.names()


async def test_there_is_one_check_at_a_time(check: Check) -> None:
    await check.begin()
    check.desk.start(VideoConfig())
    await asyncio.sleep(0)
    assert check.bench.studio.calls.count("open_host") == 1
    check.desk.stop()
    await check.bench.controller.settle()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("ws://127.0.0.1:7880", AudiencePlace.THIS_COMPUTER),
        ("ws://localhost:7880", AudiencePlace.THIS_COMPUTER),
        ("ws://[::1]:7880", AudiencePlace.THIS_COMPUTER),
        ("wss://live.example", AudiencePlace.ELSEWHERE),
        ("ws://192.168.1.5:7880", AudiencePlace.ELSEWHERE),
        ("", AudiencePlace.ELSEWHERE),
    ],
)
def test_where_the_server_is_says_where_the_audience_is(url: str, place: AudiencePlace) -> None:
    assert place_of(url) is place
