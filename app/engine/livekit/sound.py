"""Microphone and speaker of one engine: chosen, opened when first wanted, watched.

The sound system is asked on a thread of its own. When it does not answer, that is told once, and
everything else goes on without sound.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from livekit import rtc

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.common.worker import Worker
from app.engine.livekit.sound_module import SoundModule, SpeakerBusyError
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.events import DeviceError, DeviceStateChanged
from app.model.media import AudioConfig, DeviceInfo, DeviceKind
from app.model.session import UpdateType

_log = logging.getLogger(__name__)

_WATCH_PERIOD_S = 1.0
_ANSWER_TIME_S = 4.0

_NO_SOUND_SYSTEM = "there is no sound system on this machine"
_NO_ANSWER = "the sound system of this machine does not answer"


class SoundDevices:
    """The one ADM of the engine; used on the engine's loop alone.

    A silent one never touches the ADM, which is the process's and may serve another engine.

    Attributes:
        is_silent: Whether nothing is to be heard and no microphone to be opened.
        on_speaker_changed: Told when :attr:`is_mixer_elsewhere` may have changed.
    """

    def __init__(
        self,
        loop: EngineLoop,
        gate: EventGate,
        *,
        plays_past_mixer: bool,
        is_silent: bool = False,
    ) -> None:
        self.is_silent = is_silent
        self._loop = loop
        self._gate = gate
        self._module = SoundModule()
        self._worker = Worker("klieg-sound")
        self._watch: asyncio.Task[None] | None = None
        self._is_open = False
        self._was_told = False
        self._chosen: dict[DeviceKind, str] = {}
        self._plays_past_mixer = plays_past_mixer
        self._mixer_speaker = ""  # the default
        self._microphone = ""  # the default
        self.on_speaker_changed: Callable[[], None] | None = None

    @property
    def is_mixer_elsewhere(self) -> bool:
        """Whether the ADM plays on another speaker than the chosen one."""
        return self._is_open and self.chosen(DeviceKind.SPEAKER) != self._mixer_speaker

    async def open_speaker(self) -> None:
        """Let subscribed sound be heard; a machine without sound is told once and goes on."""
        if self.is_silent:
            return
        try:
            self._is_open = await self._worker.run(self._module.open, within_s=_ANSWER_TIME_S)
        except TimeoutError:
            self._tell_once(_NO_ANSWER)
            return
        if not self._is_open:
            self._tell_once(_NO_SOUND_SYSTEM)
            return
        await self._apply(DeviceKind.SPEAKER)
        if self._watch is None:
            self._watch = self._loop.spawn(self._watch_devices(), name="watch-devices")

    async def open_microphone(self, config: AudioConfig) -> rtc.PlatformAudioSource:
        """Return a source that captures the chosen microphone while it is published.

        Raises:
            DeviceUnusableError: There is no microphone, or the sound system refuses it or does
                not answer.
        """
        if self.is_silent:
            raise DeviceUnusableError("cannot use the microphone: this engine is a silent one")
        try:
            if await self._worker.run(self._module.open, within_s=_ANSWER_TIME_S):
                self._is_open = True
                await self._apply(DeviceKind.MICROPHONE)
            return await self._worker.run(
                lambda: self._module.microphone(config),
                within_s=_ANSWER_TIME_S,
                on_late=rtc.PlatformAudioSource.close,
            )
        except TimeoutError as error:
            raise DeviceUnusableError(
                f"cannot use the microphone: {_NO_ANSWER}",
                hint="Look whether sound works in other programs, or go live without sound.",
            ) from error

    async def release(self, microphone: rtc.PlatformAudioSource) -> None:
        """Let go of a source from :meth:`open_microphone`."""
        try:
            await self._worker.run(microphone.close, within_s=_ANSWER_TIME_S)
        except TimeoutError:
            _log.warning("the microphone was not let go in time")

    def use(self, kind: DeviceKind, device_id: str) -> None:
        """Choose a microphone or speaker by ID or name; trouble is told, not raised."""
        self._chosen[kind] = device_id
        if self._is_open:
            self._loop.spawn(self._apply(kind), name=f"choose-{kind.value}")

    def chosen(self, kind: DeviceKind) -> str:
        """Return the ID or name of the microphone or speaker that was chosen; empty if none."""
        return self._chosen.get(kind, "")

    async def chosen_speaker(self) -> DeviceInfo | None:
        """Return the speaker that was chosen; None for the default, or when it is not there."""
        wanted = self.chosen(DeviceKind.SPEAKER)
        devices = await self.devices(DeviceKind.SPEAKER) if wanted else ()
        return next((d for d in devices if wanted in {d.device_id, d.name}), None)

    async def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return microphones or speakers, the default first; none without a sound system."""
        try:
            return await self._worker.run(
                lambda: self._module.devices(kind), within_s=_ANSWER_TIME_S
            )
        except TimeoutError:
            _log.warning(_NO_ANSWER)
            return ()

    async def close(self) -> None:
        """Release the sound system."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        self._is_open = False
        try:
            await self._worker.run(self._module.close, within_s=_ANSWER_TIME_S)
        except TimeoutError:
            _log.warning("the sound system was not let go in time")
        self._worker.close()

    async def _watch_devices(self) -> None:
        """Tell what is plugged in and pulled out."""
        known: dict[DeviceKind, tuple[DeviceInfo, ...]] = {}
        while True:
            for kind in (DeviceKind.MICROPHONE, DeviceKind.SPEAKER):
                now = await self.devices(kind)
                before, known[kind] = known.get(kind, now), now
                self._tell_changes(before, now)
                if kind is DeviceKind.MICROPHONE:
                    await self._replace_lost_microphone(before, now)
            await asyncio.sleep(_WATCH_PERIOD_S)

    async def _replace_lost_microphone(
        self, before: tuple[DeviceInfo, ...], now: tuple[DeviceInfo, ...]
    ) -> None:
        """Go on with the default when the microphone in use was pulled out.

        The ADM does not: it holds on to what is gone.
        """
        wanted = self._microphone
        used = [d for d in before if (wanted in {d.device_id, d.name} if wanted else d.is_default)]
        if not used or used[0].name in {device.name for device in now} or not now:
            return
        _log.info("the microphone in use was pulled out; the default one takes over")
        self._chosen.pop(DeviceKind.MICROPHONE, None)
        self._microphone = ""
        try:
            await self._choose(DeviceKind.MICROPHONE, "")
        except (DeviceUnusableError, TimeoutError) as error:
            self._tell(DeviceKind.MICROPHONE, "", str(error) or _NO_ANSWER)

    def _tell_changes(self, before: tuple[DeviceInfo, ...], now: tuple[DeviceInfo, ...]) -> None:
        names_before = {device.name for device in before}  # IDs are numbers in a list: they move
        names_now = {device.name for device in now}
        for device in before:
            if device.name not in names_now:
                self._gate.raise_event(DeviceStateChanged(UpdateType.DELETE, device))
        for device in now:
            if device.name not in names_before:
                self._gate.raise_event(DeviceStateChanged(UpdateType.ADD, device))

    async def _apply(self, kind: DeviceKind) -> None:
        wanted = self.chosen(kind)
        try:
            if kind is DeviceKind.SPEAKER:
                await self._apply_speaker(wanted)
            elif wanted != self._microphone:
                await self._choose(kind, wanted)
                self._microphone = wanted
        except DeviceUnusableError as error:
            self._tell(kind, wanted, str(error))
        except TimeoutError:
            self._tell(kind, wanted, _NO_ANSWER)

    async def _apply_speaker(self, wanted: str) -> None:
        try:
            if wanted and wanted != self._mixer_speaker:
                await self._choose(DeviceKind.SPEAKER, wanted)
                self._mixer_speaker = wanted
        except SpeakerBusyError:
            if not self._plays_past_mixer:
                raise
        except DeviceUnusableError:
            self._chosen[DeviceKind.SPEAKER] = self._mixer_speaker  # what plays stays where it is
            raise
        finally:
            if self.on_speaker_changed is not None:
                self.on_speaker_changed()

    async def _choose(self, kind: DeviceKind, wanted: str) -> None:
        await self._worker.run(lambda: self._module.choose(kind, wanted), within_s=_ANSWER_TIME_S)

    def _tell_once(self, message: str) -> None:
        if not self._was_told:
            self._was_told = True
            self._tell(DeviceKind.SPEAKER, "", message)

    def _tell(self, kind: DeviceKind, device_id: str, message: str) -> None:
        self._gate.raise_event(
            DeviceError(kind, device_id, error_code=ErrorCode.DEVICE_UNKNOWN, message=message)
        )
