"""Looking after a host whose connection broke: asked as long as it matters, and no longer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.control.host_watch import HostWatch
from app.control.store import ViewStore
from app.control.view_state import HostPresence, View, ViewState
from app.model.session import RoomStateReason
from tests.fakes.studio import RecordingStudio
from tests.unit.control.bench import until


class Watcher:
    """A watch over a view whose connection is broken."""

    def __init__(self, *, period_s: float) -> None:
        self.store = ViewStore(ViewState(view=View.WATCH))
        self.studio = RecordingStudio()
        self.watch = HostWatch(self.store, self.studio, period_s=period_s)
        self.room_is(RoomStateReason.RECONNECTING)

    def room_is(self, reason: RoomStateReason) -> None:
        room = replace(self.store.state.room, reason=reason)
        self.store.put(replace(self.store.state, room=room))

    def presence(self) -> HostPresence:
        return self.store.state.host_presence

    def times_asked(self) -> int:
        return self.studio.calls.count("host_answers")


async def asked(watcher: Watcher, times: int) -> None:
    async with asyncio.timeout(5):
        while watcher.times_asked() < times:
            await asyncio.sleep(0)


async def test_a_host_is_asked_again_until_the_connection_is_back() -> None:
    watcher = Watcher(period_s=0.0)
    watcher.studio.is_host_there = False
    watcher.watch.begin()
    await asked(watcher, 3)
    assert watcher.presence() is HostPresence.SILENT

    watcher.studio.is_host_there = True
    await until(lambda: watcher.presence() is HostPresence.UNKNOWN)
    watcher.room_is(RoomStateReason.RECONNECTED)
    before = watcher.times_asked()
    for _ in range(20):
        await asyncio.sleep(0)
    assert watcher.times_asked() <= before + 1  # one question may have been on its way


async def test_no_task_waits_for_the_next_question() -> None:
    watcher = Watcher(period_s=3_600.0)
    watcher.watch.begin()
    await asked(watcher, 1)
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})

    watcher.watch.begin()
    assert asyncio.all_tasks() == {asyncio.current_task()}, "the next question has its time"


async def test_an_end_between_two_questions_lets_a_new_break_ask_at_once() -> None:
    watcher = Watcher(period_s=3_600.0)
    watcher.watch.begin()
    await asked(watcher, 1)
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})

    watcher.watch.end()
    watcher.watch.begin()
    await asked(watcher, 2)
    watcher.watch.end()


async def test_a_question_that_fails_is_logged_and_not_repeated(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher = Watcher(period_s=0.0)
    watcher.studio.failures["host_answers"] = ZeroDivisionError()
    watcher.watch.begin()
    await until(lambda: "cannot look after the host" in caplog.text)
    for _ in range(20):
        await asyncio.sleep(0)
    assert watcher.times_asked() == 1
