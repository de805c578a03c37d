"""The engine's own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from app.engine.common.loop import EngineLoop


async def nothing() -> None:
    return


@pytest.fixture
def loop() -> Iterator[EngineLoop]:
    loop = EngineLoop("loop-of-test")
    yield loop
    loop.close(nothing())


async def test_calls_run_in_order_on_one_other_thread(loop: EngineLoop) -> None:
    seen: list[tuple[int, int]] = []

    def note(number: int) -> None:
        seen.append((number, threading.get_ident()))

    for number in range(100):
        loop.call(note, number)
    await loop.submit(nothing())
    assert [number for number, _ in seen] == list(range(100))
    assert {thread for _, thread in seen} != {threading.get_ident()}
    assert len({thread for _, thread in seen}) == 1


async def test_work_starts_with_the_call_not_with_its_awaiting(loop: EngineLoop) -> None:
    started = threading.Event()

    async def work() -> int:
        started.set()
        return 7

    answer = loop.submit(work())
    assert await asyncio.to_thread(started.wait, 5)
    assert await answer == 7


async def test_giving_up_the_wait_leaves_the_work_running(loop: EngineLoop) -> None:
    ended = threading.Event()
    release = threading.Event()

    async def work() -> None:
        await asyncio.to_thread(release.wait, 5)
        ended.set()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(loop.submit(work()), 0.05)
    release.set()
    assert await asyncio.to_thread(ended.wait, 5)


async def test_an_error_reaches_the_caller(loop: EngineLoop) -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await loop.submit(fail())


async def test_a_failed_task_is_logged_and_told(
    loop: EngineLoop, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, BaseException]] = []
    loop.on_task_failed = lambda name, error: told.append((name, error))

    async def fail() -> None:
        raise ValueError("no")

    async def spawn() -> None:
        task = loop.spawn(fail(), name="doomed")
        await asyncio.wait({task})
        await asyncio.sleep(0)

    await loop.submit(spawn())
    assert [(name, str(error)) for name, error in told] == [("doomed", "no")]
    assert "task doomed failed" in caplog.text


async def test_the_last_work_is_done_and_the_rest_cancelled() -> None:
    loop = EngineLoop("loop-of-test")
    order: list[str] = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            order.append("cancelled")

    async def last() -> None:
        loop.spawn(endless(), name="endless")
        await asyncio.sleep(0)
        order.append("last")

    loop.close(last())
    loop.close(nothing())
    await loop.wait_closed()
    loop.call(order.append, "late")
    assert order == ["last", "cancelled"]
