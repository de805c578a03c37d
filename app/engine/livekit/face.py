"""What all calls of the adapter's face share: the way to the loop, and the end."""

from __future__ import annotations

import asyncio
import logging

from app.engine.common.face import LoopFace
from app.engine.livekit.context import EngineContext
from app.engine.livekit.desk import EngineDesk
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import EngineProfile
from app.model.media import DeviceInfo, DeviceKind, SwitchState

_log = logging.getLogger(__name__)

_END_TIME_S = 25.0  # its parts have their own limits, which add up to less


class EngineFace(LoopFace):
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
        super().__init__("klieg-livekit")
        self._sound = SoundDevices(
            self._loop,
            self._gate,
            plays_past_mixer=speakers is not None,
            is_silent=profile.sound is SwitchState.OFF,
        )
        context = EngineContext(self._loop, self._gate, self._sound, captures, canvases, speakers)
        self._desk = EngineDesk(context)
        self._streams = self._desk.streams

    @property
    def _is_login_asked(self) -> bool:
        return self._desk.is_login_asked

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
