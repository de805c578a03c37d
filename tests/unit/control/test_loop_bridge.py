"""Events on their way to an asyncio loop that may be gone when they come."""

from __future__ import annotations

import asyncio

import pytest

from app.control.loop_bridge import LoopEventBridge
from app.model.errors import ErrorCode
from app.model.events import DebugError, EngineEvent

NEWS = DebugError(ErrorCode.OK, "login_room")


def test_an_event_that_meets_a_closed_loop_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[EngineEvent] = []

    async def make() -> LoopEventBridge:
        return LoopEventBridge(seen.append)

    loop = asyncio.new_event_loop()
    bridge = loop.run_until_complete(make())
    monkeypatch.setattr(loop, "is_closed", lambda: False)  # as it was a moment ago
    loop.close()
    bridge.post(NEWS)
    assert seen == []


async def test_events_arrive_in_order_until_the_bridge_is_closed() -> None:
    seen: list[EngineEvent] = []
    bridge = LoopEventBridge(seen.append)
    others = [DebugError(ErrorCode.OK, str(number)) for number in range(3)]
    for event in others:
        bridge.post(event)
    await asyncio.sleep(0)
    bridge.post(NEWS)
    bridge.close()
    bridge.post(NEWS)
    await asyncio.sleep(0)
    assert seen == others
