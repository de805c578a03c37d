"""The clocks of two machines, here two clocks of one machine set apart, over a real server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from livekit import rtc

from app.engine.common.loop import EngineLoop
from app.engine.livekit.clock import ClockOffsets
from tests.contract.lab import EngineLab, Rights


class Machine:
    """A room and a clock that is wrong by so much."""

    def __init__(self, name: str, wrong_by_us: int) -> None:
        self.name = name
        self.loop = EngineLoop(f"machine-{name}")
        self.clocks = ClockOffsets(self.loop, lambda: time.time_ns() // 1000 + wrong_by_us)
        self.room: rtc.Room | None = None
        self.offsets: asyncio.Queue[int] = asyncio.Queue()

    async def enter(self, lab: EngineLab, room_id: str, rights: Rights) -> None:
        """Connect and answer questions."""
        config = lab.config(room_id, self.name, rights)

        async def connect() -> None:
            room = self.room = rtc.Room(asyncio.get_running_loop())
            await room.connect(
                config.server_url, config.token, rtc.RoomOptions(auto_subscribe=False)
            )
            self.clocks.attach(room)

        await self.loop.submit(connect())

    def follow(self, name: str) -> None:
        """Ask for somebody's clock."""
        here = asyncio.get_running_loop()

        def take(offset_us: int) -> None:
            here.call_soon_threadsafe(self.offsets.put_nowait, offset_us)

        self.loop.call(self.clocks.follow, name, take)

    async def leave(self) -> None:
        """End all."""

        async def disconnect() -> None:
            self.clocks.detach()
            if self.room is not None:
                await self.room.disconnect()

        await self.loop.submit(disconnect())

        async def nothing() -> None:
            return

        self.loop.close(nothing())


@pytest.fixture
async def machines() -> AsyncIterator[list[Machine]]:
    """Machines that are ended after the test."""
    machines: list[Machine] = []
    yield machines
    for machine in machines:
        await machine.leave()


@pytest.mark.parametrize("wrong_by_us", [5_000_000, -3_600_000_000])
async def test_the_offset_to_the_publishers_clock_is_found(
    lab: EngineLab, room_id: str, machines: list[Machine], wrong_by_us: int
) -> None:
    host, watcher = Machine("host", wrong_by_us), Machine("watcher", 0)
    machines.extend((host, watcher))
    await host.enter(lab, room_id, Rights.HOST)
    await watcher.enter(lab, room_id, Rights.WATCH)
    watcher.follow("host")
    async with asyncio.timeout(15):
        while abs(await watcher.offsets.get() - wrong_by_us) > 5_000:
            pass


async def test_equal_clocks_count_as_equal(
    lab: EngineLab, room_id: str, machines: list[Machine]
) -> None:
    host, watcher = Machine("host", 0), Machine("watcher", 0)
    machines.extend((host, watcher))
    await host.enter(lab, room_id, Rights.HOST)
    await watcher.enter(lab, room_id, Rights.WATCH)
    watcher.follow("host")
    async with asyncio.timeout(15):
        assert [await watcher.offsets.get() for _ in range(3)] == [0, 0, 0]
