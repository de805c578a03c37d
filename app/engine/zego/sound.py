"""The sound of one channel: its source, whether it is open, and its mutes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.engine.common.preview_sound import MEASURED_KINDS
from app.engine.media_port import Capture
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.microphone import SoundMute
from app.engine.zego.sound_sender import SoundSender
from app.engine.zego.translate import audio_config_of, channel_of, code_of
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.events import DeviceError
from app.model.frames import AudioFrame
from app.model.media import (
    AudioConfig,
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
)

_log = logging.getLogger(__name__)

_SILENCE = CaptureSource(SourceKind.NONE)
_SOURCE_TYPES = {
    SourceKind.NONE: express.AudioSourceType.NONE,
    SourceKind.MICROPHONE: express.AudioSourceType.MICROPHONE,
}


class ChannelSound:
    """Runs a channel's sound while it is sent or measured; on the engine's loop alone."""

    def __init__(self, context: ZegoContext, channel: PublishChannel) -> None:
        is_main = channel is PublishChannel.MAIN
        self._context = context
        self._channel = channel_of(channel)
        self._publish_channel = channel
        self.config = AudioConfig()
        self.chosen = CaptureSource(SourceKind.MICROPHONE if is_main else SourceKind.NONE)
        self.mute = SoundMute(context, channel)
        self._microphone = SwitchState.ON
        self._microphone_target = ""
        self._muted_microphone = SwitchState.OFF
        self._is_published = False
        self._is_previewed = False
        self._is_pushable = False
        self._running: CaptureSource | None = None
        self._sender: SoundSender | None = None
        self._ended: list[SoundSender] = []
        self._capture: Capture | None = None

    # -- wishes ------------------------------------------------------------------------

    def use(self, source: CaptureSource) -> None:
        """Take the sound from ``source``, at once when publishing."""
        self.chosen = source
        self._run()

    def enable_microphone(self, state: SwitchState) -> None:
        """Open or release the microphone."""
        self._microphone = state
        self._run()

    def mute_microphone(self, state: SwitchState) -> None:
        """Be silent, whatever the source is, which stays open."""
        self._muted_microphone = state
        self.mute.change(microphone=state)
        if self._sender is not None:
            self._sender.is_silent = state is SwitchState.ON

    def publish(self, *, wanted: bool) -> None:
        """Capture for a published stream, or no more."""
        self._is_published = wanted
        if wanted:
            self._configure()
        self._run()

    def preview(self, *, wanted: bool) -> None:
        """Capture to be measured, while nothing is published; a file waits for its picture."""
        self._is_previewed = wanted
        self._run()

    def push(self, frame: AudioFrame) -> None:
        """Take sound from the application when the source is CUSTOM; any thread."""
        running, sender = self._running, self._sender
        if sender is not None and running is not None and running.kind is SourceKind.CUSTOM:
            sender.take(frame)

    def senders_have_ended(self) -> bool:
        """Wait a little for all threads; False when the SDK holds one up. Any thread."""
        return not [sender for sender in self._ended if not sender.has_ended()]

    # -- bringing source and SDK in line -------------------------------------------------

    @property
    def _wanted(self) -> CaptureSource | None:
        is_closed = self._microphone is SwitchState.OFF
        is_microphone = self.chosen.kind is SourceKind.MICROPHONE
        if self._is_published:
            return _SILENCE if is_closed and is_microphone else self.chosen
        is_measured = self._is_previewed and self.chosen.kind in MEASURED_KINDS
        return self.chosen if is_measured and not (is_closed and is_microphone) else None

    def _run(self) -> None:
        wanted = self._wanted
        if wanted == self._running:
            return
        self._stop()
        self._running = wanted
        if wanted is None:
            return
        kind = _SOURCE_TYPES.get(wanted.kind, express.AudioSourceType.CUSTOM)
        is_none = kind is express.AudioSourceType.NONE
        self.mute.change(no_source=SwitchState.ON if is_none else SwitchState.OFF)
        if kind is express.AudioSourceType.CUSTOM:
            self._allow_pushing()
        if kind is express.AudioSourceType.MICROPHONE:
            self._choose_microphone(wanted.target)
        self._send("set_audio_source", lambda sdk: sdk.set_audio_source(kind, self._channel))
        if kind is express.AudioSourceType.CUSTOM:
            self._start_pushing(wanted)
        elif kind is express.AudioSourceType.MICROPHONE:
            self._send("get_audio_device_list", _look_for_microphone)

    def _choose_microphone(self, target: str) -> None:
        """Use the microphone of that ID; none takes back what a source chose before."""
        if target == self._microphone_target:
            return
        self._microphone_target = target
        self._send("use_audio_device", lambda sdk: _use_microphone(sdk, target))

    def _send(self, name: str, call: Callable[[express.Handle], int]) -> None:
        source = self._running or _SILENCE
        self._context.sdk.send(name, call, on_refused=lambda code: self._refused(source, code))

    def _refused(self, source: CaptureSource, code: int) -> None:
        self._context.faults.told(code)
        self._tell_trouble(
            source,
            DeviceUnusableError(
                f"cannot use the sound {source}: the SDK refuses it", code=code_of(code)
            ),
        )

    def _allow_pushing(self) -> None:
        if not self._is_pushable:
            self._is_pushable = True
            self._send(
                "enable_custom_audio_io",
                lambda sdk: sdk.enable_custom_audio_io(
                    enable=True,
                    config=express.CustomAudioConfig(express.AudioSourceType.CUSTOM),
                    channel=self._channel,
                ),
            )

    def _start_pushing(self, source: CaptureSource) -> None:
        sender = SoundSender(self._context.sdk.handle, self._publish_channel, self.config.channels)
        sender.is_silent = self._muted_microphone is SwitchState.ON
        self._sender = sender
        if source.kind is SourceKind.CUSTOM:
            return
        try:
            self._capture = self._open(source, sender)
        except KliegError as error:
            self._tell_trouble(source, error)

    def _open(self, source: CaptureSource, sender: SoundSender) -> Capture:
        captures = self._context.captures
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")

        def on_end(error: KliegError | None) -> None:
            if error is not None:
                self._context.loop.call(self._tell_trouble, source, error)

        return captures.start_sound(source, on_sound=sender.take, on_end=on_end)

    def _stop(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.stop()
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.stop()
            self._ended = [old for old in self._ended if old.is_running] + [sender]

    def _configure(self) -> None:
        config = self.config
        sdk = self._context.sdk
        sdk.send(
            "set_audio_config",
            lambda handle: handle.set_audio_config_by_channel(
                audio_config_of(config), self._channel
            ),
        )
        if self._publish_channel is PublishChannel.MAIN:
            is_on = SwitchState.ON
            sdk.send("enable_aec", lambda h: h.enable_aec(enable=config.echo_cancellation is is_on))
            sdk.send("enable_ans", lambda h: h.enable_ans(enable=config.noise_suppression is is_on))
            sdk.send("enable_agc", lambda h: h.enable_agc(enable=config.gain_control is is_on))

    def _tell_trouble(self, source: CaptureSource, error: KliegError) -> None:
        _log.warning("sound %s: %s", source.kind.value, error)
        self._context.gate.raise_event(
            DeviceError(
                DeviceKind.MICROPHONE,
                source.target,
                error_code=error.code,
                message=error.sentence(),
            )
        )


def _look_for_microphone(sdk: express.Handle) -> int:
    """The SDK says nothing when there is none."""
    code, found = sdk.get_audio_device_list(express.AudioDeviceType.INPUT)
    return int(ErrorCode.DEVICE_UNKNOWN) if code == 0 and not found else 0


def _use_microphone(sdk: express.Handle, target: str) -> int:
    if target:
        return sdk.use_audio_device(express.AudioDeviceType.INPUT, target)
    code, default_id = sdk.get_default_audio_device_id(express.AudioDeviceType.INPUT)
    return code or sdk.use_audio_device(express.AudioDeviceType.INPUT, default_id)
