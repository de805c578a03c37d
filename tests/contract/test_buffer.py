"""Waiting bounds of a played stream: taken at any moment, checked, without a break."""

from __future__ import annotations

import pytest

from app.model.errors import InvalidValueError
from tests.contract.broadcasts import broadcast
from tests.contract.people import People


async def test_a_stream_goes_on_with_another_buffer(people: People, room_id: str) -> None:
    async with broadcast(people, room_id) as (_, watcher):
        for least_ms in (200, 80, 0):
            watcher.engine.set_play_stream_buffer_interval_range("s1", least_ms, max_ms=4000)
            await watcher.picture("s1")


async def test_a_buffer_out_of_range_is_refused(people: People) -> None:
    engine = people.add("watcher").engine
    for bounds in ((-1, 100), (200, 100), (0, 4001)):
        with pytest.raises(InvalidValueError):
            engine.set_play_stream_buffer_interval_range("s1", bounds[0], max_ms=bounds[1])
