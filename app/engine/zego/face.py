"""What all calls of the adapter's face share: the way to the loop, and the end."""

from __future__ import annotations

import asyncio
import logging

from app.engine.common.face import LoopFace
from app.engine.media_port import CanvasResolver, CaptureFactory
from app.engine.zego.context import Ways, ZegoContext
from app.engine.zego.desk import EngineDesk
from app.engine.zego.faults import Faults
from app.engine.zego.library import find_library, load_library, make_handle
from app.engine.zego.pump import Pump
from app.engine.zego.results import CallResults
from app.engine.zego.router import EventRouter
from app.engine.zego.sdk import CALL_TIME_S, Sdk
from app.model.engine import EngineProfile
from app.model.errors import ErrorCode
from app.model.events import DebugError
from app.model.media import DeviceInfo, DeviceKind

_log = logging.getLogger(__name__)


class EngineFace(LoopFace):
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
        super().__init__("klieg-zego")
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
        self._pump.start()
        self._loop.call(self._start)

    @property
    def _is_login_asked(self) -> bool:
        return self._desk.is_login_asked

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """See the port."""
        return await self._submit(self._desk.devices.devices(kind))

    def _start(self) -> None:
        self._loop.spawn(self._desk.sdk_engine.start(), name="start-engine")

    async def _shut_down(self) -> None:
        try:
            await self._desk.shut_down()
        finally:
            await asyncio.to_thread(self._release)

    async def _linger(self) -> None:
        """Nothing: what hangs was left behind."""

    def _release(self) -> None:
        """Let go of the SDK; what it holds up is left behind rather than torn away."""
        self._pump.stop()
        if self._sdk.close() and self._streams.join():
            self._sdk.handle.destroy()
        else:
            _log.warning("the SDK still holds a thread: its engine is left behind")

    def _tell_hang(self, call: str) -> None:
        self._gate.raise_event(
            DebugError(
                ErrorCode.ROOM_FAILED_INSIDE,
                function=call,
                message=f"the ZEGO SDK does not return from {call}",
            )
        )
