"""Following a link, and what comes after it by the host's doing."""

import asyncio

import pytest

from app.control.phases import HostPhase, WatchPhase, host_phase, watch_phase
from app.control.reduce import LIVE_ENDED, LIVE_KEY
from app.control.view_state import HostPresence, View
from app.model.errors import (
    ErrorCode,
    LinkError,
)
from app.model.events import (
    RoomExtraInfoUpdate,
)
from app.model.session import (
    UpdateType,
)
from tests.fakes.samples import (
    OTHER_STREAM,
    ROOM,
    STREAM,
    room,
    streams,
)
from tests.fakes.studio import LINK
from tests.unit.control.bench import Bench, Reason, until


async def test_every_stream_of_an_add_is_played_and_stopped_at_once_when_it_ends(
    bench: Bench,
) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM, OTHER_STREAM))
    assert [call[0] for call in engine.arguments("start_playing_stream")] == [
        STREAM.stream_id,
        OTHER_STREAM.stream_id,
    ]
    engine.emit(streams(UpdateType.DELETE, STREAM))
    assert engine.arguments("stop_playing_stream") == [(STREAM.stream_id,)]
    assert [item.stream for item in bench.controller.state.incoming] == [OTHER_STREAM]


async def test_an_audience_captures_nothing(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    forbidden = {"start_preview", "start_publishing_stream", "set_capture_source"}
    assert not forbidden & set(engine.names())


async def test_a_link_is_cleaned_before_it_is_followed(bench: Bench) -> None:
    bench.controller.watch_link(f"  <{LINK[:20]}\n  {LINK[20:]}> ")
    await bench.controller.settle()
    assert bench.studio.links == [LINK]


@pytest.mark.parametrize("text", ["", "   ", "friday", "ftp://x/#y", "http://[/#x", "http://x/"])
async def test_what_is_no_link_is_told_on_the_start_view(bench: Bench, text: str) -> None:
    bench.controller.watch_link(text)
    await bench.controller.settle()

    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is not None
    assert bench.engines == []


async def test_a_link_that_leads_nowhere_can_be_tried_again(bench: Bench) -> None:
    bench.studio.failures["open_watch"] = LinkError("cannot open the link: nobody answers")
    bench.controller.watch_link(LINK, "Ann")
    await bench.controller.settle()
    assert watch_phase(bench.controller.state) is WatchPhase.FAILED

    del bench.studio.failures["open_watch"]
    bench.controller.retry()
    await bench.controller.settle()
    assert bench.controller.state.user is not None
    assert bench.controller.state.user.name == "Ann"
    assert bench.controller.state.problem is None
    assert bench.studio.links == [LINK, LINK]


async def test_when_the_host_ends_the_engine_goes_and_the_words_stay(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    engine.emit(RoomExtraInfoUpdate(ROOM, LIVE_KEY, LIVE_ENDED))
    await bench.controller.settle()

    assert watch_phase(bench.controller.state) is WatchPhase.ENDED
    assert engine.names()[-3:] == ["stop_playing_stream", "logout_room", "destroy"]


@pytest.mark.parametrize(
    ("reason", "phase"),
    [
        (Reason.KICK_OUT, WatchPhase.REMOVED),
        (Reason.RECONNECT_FAILED, WatchPhase.LOST),
        (Reason.LOGOUT, WatchPhase.ENDED),
    ],
)
async def test_when_the_room_is_over_the_engine_goes_and_the_view_says_why(
    bench: Bench, reason: Reason, phase: WatchPhase
) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM), room(reason))
    await bench.controller.settle()

    assert watch_phase(bench.controller.state) is phase
    assert engine.names()[-1] == "destroy"
    assert bench.studio.calls[-1] == "close"

    bench.controller.retry()
    await bench.controller.settle()
    assert len(bench.engines) == 2


async def test_a_kicked_host_releases_camera_and_server(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.emit(room(Reason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER))
    await bench.controller.settle()

    assert host_phase(bench.controller.state) is HostPhase.REMOVED
    assert "stop_preview" in engine.names()
    assert bench.studio.calls[-2:] == ["can_be_watched off", "close"]


async def test_a_watcher_who_is_early_is_told_that_the_host_is_not_live_yet() -> None:
    bench = Bench()
    bench.studio.is_early = True
    bench.studio.held["open_watch"] = asyncio.Event()
    bench.controller.watch_link(LINK)
    await until(lambda: "open_watch" in bench.studio.calls)
    assert watch_phase(bench.controller.state) is WatchPhase.HOST_NOT_THERE

    bench.studio.held["open_watch"].set()
    await bench.controller.settle()
    assert bench.controller.state.host_presence is HostPresence.UNKNOWN


@pytest.mark.parametrize(
    ("is_there", "phase", "end"),
    [
        (True, WatchPhase.RECONNECTING, WatchPhase.LOST),
        (False, WatchPhase.HOST_AWAY, WatchPhase.HOST_GONE),
    ],
)
async def test_a_broken_connection_is_told_from_a_host_who_went_away(
    is_there: bool, phase: WatchPhase, end: WatchPhase
) -> None:
    bench = Bench()
    engine = await bench.watch()
    bench.studio.is_host_there = is_there

    engine.emit(room(Reason.RECONNECTING))
    await until(lambda: "host_answers" in bench.studio.calls)
    await until(lambda: watch_phase(bench.controller.state) is phase)

    engine.emit(room(Reason.RECONNECT_FAILED))
    await bench.controller.settle()
    assert watch_phase(bench.controller.state) is end
    problem = bench.controller.state.problem
    assert problem is not None
    assert (problem.cause.key == "problem.host_gone.cause") is not is_there


async def test_a_host_is_not_asked_after_once_the_connection_is_back() -> None:
    bench = Bench()
    engine = await bench.watch()
    engine.emit(room(Reason.RECONNECTING), room(Reason.RECONNECTED))
    await bench.controller.close()
    assert "host_answers" not in bench.studio.calls
