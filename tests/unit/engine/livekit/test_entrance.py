"""Attempts to enter a room: one at a time, none for ever, none forgotten."""

from __future__ import annotations

import asyncio

import pytest
from livekit import api, rtc

from app.engine.livekit.connect import Attempt, RoomConnector
from app.engine.livekit.entrance import RoomEntrance
from app.model.errors import ErrorCode
from app.model.session import RoomConfig

ROOM, USER = "room", "alice"


class Time:
    """The running loop's clock."""

    def time(self) -> float:
        return asyncio.get_running_loop().time()


class GatedConnector(RoomConnector):
    """Attempts find nobody, and find it out when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[asyncio.Event] = []

    def start(self, url: str, token: str, *, signal_timeout_s: float) -> Attempt:  # noqa: ARG002
        gate = asyncio.Event()
        self.gates.append(gate)

        async def find_nobody() -> None:
            await gate.wait()
            raise rtc.ConnectError("connection refused")

        room = rtc.Room(asyncio.get_running_loop())
        return Attempt(room, asyncio.get_running_loop().create_task(find_nobody()))


@pytest.fixture
def connector() -> GatedConnector:
    return GatedConnector()


def entrance(connector: RoomConnector, *, attempt_time_s: float = 0.1) -> RoomEntrance:
    grants = api.VideoGrants(room_join=True, room=ROOM)
    token = api.AccessToken("key", "a secret that is long enough for it").with_identity(USER)
    config = RoomConfig("ws://127.0.0.1:9", token.with_grants(grants).to_jwt())
    return RoomEntrance(
        ROOM, USER, config, loop=Time(), connector=connector, attempt_time_s=attempt_time_s
    )


async def test_an_attempt_that_takes_too_long_is_left_behind(connector: GatedConnector) -> None:
    room, code, _ = await entrance(connector).connect_once(Time().time() + 10)
    assert (room, code) == (None, ErrorCode.LOGIN_TIMED_OUT)
    before = (connector.has_abandoned, connector.may_be_doubled)
    connector.gates[0].set()
    assert await connector.drain(2.0)
    after = (connector.has_abandoned, connector.may_be_doubled)
    assert before == (True, True)
    assert after == (False, True), "what it did may only be told now"


async def test_only_one_attempt_is_left_behind(
    connector: GatedConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.livekit.entrance._SETTLE_TIME_S", 0.05)
    way_in = entrance(connector)
    await way_in.connect_once(Time().time() + 10)
    second = asyncio.ensure_future(way_in.connect_once(Time().time() + 10))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(second), 0.5)  # five times an attempt's time
    connector.gates[1].set()
    assert (await second)[1] is ErrorCode.ROOM_UNREACHABLE
    connector.gates[0].set()
    assert await connector.drain(2.0)


async def test_an_attempt_whose_recovery_is_cancelled_is_not_forgotten(
    connector: GatedConnector,
) -> None:
    entering = asyncio.ensure_future(
        entrance(connector, attempt_time_s=9.0).connect_once(Time().time() + 10)
    )
    while not connector.gates:
        await asyncio.sleep(0)
    entering.cancel()
    await asyncio.wait([entering])
    assert connector.has_abandoned
    connector.gates[0].set()
    assert await connector.drain(2.0)


async def test_a_fresh_connector_has_nothing_to_blame_itself_for(
    connector: GatedConnector,
) -> None:
    assert not connector.may_be_doubled
