"""What all calls of the adapter's face share: the way to the loop, and the end."""

from __future__ import annotations

from app.engine.common.face import LoopFace
from app.engine.livekit.context import EngineContext
from app.engine.livekit.desk import EngineDesk
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.model.engine import EngineProfile
from app.model.media import DeviceInfo, DeviceKind, SwitchState


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

    async def _shut_down(self) -> None:
        await self._desk.shut_down()

    async def _linger(self) -> None:
        await self._desk.linger()
