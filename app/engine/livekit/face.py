"""What all calls of the adapter's face share: the way to the loop, and the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.livekit.context import EngineContext
from app.engine.livekit.desk import EngineDesk
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import EngineProfile, EventHandler
from app.model.errors import ErrorCode, WrongStateError
from app.model.events import DebugError
from app.model.media import DeviceInfo, DeviceKind

_log = logging.getLogger(__name__)

_END_TIME_S = 25.0  # its parts have their own limits, which add up to less

ResultT = TypeVar("ResultT")
ArgumentTs = TypeVarTuple("ArgumentTs")


class EngineFace:
    """Owns the loop and what lives on it; the calls of the port are in the classes built on it."""

    def __init__(
        self,
        profile: EngineProfile,
        *,
        captures: CaptureFactory | None,
        canvases: CanvasResolver | None,
        speakers: SpeakerFactory | None = None,
    ) -> None:
        self._profile = profile
        self._loop = EngineLoop("klieg-livekit")
        self._gate = EventGate(self._loop.call)
        self._loop.on_task_failed = self._tell_failure
        self._sound = SoundDevices(self._loop, self._gate, plays_past_mixer=speakers is not None)
        context = EngineContext(self._loop, self._gate, self._sound, captures, canvases, speakers)
        self._desk = EngineDesk(context)
        self._streams = self._desk.streams
        self._end: Future[None] | None = None

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """See the port."""
        self._check_alive()
        self._gate.set_handler(handler)

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """See the port."""
        return await self._submit(self._desk.devices(kind))

    async def destroy(self) -> None:
        """See the port."""
        if self._end is None:
            self._end = self._loop.start(self._desk.shut_down())
        try:
            async with asyncio.timeout(_END_TIME_S):
                await asyncio.shield(asyncio.wrap_future(self._end))
        except TimeoutError:
            _log.error("the engine does not end; its thread is at:\n%s", self._loop.whereabouts())
        finally:
            if self._end.done():  # also when a part failed: the thread must not stay
                self._loop.close(self._desk.linger())
                await self._loop.wait_closed()
        _log.info("engine destroyed")

    def _tell_failure(self, task: str, error: BaseException) -> None:
        self._gate.raise_event(
            DebugError(ErrorCode.ROOM_FAILED_INSIDE, function=task, message=type(error).__name__)
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
