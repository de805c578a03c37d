"""Microphones and speakers of the SDK, cameras and screens of whoever captures them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import DEVICE_KINDS, DEVICE_TROUBLES, code_of
from app.model.errors import ErrorCode, KliegError, WrongStateError
from app.model.events import DeviceError, DeviceStateChanged
from app.model.media import DeviceInfo, DeviceKind, SourceKind
from app.model.session import UpdateType

_AUDIO_TYPES = {
    DeviceKind.MICROPHONE: express.AudioDeviceType.INPUT,
    DeviceKind.SPEAKER: express.AudioDeviceType.OUTPUT,
}
_KINDS_OF_AUDIO = {int(value): key for key, value in _AUDIO_TYPES.items()}
_SCREEN_TYPES = {
    DeviceKind.SCREEN: express.ScreenCaptureSourceType.SCREEN,
    DeviceKind.WINDOW: express.ScreenCaptureSourceType.WINDOW,
}


class Devices:
    """Lists and chooses devices, tells of their coming and going; on the engine's loop alone.

    Args:
        context: What the parts of the adapter share.
        router: Brings the SDK's events.
        ready: Waits until the engine is initialised; returns the SDK's code.
    """

    def __init__(
        self,
        context: ZegoContext,
        router: EventRouter,
        ready: Callable[[], Awaitable[int]],
    ) -> None:
        self._context = context
        self._ready = ready
        router.on(express.OnAudioDeviceStateChanged, self._on_audio_device)
        router.on(express.OnVideoDeviceStateChanged, self._on_video_device)
        router.on(express.OnLocalDeviceExceptionOccurred, self._on_exception)

    async def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return the devices of a kind, the default first.

        Raises:
            WrongStateError: The SDK's engine could not be initialised.
        """
        await self.check_ready()
        if kind in _AUDIO_TYPES:
            return await self._audio_devices(kind)
        if SourceKind(kind.value) in self._context.ways.captures:
            if kind is DeviceKind.CAMERA:
                return await self._cameras()
            return await self._screens(kind)
        if self._context.captures is None:
            return ()
        return await asyncio.to_thread(self._context.captures.devices, kind)

    async def check_ready(self) -> None:
        """Wait until the engine is initialised.

        Raises:
            WrongStateError: It could not be.
        """
        code = await self._ready()
        if code:
            raise WrongStateError(
                f"cannot start the ZEGO engine: the SDK refuses (ZEGO error {code})",
                hint="Check AppID and AppSign.",
                code=code_of(code),
            )

    async def use(self, kind: DeviceKind, device_id: str) -> None:
        """Use this microphone or speaker, the default for none.

        The SDK does not say when there is none of that ID.
        """
        try:
            known = await self._audio_devices(kind)
        except KliegError as error:
            self._tell(kind, device_id, error.code, error.message)
            return
        chosen = next((d for d in known if device_id in {d.device_id, d.name}), None)
        if not device_id:
            chosen = next(iter(known), None)  # the default comes first
        if chosen is None:
            self._tell(
                kind, device_id, ErrorCode.DEVICE_UNKNOWN, f"there is no {kind.value} {device_id!r}"
            )
            return
        self._context.sdk.send(
            "use_audio_device",
            lambda sdk: sdk.use_audio_device(_AUDIO_TYPES[kind], chosen.device_id),
            on_refused=lambda code: self._refused(kind, chosen.device_id, code),
        )

    async def _audio_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        audio_type = _AUDIO_TYPES[kind]

        def call(
            sdk: express.Handle,
        ) -> tuple[tuple[int, str], tuple[int, tuple[express.DeviceInfo, ...]]]:
            return sdk.get_default_audio_device_id(audio_type), sdk.get_audio_device_list(
                audio_type
            )

        (_, default_id), (code, found) = await self._context.sdk.run("get_audio_device_list", call)
        return () if code else _listed(kind, found, default_id)

    async def _cameras(self) -> tuple[DeviceInfo, ...]:
        def call(
            sdk: express.Handle,
        ) -> tuple[tuple[int, str], tuple[int, tuple[express.DeviceInfo, ...]]]:
            return sdk.get_default_video_device_id(), sdk.get_video_device_list()

        (_, default_id), (code, found) = await self._context.sdk.run("get_video_device_list", call)
        return () if code else _listed(DeviceKind.CAMERA, found, default_id)

    async def _screens(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        found = await self._context.sdk.run(
            "get_screen_capture_sources", lambda sdk: sdk.get_screen_capture_sources()
        )
        return tuple(
            DeviceInfo(kind, str(info.source_id), info.source_name, is_default=False)
            for info in found
            if info.source_type == _SCREEN_TYPES[kind]
        )

    def _refused(self, kind: DeviceKind, device_id: str, code: int) -> None:
        self._context.faults.told(code)
        self._tell(kind, device_id, code_of(code), f"the {kind.value} cannot be used")

    # -- what the SDK tells ----------------------------------------------------------------

    def _on_audio_device(self, event: express.OnAudioDeviceStateChanged) -> None:
        kind = _KINDS_OF_AUDIO.get(int(event.device_type))
        if kind is not None:
            self._tell_change(kind, int(event.update_type), event.device_info)

    def _on_video_device(self, event: express.OnVideoDeviceStateChanged) -> None:
        self._tell_change(DeviceKind.CAMERA, int(event.update_type), event.device_info)

    def _tell_change(self, kind: DeviceKind, update: int, info: express.DeviceInfo) -> None:
        came = UpdateType.ADD if update == UpdateType.ADD else UpdateType.DELETE
        device = DeviceInfo(kind, info.device_id, info.device_name)
        self._context.gate.raise_event(DeviceStateChanged(came, device))

    def _on_exception(self, event: express.OnLocalDeviceExceptionOccurred) -> None:
        kind = next((k for t, k in DEVICE_KINDS.items() if t == event.device_type), None)
        if kind is None:
            kind = DeviceKind.MICROPHONE
        code = next(
            (c for t, c in DEVICE_TROUBLES.items() if t == event.exception_type),
            ErrorCode.DEVICE_FAILED,
        )
        self._tell(kind, event.device_id, code, f"the {kind.value} does not do what it should")

    def _tell(self, kind: DeviceKind, device_id: str, code: ErrorCode, message: str) -> None:
        self._context.gate.raise_event(
            DeviceError(kind, device_id, error_code=code, message=message)
        )


def _listed(
    kind: DeviceKind, found: tuple[express.DeviceInfo, ...], default_id: str
) -> tuple[DeviceInfo, ...]:
    devices = [
        DeviceInfo(kind, d.device_id, d.device_name, is_default=d.device_id == default_id)
        for d in found
    ]
    return tuple(sorted(devices, key=lambda device: not device.is_default))
