"""A second engine beside the session's: opened, played, and gone for good in every case."""

from __future__ import annotations

import asyncio

import pytest

from app.control.second_engine import SecondEngine
from app.control.studio import WatchAccess
from app.model.errors import ErrorCode, RoomError, WrongStateError
from app.model.events import EngineEvent, RoomStateChanged
from app.model.media import Canvas
from app.model.session import RoomStateReason, User
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.studio import CONFIG
from tests.unit.control.bench import until

ACCESS = WatchAccess("friday", User("monitor-1"), CONFIG)
STREAM = "host-1-main"
CANVAS, OTHER_CANVAS = Canvas(view=7), Canvas(view=8)
END = ["stop_playing_stream", "logout_room", "destroy"]


class Stand:
    def __init__(self) -> None:
        self.engines: list[RecordingEngine] = []
        self.events: list[EngineEvent] = []
        self.may_make = asyncio.Event()
        self.may_make.set()
        self.prepared = RecordingEngine()
        self.second = SecondEngine(self.make, make_bridge=DirectBridge, on_event=self.events.append)

    async def make(self) -> RecordingEngine:
        await self.may_make.wait()
        self.engines.append(self.prepared)
        return self.prepared


@pytest.fixture
def stand() -> Stand:
    return Stand()


async def test_it_enters_plays_without_sound_and_ends_in_order(stand: Stand) -> None:
    await stand.second.open(ACCESS)
    stand.second.play(STREAM, CANVAS)
    await stand.second.end()

    engine = stand.prepared
    assert engine.arguments("login_room") == [("friday", ACCESS.user, CONFIG)]
    assert engine.arguments("start_playing_stream") == [(STREAM, CANVAS, None)]
    assert engine.arguments("set_play_volume") == [(STREAM, 0)]
    assert engine.names()[-3:] == END


async def test_its_picture_moves_to_another_canvas_and_to_none(stand: Stand) -> None:
    await stand.second.open(ACCESS)
    stand.second.play(STREAM)
    stand.second.draw_on(STREAM, OTHER_CANVAS)
    stand.second.draw_on(STREAM, None)

    moved = stand.prepared.arguments("update_playing_canvas")
    assert moved == [(STREAM, OTHER_CANVAS), (STREAM, None)]


async def test_its_events_arrive_until_it_ends(stand: Stand) -> None:
    await stand.second.open(ACCESS)
    news = RoomStateChanged("friday", RoomStateReason.LOGINED)
    stand.prepared.emit(news)
    await stand.second.end()
    stand.prepared.emit(RoomStateChanged("friday", RoomStateReason.LOGOUT))

    assert stand.events == [news]


async def test_a_refused_room_leaves_an_engine_that_the_end_destroys(stand: Stand) -> None:
    refusal = RoomError("cannot enter: no", hint="", code=ErrorCode.LOGIN_TOKEN_REFUSED)
    stand.prepared.fail("login_room", refusal)

    with pytest.raises(RoomError):
        await stand.second.open(ACCESS)
    await stand.second.end()

    assert stand.prepared.names()[-1] == "destroy"


async def test_an_end_during_the_login_leaves_nothing(stand: Stand) -> None:
    gate = stand.prepared.hold("login_room")
    opening = asyncio.ensure_future(stand.second.open(ACCESS))
    await until(lambda: "login_room" in stand.prepared.names())
    opening.cancel()
    ending = asyncio.ensure_future(stand.second.end())
    await until(lambda: "logout_room" in stand.prepared.names())
    stand.prepared.fail("login_room", RoomError("cannot enter: it was left"))
    gate.set()
    await ending

    assert stand.prepared.names()[-1] == "destroy"
    assert opening.cancelled()


async def test_an_end_while_the_engine_is_made_waits_for_it_and_destroys_it(stand: Stand) -> None:
    stand.may_make.clear()
    opening = asyncio.ensure_future(stand.second.open(ACCESS))
    await asyncio.sleep(0)
    opening.cancel()
    ending = asyncio.ensure_future(stand.second.end())
    await asyncio.sleep(0)
    stand.may_make.set()
    await ending

    assert stand.prepared.names() == ["destroy"]


async def test_an_engine_that_comes_too_late_ends_by_itself(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.control.second_engine._MAKE_LIMIT_S", 0.0)
    stand.may_make.clear()
    opening = asyncio.ensure_future(stand.second.open(ACCESS))
    await asyncio.sleep(0)
    opening.cancel()
    await stand.second.end()
    assert stand.engines == []

    stand.may_make.set()
    await until(lambda: "destroy" in stand.prepared.names())


async def test_after_the_end_nothing_can_be_asked_and_a_second_end_is_none(stand: Stand) -> None:
    await stand.second.open(ACCESS)
    await stand.second.end()
    await stand.second.end()

    assert stand.prepared.names().count("destroy") == 1
    with pytest.raises(WrongStateError, match="not open"):
        stand.second.play(STREAM)
    with pytest.raises(WrongStateError, match="has ended"):
        await stand.second.open(ACCESS)


async def test_one_that_was_never_opened_has_nothing_to_end(stand: Stand) -> None:
    await stand.second.end()

    assert stand.engines == []
