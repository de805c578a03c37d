"""A latency mode reaches what is watched: with each stream, and at once when it is changed."""

from dataclasses import replace

import pytest

from app.control.latency import play_buffer_ms
from app.engine.common.limits import check_buffer_range
from app.model.errors import InvalidValueError
from app.model.media import LatencyMode
from app.model.session import UpdateType
from tests.fakes.samples import OTHER_STREAM, STREAM, streams
from tests.unit.control.bench import Bench

CALL = "set_play_stream_buffer_interval_range"


def choose(bench: Bench, mode: LatencyMode) -> None:
    bench.controller.remember(replace(bench.controller.preferences, latency_mode=mode))


async def test_every_stream_is_played_with_the_mode_that_was_chosen(bench: Bench) -> None:
    choose(bench, LatencyMode.SMOOTH)
    engine = await bench.watch()

    engine.emit(streams(UpdateType.ADD, STREAM))

    assert engine.arguments(CALL) == [(STREAM.stream_id, 200, 4000)]


async def test_what_plays_already_changes_at_once(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM, OTHER_STREAM))
    assert engine.arguments(CALL) == []  # engines begin with the lowest delay

    choose(bench, LatencyMode.BALANCED)
    choose(bench, LatencyMode.LOWEST)

    ids = (STREAM.stream_id, OTHER_STREAM.stream_id)
    assert engine.arguments(CALL) == [(item, least, 4000) for least in (80, 0) for item in ids]


async def test_nothing_is_asked_anew_by_another_preference(bench: Bench) -> None:
    choose(bench, LatencyMode.SMOOTH)
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))

    bench.controller.remember(replace(bench.controller.preferences, user_name="Ada"))

    assert len(engine.arguments(CALL)) == 1


def test_smoother_modes_wait_longer_and_all_are_possible() -> None:
    least = [play_buffer_ms(mode)[0] for mode in LatencyMode]

    assert least == sorted(set(least))
    for mode in LatencyMode:
        check_buffer_range(*play_buffer_ms(mode))


@pytest.mark.parametrize(("least", "most"), [(-1, 100), (200, 100), (0, 4001)])
def test_buffers_out_of_range_are_refused(least: int, most: int) -> None:
    with pytest.raises(InvalidValueError):
        check_buffer_range(least, most)
