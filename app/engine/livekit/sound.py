"""Microphone and speaker through libwebrtc's audio device module (ADM).

The ADM plays every subscribed sound by itself and captures with echo cancellation, noise
suppression and gain control. It exists once per process; we open it when sound is first wanted
and close it with the engine. It holds the microphone only while a microphone track is published
and not muted, the speaker only while a sound is received.
"""

from __future__ import annotations

import asyncio
import logging

from livekit import rtc

from app.engine.livekit.gate import EventGate
from app.engine.livekit.loop import EngineLoop
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.events import DeviceError, DeviceStateChanged
from app.model.media import AudioConfig, DeviceInfo, DeviceKind, SwitchState
from app.model.session import UpdateType

_log = logging.getLogger(__name__)

_DEFAULT_PREFIX = "default: "
_WATCH_PERIOD_S = 2.0


class SoundDevices:
    """The one ADM of the engine; used on the engine's loop alone."""

    def __init__(self, loop: EngineLoop, gate: EventGate) -> None:
        self._loop = loop
        self._gate = gate
        self._platform: rtc.PlatformAudio | None = None
        self._watch: asyncio.Task[None] | None = None
        self._was_told = False
        self._chosen: dict[DeviceKind, str] = {}

    def open_speaker(self) -> None:
        """Let subscribed sound be heard; a machine without sound is told once and goes on."""
        if self._open() is not None:
            self._apply(DeviceKind.SPEAKER)
            if self._watch is None:
                self._watch = self._loop.spawn(self._watch_devices(), name="watch-devices")

    def open_microphone(self, config: AudioConfig) -> rtc.PlatformAudioSource:
        """Return a source that captures the chosen microphone while it is published.

        Raises:
            DeviceUnusableError: There is no microphone, or the sound system refuses it.
        """
        platform = self._open()
        if platform is None or not self._list(DeviceKind.MICROPHONE):
            raise DeviceUnusableError(
                "cannot use the microphone: there is none on this machine",
                hint="Plug one in, or go live without sound.",
                code=ErrorCode.DEVICE_UNKNOWN,
            )
        self._apply(DeviceKind.MICROPHONE)
        options = rtc.PlatformAudioOptions(
            echo_cancellation=config.echo_cancellation is SwitchState.ON,
            noise_suppression=config.noise_suppression is SwitchState.ON,
            auto_gain_control=config.gain_control is SwitchState.ON,
        )
        try:
            return platform.create_audio_source(options)
        except rtc.PlatformAudioError as error:
            _log.warning("%s", error)
            raise DeviceUnusableError(
                "cannot use the microphone: the sound system refuses it",
                hint="Choose another microphone, or go live without sound.",
            ) from error

    def use(self, kind: DeviceKind, device_id: str) -> None:
        """Choose a microphone or speaker by ID or name; trouble is told, not raised."""
        self._chosen[kind] = device_id
        if self._platform is not None:
            self._apply(kind)

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return microphones or speakers, the default first; none without a sound system."""
        was_open = self._platform is not None
        if self._open(quiet=True) is None:
            return ()
        try:
            return self._list(kind)
        finally:
            if not was_open:
                self.close()

    def close(self) -> None:
        """Release the sound system."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._platform is not None:
            self._platform.close()
            self._platform = None

    def _open(self, *, quiet: bool = False) -> rtc.PlatformAudio | None:
        if self._platform is None:
            try:
                self._platform = rtc.PlatformAudio()
            except rtc.PlatformAudioError:
                if not quiet and not self._was_told:
                    self._was_told = True
                    self._tell_trouble(
                        DeviceKind.SPEAKER, "", "there is no sound system on this machine"
                    )
        return self._platform

    def _list(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        return _devices_of(self._platform, kind) if self._platform is not None else ()

    async def _watch_devices(self) -> None:
        """Tell what is plugged in and pulled out; listing takes some 10 ms, so in a thread."""
        known: dict[DeviceKind, tuple[DeviceInfo, ...]] = {}
        while (platform := self._platform) is not None:
            for kind in (DeviceKind.MICROPHONE, DeviceKind.SPEAKER):
                now = await asyncio.to_thread(_devices_of, platform, kind)
                self._tell_changes(known.get(kind, now), now)
                known[kind] = now
            await asyncio.sleep(_WATCH_PERIOD_S)

    def _tell_changes(self, before: tuple[DeviceInfo, ...], now: tuple[DeviceInfo, ...]) -> None:
        names_before = {device.name for device in before}  # IDs are numbers in a list: they move
        names_now = {device.name for device in now}
        for device in before:
            if device.name not in names_now:
                self._gate.raise_event(DeviceStateChanged(UpdateType.DELETE, device))
        for device in now:
            if device.name not in names_before:
                self._gate.raise_event(DeviceStateChanged(UpdateType.ADD, device))

    def _apply(self, kind: DeviceKind) -> None:
        wanted = self._chosen.get(kind, "")
        if not wanted or self._platform is None:
            return
        for device in self._list(kind):
            if wanted in {device.device_id, device.name}:
                self._select(kind, device)
                return
        self._tell_trouble(kind, wanted, f"there is no {kind.value} {wanted!r}")

    def _tell_trouble(self, kind: DeviceKind, device_id: str, message: str) -> None:
        self._gate.raise_event(
            DeviceError(kind, device_id, error_code=ErrorCode.DEVICE_UNKNOWN, message=message)
        )

    def _select(self, kind: DeviceKind, device: DeviceInfo) -> None:
        if self._platform is None:
            return
        try:
            if kind is DeviceKind.MICROPHONE:
                self._platform.set_recording_device(device.device_id)
            else:
                self._platform.set_playout_device(device.device_id)
        except rtc.PlatformAudioError:
            self._tell_trouble(
                kind, device.device_id, f"the {kind.value} {device.name!r} did not start"
            )


def _devices_of(platform: rtc.PlatformAudio, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
    """Return microphones or speakers, the default first; any thread."""
    try:
        is_microphone = kind is DeviceKind.MICROPHONE
        raw = platform.recording_devices() if is_microphone else platform.playout_devices()
    except (rtc.PlatformAudioError, AssertionError) as error:  # asserted: closed meanwhile
        _log.debug("cannot list sound devices: %r", error)
        return ()
    default_name = next((d.name.removeprefix(_DEFAULT_PREFIX) for d in raw if _is_alias(d)), None)
    real = [d for d in raw if not _is_alias(d)]
    devices = [DeviceInfo(kind, d.id, d.name, is_default=d.name == default_name) for d in real]
    return tuple(sorted(devices, key=lambda d: not d.is_default))


def _is_alias(device: rtc.AudioDeviceInfo) -> bool:
    return device.name.startswith(_DEFAULT_PREFIX)
