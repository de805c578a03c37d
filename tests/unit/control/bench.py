"""A controller between a recording engine and a recording studio, and what its tests share."""

import asyncio
from collections.abc import Callable

import pytest

from app.control.controller import Controller
from app.control.plans import HostPlan, Preferences
from app.control.timing import Timing
from app.model.events import (
    EngineEvent,
    PublisherStateUpdate,
)
from app.model.media import (
    Canvas,
    PublishChannel,
    SwitchState,
)
from app.model.session import (
    PublisherState,
    RoomStateReason,
)
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import (
    PLAN,
    room,
)
from tests.fakes.studio import LINK, RecordingStudio

MAIN, AUX = PublishChannel.MAIN, PublishChannel.AUX
ON, OFF = SwitchState.ON, SwitchState.OFF
Reason = RoomStateReason
CANVAS = Canvas(view=7)
END_OF_A_HOST = [
    "stop_publishing_stream",
    "stop_preview",
    "stop_playing_stream",
    "logout_room",
    "destroy",
]


class Bench:
    """A controller between a recording engine and a recording studio."""

    def __init__(self) -> None:
        self.engines: list[RecordingEngine] = []
        self.studio = RecordingStudio()
        self.saved: list[Preferences] = []
        self.tapped: list[EngineEvent] = []
        self.prepare: Callable[[RecordingEngine], None] = lambda _: None
        self.now_ms = 5_000
        self.making = asyncio.Event()
        self.making.set()
        self.controller = Controller(
            make_engine=self.make_engine,
            studio=self.studio,
            save_preferences=self.saved.append,
            make_bridge=DirectBridge,
            event_tap=self.tapped.append,
            timing=Timing(lambda: self.now_ms),
        )

    async def make_engine(self) -> RecordingEngine:
        await self.making.wait()
        engine = RecordingEngine()
        self.prepare(engine)
        self.engines.append(engine)
        return engine

    @property
    def engine(self) -> RecordingEngine:
        return self.engines[-1]

    async def go_live(self, plan: HostPlan = PLAN) -> RecordingEngine:
        self.controller.go_live(plan)
        await self.controller.settle()
        engine = self.engine
        engine.emit(room(Reason.LOGINING), room(Reason.LOGINED))
        for channel in (MAIN, AUX):
            if stream_id := self.stream_id(channel):
                engine.emit(PublisherStateUpdate(stream_id, PublisherState.PUBLISHING))
        await self.controller.settle()
        return engine

    async def watch(self) -> RecordingEngine:
        self.controller.watch_link(LINK)
        await self.controller.settle()
        self.engine.emit(room(Reason.LOGINING), room(Reason.LOGINED))
        return self.engine

    def stream_id(self, channel: PublishChannel = MAIN) -> str:
        own = self.controller.state.outgoing_on(channel)
        return own.stream_id if own else ""


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until ``condition`` holds; every turn of the loop is one try."""
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("it never came to that")
