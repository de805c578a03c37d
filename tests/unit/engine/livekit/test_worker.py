"""Calls that block, on a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from app.engine.common.worker import Worker

LIMIT_S = 10.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test-worker")
    yield worker
    worker.close()


async def on_the_thread(worker: Worker) -> str:
    return await worker.run(lambda: threading.current_thread().name, within_s=LIMIT_S)


async def test_a_call_is_made_on_the_worker_and_its_result_comes_back(worker: Worker) -> None:
    assert await on_the_thread(worker) == "test-worker"


async def test_what_a_call_raises_is_raised_where_it_is_awaited(worker: Worker) -> None:
    def fail() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await worker.run(fail, within_s=LIMIT_S)


async def test_calls_are_made_in_order(worker: Worker) -> None:
    made: list[int] = []
    await asyncio.gather(
        *(worker.run(partial(made.append, number), within_s=LIMIT_S) for number in range(20))
    )
    assert made == list(range(20))


async def test_a_call_that_hangs_is_given_up_and_its_result_put_away(worker: Worker) -> None:
    release, late = threading.Event(), threading.Event()
    kept: list[str] = []

    def open_slowly() -> str:
        release.wait(LIMIT_S)
        return "camera"

    def put_away(result: str) -> None:
        kept.append(result)
        late.set()

    with pytest.raises(TimeoutError):
        await worker.run(open_slowly, within_s=0.01, on_late=put_away)
    with pytest.raises(TimeoutError):  # at once: what hangs is not waited for twice
        await asyncio.wait_for(on_the_thread(worker), LIMIT_S / 2)
    release.set()
    assert await asyncio.to_thread(late.wait, LIMIT_S)
    assert kept == ["camera"]
    assert await on_the_thread(worker) == "test-worker"


async def test_a_call_is_made_although_its_wait_was_cancelled(worker: Worker) -> None:
    begun, made = threading.Event(), threading.Event()
    release = threading.Event()

    def hold() -> None:
        begun.set()
        release.wait(LIMIT_S)

    first = asyncio.create_task(worker.run(hold, within_s=LIMIT_S))
    second = asyncio.create_task(worker.run(made.set, within_s=LIMIT_S))
    assert await asyncio.to_thread(begun.wait, LIMIT_S)
    second.cancel()
    release.set()
    await first
    assert await asyncio.to_thread(made.wait, LIMIT_S)


async def test_what_comes_late_is_put_away_after_the_close(worker: Worker) -> None:
    release, late = threading.Event(), threading.Event()

    def open_slowly() -> str:
        release.wait(LIMIT_S)
        return "camera"

    opening = asyncio.create_task(
        worker.run(open_slowly, within_s=LIMIT_S, on_late=lambda _camera: late.set())
    )
    await asyncio.sleep(0)
    worker.close()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    release.set()
    assert await asyncio.to_thread(late.wait, LIMIT_S)
