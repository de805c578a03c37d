"""An SDK that remembers its calls and answers as it is told; the adapter's parts on their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import cast

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.zego import _express as express
from app.engine.zego.context import Ways, ZegoContext
from app.engine.zego.faults import Faults
from app.engine.zego.results import CallResults
from app.engine.zego.sdk import Sdk
from app.model.events import EngineEvent
from app.model.media import SourceKind


class FakeHandle:
    """Stands for a handle of the binding: every method is there and returns 0."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...], dict[str, object]]] = []
        self.answers: dict[str, object] = {"get_increase_seq": 7, "set_room_extra_info": (0, 8)}
        self.gates: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            gate = self.gates.get(name)
            if gate is not None:
                gate.wait(10)
            with self._lock:
                self.calls.append((name, args, named))
            answer = self.answers.get(name, 0)
            return answer() if callable(answer) else answer

        return call

    @property
    def names(self) -> list[str]:
        """Return the calls by name, in order."""
        with self._lock:
            return [name for name, _, _ in self.calls]

    def handle(self) -> express.Handle:
        """Return the fake as what it stands for."""
        return cast("express.Handle", self)


class Bench:
    """A loop with the adapter's shared parts around a fake SDK."""

    def __init__(self, *, ways: Ways | None = None) -> None:
        self.fake = FakeHandle()
        self.loop = EngineLoop("zego-bench")
        self.gate = EventGate(self.loop.call)
        self.events: list[EngineEvent] = []
        self.gate.set_handler(self.events.append)
        self.sdk = Sdk(self.fake.handle(), self.loop)
        self.context = ZegoContext(
            self.loop,
            self.gate,
            self.sdk,
            Faults(self.loop, self.gate.raise_event),
            CallResults(),
            None,
            None,
            ways or Ways(draws=False, captures=frozenset[SourceKind]()),
        )

    async def settle(self) -> None:
        """Wait until the SDK has made the calls that were asked for, and told of them."""

        async def through() -> None:
            await self.sdk.run("settle", lambda _sdk: 0)

        await self.loop.submit(through())

    async def do(self, function: Callable[[], object]) -> None:
        """Run something on the loop, and what follows from it."""

        async def run() -> None:
            function()

        await self.loop.submit(run())
        await self.settle()

    def close(self) -> None:
        """End the threads."""
        assert self.sdk.close()

        async def nothing() -> None:
            return

        self.loop.close(nothing())
