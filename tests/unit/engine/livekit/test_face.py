"""The end of any engine: bounded, also when a part hangs."""

from __future__ import annotations

import asyncio
import logging

import pytest

from app.engine.common.face import LoopFace


class Face(LoopFace):
    """An engine of one part, which ends when it is told to."""

    def __init__(self, *, hangs: bool) -> None:
        super().__init__("test-face", end_time_s=0.2)
        self._hangs = hangs
        self.steps: list[str] = []

    @property
    def _is_login_asked(self) -> bool:
        return False

    async def _shut_down(self) -> None:
        self.steps.append("shut down")
        if self._hangs:
            await asyncio.get_running_loop().create_future()

    async def _linger(self) -> None:
        self.steps.append("lingered")

    def let_go(self) -> None:
        """End what hangs, so that the test leaves no thread behind."""
        self._loop.close(self._linger())


async def test_the_end_comes_once_and_in_order() -> None:
    face = Face(hangs=False)
    await asyncio.gather(face.destroy(), face.destroy())
    assert face.steps == ["shut down", "lingered"]


async def test_a_part_that_hangs_is_left_behind_in_time(caplog: pytest.LogCaptureFixture) -> None:
    face = Face(hangs=True)
    with caplog.at_level(logging.ERROR):
        async with asyncio.timeout(5.0):
            await face.destroy()
    assert "the engine does not end" in caplog.text
    assert face.steps == ["shut down"]
    face.let_go()
    await face._loop.wait_closed()
