"""What all calls of the adapter's face share: the way to the loop, and the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.media_port import CanvasResolver, CaptureFactory
from app.engine.port import EngineProfile, EventHandler
from app.engine.zego.context import Ways, ZegoContext
from app.engine.zego.desk import EngineDesk
from app.engine.zego.faults import Faults
from app.engine.zego.library import find_library, load_library, make_handle
from app.engine.zego.pump import Pump
from app.engine.zego.results import CallResults
from app.engine.zego.router import EventRouter
from app.engine.zego.sdk import CALL_TIME_S, Sdk
from app.model.errors import ErrorCode, WrongStateError
from app.model.events import DebugError
from app.model.media import DeviceInfo, DeviceKind

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")


class EngineFace:
    """Owns SDK, loop and pump; the calls of the port are in the classes built on it.

    Args:
        profile: Which SDK, which project.
        captures: Opens what the SDK does not open itself.
        canvases: Finds frame sinks where the SDK does not draw itself.
        ways: What the SDK does itself.
        call_time_s: How long a call of the SDK may take.

    Raises:
        InvalidValueError: There is no SDK that can be used.
        WrongStateError: The SDK has room for one engine only, and has one.
    """

    def __init__(
        self,
        profile: EngineProfile,
        *,
        captures: CaptureFactory | None,
        canvases: CanvasResolver | None,
        ways: Ways | None = None,
        call_time_s: float = CALL_TIME_S,
    ) -> None:
        self.library = load_library(find_library(profile.library))
        handle = make_handle(self.library)
        self._loop = EngineLoop("klieg-zego")
        self._gate = EventGate(self._loop.call)
        self._loop.on_task_failed = self._tell_failure
        self._sdk = Sdk(handle, self._loop, call_time_s=call_time_s)
        self._sdk.on_hang = self._tell_hang
        self._router = EventRouter()
        self._context = ZegoContext(
            self._loop,
            self._gate,
            self._sdk,
            Faults(self._loop, self._gate.raise_event),
            CallResults(),
            captures,
            canvases,
            ways or Ways.of_this_system(),
        )
        self._desk = EngineDesk(profile, self._context, self._router)
        self._streams = self._desk.streams
        self._pump = Pump(
            handle,
            self._loop,
            self._router,
            on_frame=self._streams.deliver,
            on_stamp=self._streams.take_stamp,
        )
        self._end: Future[None] | None = None
        self._pump.start()
        self._loop.call(self._start)

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """See the port."""
        self._check_alive()
        self._gate.set_handler(handler)

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """See the port."""
        return await self._submit(self._desk.devices.devices(kind))

    async def destroy(self) -> None:
        """See the port."""
        if self._end is None:
            self._end = self._loop.start(self._shut_down())
        try:
            await asyncio.shield(asyncio.wrap_future(self._end))
        finally:
            if self._end.done():  # also when a part failed: the thread must not stay
                self._loop.close(_nothing())
                await self._loop.wait_closed()
        _log.info("engine destroyed")

    def _start(self) -> None:
        self._loop.spawn(self._desk.sdk_engine.start(), name="start-engine")

    async def _shut_down(self) -> None:
        try:
            await self._desk.shut_down()
        finally:
            await asyncio.to_thread(self._release)

    def _release(self) -> None:
        """Let go of the SDK; what it holds up is left behind rather than torn away."""
        self._pump.stop()
        if self._sdk.close() and self._streams.join():
            self._sdk.handle.destroy()
        else:
            _log.warning("the SDK still holds a thread: its engine is left behind")

    def _tell_failure(self, task: str, error: BaseException) -> None:
        self._gate.raise_event(
            DebugError(ErrorCode.ROOM_FAILED_INSIDE, function=task, message=type(error).__name__)
        )

    def _tell_hang(self, call: str) -> None:
        self._gate.raise_event(
            DebugError(
                ErrorCode.ROOM_FAILED_INSIDE,
                function=call,
                message=f"the ZEGO SDK does not return from {call}",
            )
        )

    def _check_alive(self) -> None:
        if self._end is not None:
            raise WrongStateError(
                "cannot use the engine: it was destroyed",
                hint="Create a new one.",
                code=ErrorCode.ENGINE_NOT_CREATED,
            )

    def _check_login_asked(self, what: str) -> None:
        self._check_alive()
        if not self._desk.is_login_asked:
            raise WrongStateError(
                f"cannot {what}: no room is logged in",
                hint="Log in first and wait for the room to be connected.",
            )

    def _call(self, function: Callable[[*ArgumentTs], None], *args: *ArgumentTs) -> None:
        self._check_alive()
        self._loop.call(function, *args)

    def _submit(
        self, work: Coroutine[object, object, ResultT]
    ) -> Coroutine[object, object, ResultT]:
        if self._end is not None:
            work.close()
        self._check_alive()
        return self._loop.submit(work)


async def _nothing() -> None:
    return
