"""History, breaks, timeline and load, as the desk gathers them."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace

import numpy as np
import pytest

from app.control.health_desk import HealthDesk
from app.control.health_history import Metric, StreamHistory
from app.control.health_timeline import KEPT, Timeline, describe
from app.control.health_view import (
    HISTORY_S,
    Advice,
    AdviceKind,
    Break,
    NextStep,
    ProcessorLoad,
)
from app.control.view_state import View
from app.model.errors import ErrorCode
from app.model.events import (
    IMBroadcastMessageReceived,
    PlayerQualityUpdate,
    PublisherQualityUpdate,
    RoomUserUpdate,
)
from app.model.media import PublishChannel
from app.model.quality import AudienceFigures, PlayerQuality, PublisherQuality
from app.model.session import Message, RoomStateReason, UpdateType, User
from tests.fakes.samples import PLAN, SCREEN, room
from tests.unit.control.bench import Bench

NOW_S = 1_000_000


def seen(p50_ms: float = 20.0) -> PlayerQuality:
    return PlayerQuality(
        shown_fps=30.0, video_kbps=2000.0, end_to_end_p50_ms=p50_ms, end_to_end_p95_ms=p50_ms + 5
    )


def test_a_series_has_a_value_for_each_second_and_gaps_where_nothing_was_measured() -> None:
    history = StreamHistory()
    history.add(NOW_S, seen(20.0))
    history.add(NOW_S + 1, seen(21.0))
    history.add(NOW_S + 9, seen(29.0))
    series = history.series(Metric.DELAY_P50, NOW_S + 9)
    assert series.shape == (HISTORY_S,)
    assert list(series[-10:-8]) == [20.0, 21.0]
    assert np.isnan(series[-8:-4]).all()  # nothing was told for longer than a period
    assert list(series[-4:]) == [29.0] * 4
    assert np.isnan(series[:-10]).all()


def test_figures_every_three_seconds_leave_no_gaps() -> None:
    history = StreamHistory()
    for second in range(0, 30, 3):
        history.add(NOW_S + second, seen())
    assert not np.isnan(history.series(Metric.FPS, NOW_S + 27)[-25:]).any()


def test_the_ring_keeps_five_minutes_and_no_more() -> None:
    history = StreamHistory()
    for second in range(2 * HISTORY_S):
        history.add(NOW_S + second, seen(float(second)))
    series = history.series(Metric.DELAY_P50, NOW_S + 2 * HISTORY_S - 1)
    assert list(series) == [float(second) for second in range(HISTORY_S, 2 * HISTORY_S)]
    later = history.series(Metric.DELAY_P50, NOW_S + 2 * HISTORY_S + 9)
    assert np.isnan(later[-10:]).all()
    assert later[0] == HISTORY_S + 10


def test_a_publisher_shows_the_delay_its_audience_tells() -> None:
    history = StreamHistory()
    history.add(NOW_S, PublisherQuality(send_fps=30.0, video_kbps=2000.0))
    history.add(NOW_S + 1, PublisherQuality(audience=AudienceFigures(2, 33.0, 44.0, 50.0)))
    series = history.series(Metric.DELAY_P50, NOW_S + 1)
    assert math.isnan(series[-2])
    assert series[-1] == 33.0


async def _load() -> ProcessorLoad:
    return ProcessorLoad(10.0, 4.0, 30.0, 2)


async def test_the_desk_keeps_what_engines_tell_and_forgets_it_with_the_next_session() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    engine = await bench.go_live()
    stream_id = bench.stream_id(PublishChannel.MAIN)
    engine.emit(PublisherQualityUpdate(stream_id, PublisherQuality(send_fps=30.0)))
    assert desk.streams[stream_id].newest_s == 5  # the bench's clock stands at 5 s
    bench.controller.leave()
    await bench.controller.settle()
    assert bench.controller.state.view is View.START
    assert desk.streams
    await bench.go_live()
    assert not desk.streams
    await bench.controller.close()


async def test_advice_comes_with_the_beat_and_rests_on_the_start_view() -> None:
    bench = Bench()
    now_ms = 10_000
    desk = HealthDesk(bench.controller, _load)
    desk._now_ms = lambda: now_ms
    engine = await bench.go_live()
    stream_id = bench.stream_id(PublishChannel.MAIN)
    engine.emit(PublisherQualityUpdate(stream_id, PublisherQuality(loss_share=0.5)))
    for _ in range(8):
        now_ms += 1_000
        desk.tick()
    assert [item.kind for item in desk.view.advice] == [AdviceKind.LOSS_OUT]
    bench.controller.leave()
    await bench.controller.settle()
    assert desk.view.advice == ()
    assert desk._beat is None
    await bench.controller.close()


async def test_the_load_is_measured_by_the_beat() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    await bench.go_live()
    desk._beat_once()
    await asyncio.wait({desk._measuring} if desk._measuring is not None else set())
    desk.tick()
    assert desk.view.load == ProcessorLoad(10.0, 4.0, 30.0, 2)
    await bench.controller.close()
    assert desk._beat is None


async def test_breaks_are_noted_from_the_break_to_the_return() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    engine = await bench.go_live()
    engine.emit(room(RoomStateReason.RECONNECTING), room(RoomStateReason.RECONNECTING))
    assert list(desk.breaks) == [Break(5)]
    engine.emit(room(RoomStateReason.RECONNECTED))
    assert list(desk.breaks) == [Break(5, 5)]
    desk._now_ms = lambda: (6 + HISTORY_S) * 1000
    assert not desk.breaks
    await bench.controller.close()


async def test_figures_over_the_picture_are_wanted_or_not() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    told: list[bool] = []
    unsubscribe = desk.subscribe(lambda view: told.append(view.is_over_picture))
    desk.toggle_over_picture()
    desk.toggle_over_picture()
    unsubscribe()
    desk.toggle_over_picture()
    assert told == [True, False]


def test_the_timeline_tells_errors_and_counts_but_no_words_and_no_names() -> None:
    user = User("secret-id", "Somebody")
    assert describe(room(RoomStateReason.LOGIN_FAILED, ErrorCode.ROOM_UNREACHABLE)) == (
        f"room: LOGIN_FAILED (ROOM_UNREACHABLE {int(ErrorCode.ROOM_UNREACHABLE)})"
    )
    assert describe(RoomUserUpdate("r", UpdateType.ADD, (user, user))) == "people: 2 ADD"
    assert describe(IMBroadcastMessageReceived("r", (Message(user, "words", 0),))) == ""
    assert describe(PlayerQualityUpdate("s", PlayerQuality())) == ""


def test_the_timeline_forgets_the_oldest() -> None:
    timeline = Timeline(lambda: 7)
    for number in range(KEPT + 5):
        timeline.note(str(number))
    assert len(timeline.moments) == KEPT
    assert timeline.moments[0].text == "5"


@pytest.mark.parametrize("many", [40])
async def test_many_streams_cost_no_more_than_some(many: int) -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    for number in range(many):
        quality = replace(seen(), shown_fps=float(number + 1))
        desk._take(PlayerQualityUpdate(f"s{number}", quality), number * 1000)
    assert len(desk.streams) == 32
    assert "s39" in desk.streams
    assert "s0" not in desk.streams


async def test_a_smaller_picture_goes_out_anew_on_the_same_channel() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    engine = await bench.go_live()
    before = bench.stream_id(PublishChannel.MAIN)
    engine.emit(PublisherQualityUpdate(before, PublisherQuality(1280, 720, send_fps=30.0)))
    profile = desk.lesser_profile(before)
    assert profile is not None
    assert profile.height_px == 480
    engine.calls.clear()
    advice = Advice(AdviceKind.UPLOAD_WEAK, stream_id=before, step=NextStep.SEND_LESS)
    desk.take_step(advice)
    names = [name for name, _ in engine.calls]
    assert names == ["set_video_config", "stop_publishing_stream", "start_publishing_stream"]
    assert bench.stream_id(PublishChannel.MAIN) != before
    assert f"publishing: anew at {profile}" in [moment.text for moment in desk.timeline.moments]
    await bench.controller.close()


async def test_the_smallest_picture_has_no_smaller_one() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    engine = await bench.go_live()
    stream_id = bench.stream_id(PublishChannel.MAIN)
    engine.emit(PublisherQualityUpdate(stream_id, PublisherQuality(640, 360, send_fps=24.0)))
    assert desk.lesser_profile(stream_id) is None
    assert desk.lesser_profile("another") is None
    await bench.controller.close()


async def test_sharing_is_stopped_at_the_press_of_a_button() -> None:
    bench = Bench()
    desk = HealthDesk(bench.controller, _load)
    await bench.go_live(replace(PLAN, second_picture=SCREEN))
    before = len(bench.controller.state.outgoing)
    desk.take_step(Advice(AdviceKind.ENCODER_BUSY, step=NextStep.STOP_SHARING))
    assert (before, len(bench.controller.state.outgoing)) == (2, 1)
    await bench.controller.close()


async def test_a_load_that_cannot_be_measured_is_unknown_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> ProcessorLoad:
        raise OSError("no such file")

    bench = Bench()
    desk = HealthDesk(bench.controller, fail)
    await bench.go_live()
    caplog.set_level("INFO", "app.control.health_desk")
    for _ in range(3):
        desk._beat_once()
        if desk._measuring is not None:
            await asyncio.wait({desk._measuring})
        await asyncio.sleep(0)
    assert desk.view.load == ProcessorLoad()
    assert caplog.text.count("the load cannot be measured") == 1
    await bench.controller.close()
