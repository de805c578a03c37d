"""Steps towards what is wanted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from app.engine.common.aligner import Aligner
from app.engine.common.loop import EngineLoop


async def nothing() -> None:
    return


class Lamp:
    """Wants to be as bright as asked; each step takes a turn of the loop."""

    def __init__(self, loop: EngineLoop) -> None:
        self.loop = loop
        self.wanted = 0
        self.bright = 0
        self.at_once = 0
        self.most_at_once = 0
        self.stuck = False
        self.fails = False
        self.aligner = Aligner(
            loop, "lamp", is_in_line=lambda: self.wanted == self.bright, step=self.step
        )

    async def step(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.fails:
                raise ValueError("no")
            if self.stuck:
                await asyncio.Event().wait()
            await asyncio.sleep(0)
            self.bright += 1 if self.wanted > self.bright else -1
        finally:
            self.at_once -= 1

    def ask(self, wanted: int) -> None:
        self.wanted = wanted
        self.aligner.wake()


@pytest.fixture
def lamp() -> Iterator[Lamp]:
    loop = EngineLoop("loop-of-test")
    yield Lamp(loop)
    loop.close(nothing())


async def test_the_last_wish_counts_and_one_step_runs_at_a_time(lamp: Lamp) -> None:
    for wanted in (5, 1, 9, 3):
        lamp.loop.call(lamp.ask, wanted)
    await lamp.loop.submit(lamp.aligner.settle())
    assert lamp.bright == 3
    assert lamp.most_at_once == 1
    assert not lamp.aligner.is_busy


async def test_a_step_that_hangs_can_be_given_up(lamp: Lamp) -> None:
    lamp.stuck = True
    lamp.loop.call(lamp.ask, 2)
    await lamp.loop.submit(nothing())

    async def free() -> None:
        assert lamp.aligner.is_busy
        lamp.stuck = False
        lamp.aligner.interrupt()
        await lamp.aligner.settle()

    await lamp.loop.submit(free())
    assert lamp.bright == 2


async def test_a_step_that_fails_is_not_tried_for_ever(
    lamp: Lamp, caplog: pytest.LogCaptureFixture
) -> None:
    lamp.fails = True
    with caplog.at_level(logging.CRITICAL, "app.engine.common.loop"):
        lamp.loop.call(lamp.ask, 1)
        await lamp.loop.submit(lamp.aligner.settle())
    lamp.fails = False
    lamp.loop.call(lamp.ask, 1)  # but again with the next wish
    await lamp.loop.submit(lamp.aligner.settle())
    assert lamp.bright == 1
