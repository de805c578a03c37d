"""Microphone and speaker through libwebrtc's audio device module (ADM).

The ADM plays every subscribed sound by itself and captures with echo cancellation, noise
suppression and gain control. It exists once per process; we open it when sound is first wanted
and close it with the engine, so that no device is held in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from livekit import rtc

from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import AudioConfig, DeviceInfo, DeviceKind, SwitchState

_log = logging.getLogger(__name__)

_DEFAULT_PREFIX = "default: "


class SoundDevices:
    """The one ADM of the engine; used on the engine's loop alone."""

    def __init__(self, on_trouble: Callable[[DeviceKind, str, str], None]) -> None:
        self._on_trouble = on_trouble
        self._platform: rtc.PlatformAudio | None = None
        self._was_told = False
        self._chosen: dict[DeviceKind, str] = {}

    def open_speaker(self) -> None:
        """Let subscribed sound be heard; a machine without sound is told once and goes on."""
        if self._open() is not None:
            self._apply(DeviceKind.SPEAKER)

    def open_microphone(self, config: AudioConfig) -> rtc.PlatformAudioSource:
        """Return a source that captures the chosen microphone while it is published.

        Raises:
            DeviceUnusableError: There is no microphone.
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
        return platform.create_audio_source(options)

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
                    self._on_trouble(
                        DeviceKind.SPEAKER, "", "there is no sound system on this machine"
                    )
        return self._platform

    def _list(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        if self._platform is None:
            return ()
        try:
            raw = (
                self._platform.recording_devices()
                if kind is DeviceKind.MICROPHONE
                else self._platform.playout_devices()
            )
        except rtc.PlatformAudioError as error:
            _log.warning("cannot list sound devices: %s", error)
            return ()
        default_name = next(
            (d.name.removeprefix(_DEFAULT_PREFIX) for d in raw if _is_alias(d)), None
        )
        real = [d for d in raw if not _is_alias(d)]
        devices = [DeviceInfo(kind, d.id, d.name, is_default=d.name == default_name) for d in real]
        return tuple(sorted(devices, key=lambda d: not d.is_default))

    def _apply(self, kind: DeviceKind) -> None:
        wanted = self._chosen.get(kind, "")
        if not wanted or self._platform is None:
            return
        for device in self._list(kind):
            if wanted in {device.device_id, device.name}:
                self._select(kind, device)
                return
        self._on_trouble(kind, wanted, f"there is no {kind.value} {wanted!r}")

    def _select(self, kind: DeviceKind, device: DeviceInfo) -> None:
        if self._platform is None:
            return
        try:
            if kind is DeviceKind.MICROPHONE:
                self._platform.set_recording_device(device.device_id)
            else:
                self._platform.set_playout_device(device.device_id)
        except rtc.PlatformAudioError:
            self._on_trouble(
                kind, device.device_id, f"the {kind.value} {device.name!r} did not start"
            )


def _is_alias(device: rtc.AudioDeviceInfo) -> bool:
    return device.name.startswith(_DEFAULT_PREFIX)
