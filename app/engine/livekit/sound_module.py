"""libwebrtc's audio device module (ADM), as calls that block.

The ADM exists once per process. It plays every subscribed sound by itself and captures with echo
cancellation, noise suppression and gain control; it holds the microphone only while a microphone
track is published and not muted, the speaker only while a sound is received.
"""

from __future__ import annotations

import logging

from livekit import rtc

from app.engine.livekit import native
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import AudioConfig, DeviceInfo, DeviceKind, SwitchState

_log = logging.getLogger(__name__)

_DEFAULT_PREFIX = "default: "
_PLACE_PREFIX = "index:"


class SpeakerBusyError(DeviceUnusableError):
    """The speaker cannot be changed while the ADM plays."""


class SoundModule:
    """Used on one thread alone, which the sound system may hold for as long as it likes."""

    def __init__(self) -> None:
        self._platform: rtc.PlatformAudio | None = None

    def open(self) -> bool:
        """Take the ADM; False when this machine has no sound system."""
        if self._platform is None:
            try:
                self._platform = rtc.PlatformAudio()
                self._choose_defaults(self._platform)
            except rtc.PlatformAudioError as error:
                _log.info("no sound system: %s", error)
        return self._platform is not None

    def close(self) -> None:
        """Let go of the ADM."""
        platform, self._platform = self._platform, None
        if platform is not None:
            platform.close()

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return microphones or speakers, the default first; none without a sound system."""
        was_open = self._platform is not None
        try:
            return self._list(kind) if self.open() else ()
        finally:
            if not was_open:
                self.close()

    def choose(self, kind: DeviceKind, wanted: str) -> None:
        """Use the microphone or speaker of that ID or name from now on; the default for none.

        A microphone that records is changed with a short break.

        Raises:
            SpeakerBusyError: The ADM is playing; it cannot change its speaker meanwhile.
            DeviceUnusableError: There is none, or it does not start.
        """
        raw = self._raw(kind)
        device = _found(raw, wanted) if wanted else next(iter(raw), None)
        if device is None or self._platform is None:
            raise DeviceUnusableError(
                f"there is no {kind.value} {wanted!r}", code=ErrorCode.DEVICE_UNKNOWN
            )
        try:
            if kind is DeviceKind.MICROPHONE:
                self._change_microphone(self._platform, device.id)
            else:
                self._platform.set_playout_device(device.id)
        except rtc.PlatformAudioError as error:
            failure = DeviceUnusableError if kind is DeviceKind.MICROPHONE else SpeakerBusyError
            raise failure(
                f"the {kind.value} {device.name!r} did not start", code=ErrorCode.DEVICE_UNKNOWN
            ) from error

    @staticmethod
    def _change_microphone(platform: rtc.PlatformAudio, device_id: str) -> None:
        try:
            platform.set_recording_device(device_id)
        except rtc.PlatformAudioError:  # it records: only a stopped one can be changed
            native.set_recording(platform, is_on=False)
            try:
                platform.set_recording_device(device_id)
            finally:
                native.set_recording(platform, is_on=True)

    def microphone(self, config: AudioConfig) -> rtc.PlatformAudioSource:
        """Return a source that captures the chosen microphone while it is published.

        Raises:
            DeviceUnusableError: There is no microphone, or the sound system refuses it.
        """
        if not self.open() or self._platform is None or not self._list(DeviceKind.MICROPHONE):
            raise DeviceUnusableError(
                "cannot use the microphone: there is none on this machine",
                hint="Plug one in, or go live without sound.",
                code=ErrorCode.DEVICE_UNKNOWN,
            )
        options = rtc.PlatformAudioOptions(
            echo_cancellation=config.echo_cancellation is SwitchState.ON,
            noise_suppression=config.noise_suppression is SwitchState.ON,
            auto_gain_control=config.gain_control is SwitchState.ON,
        )
        try:
            return self._platform.create_audio_source(options)
        except rtc.PlatformAudioError as error:
            _log.warning("%s", error)
            raise DeviceUnusableError(
                "cannot use the microphone: the sound system refuses it",
                hint="Choose another microphone, or go live without sound.",
            ) from error

    @staticmethod
    def _choose_defaults(platform: rtc.PlatformAudio) -> None:
        """Forget what an earlier engine of this process chose."""
        for raw, choose in (
            (platform.playout_devices(), platform.set_playout_device),
            (platform.recording_devices(), platform.set_recording_device),
        ):
            default = next((device.id for device in raw if _is_alias(device)), None)
            if default is not None:
                choose(default)

    def _list(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        raw = self._raw(kind)
        default_name = next((_name(device) for device in raw if _is_alias(device)), None)
        real = [device for device in raw if not _is_alias(device)]
        devices = [
            DeviceInfo(kind, _lasting_id(d, real), d.name, is_default=d.name == default_name)
            for d in real
        ]
        return tuple(sorted(devices, key=lambda device: not device.is_default))

    def _raw(self, kind: DeviceKind) -> list[rtc.AudioDeviceInfo]:
        """Return what the ADM lists, the alias of the default first."""
        if self._platform is None:
            return []
        try:
            if kind is DeviceKind.MICROPHONE:
                raw = self._platform.recording_devices()
            else:
                raw = self._platform.playout_devices()
        except rtc.PlatformAudioError as error:
            _log.debug("cannot list sound devices: %s", error)
            return []
        return sorted(raw, key=lambda device: not _is_alias(device))


def _name(device: rtc.AudioDeviceInfo) -> str:
    return device.name.removeprefix(_DEFAULT_PREFIX)


def _is_alias(device: rtc.AudioDeviceInfo) -> bool:
    return device.name.startswith(_DEFAULT_PREFIX)


def _found(raw: list[rtc.AudioDeviceInfo], wanted: str) -> rtc.AudioDeviceInfo | None:
    real = [device for device in raw if not _is_alias(device)]
    return next((d for d in real if wanted in {_lasting_id(d, real), d.id, d.name}), None)


def _lasting_id(device: rtc.AudioDeviceInfo, among: list[rtc.AudioDeviceInfo]) -> str:
    """Return what names a device tomorrow, too: a place in the list is another's by then."""
    is_place = device.id.startswith(_PLACE_PREFIX)
    is_unique = sum(other.name == device.name for other in among) == 1
    return device.name if is_place and is_unique and device.name else device.id
