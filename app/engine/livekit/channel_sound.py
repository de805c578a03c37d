"""What one channel is heard with: its sound source, whether it is open, and its mutes."""

from __future__ import annotations

from app.engine.common.worker import Worker
from app.engine.livekit.context import EngineContext
from app.engine.livekit.sound_feed import SoundFeed
from app.model.media import AudioConfig, CaptureSource, PublishChannel, SourceKind, SwitchState

_SILENCE = CaptureSource(SourceKind.NONE)


class ChannelSound:
    """The wishes for a channel's sound; used on the engine's loop alone."""

    def __init__(self, context: EngineContext, channel: PublishChannel, worker: Worker) -> None:
        is_main = channel is PublishChannel.MAIN
        self.config = AudioConfig()
        self.feed = SoundFeed(context, worker)
        self.chosen = CaptureSource(SourceKind.MICROPHONE if is_main else SourceKind.NONE)
        self.microphone = SwitchState.ON
        self.muted_stream = SwitchState.OFF
        self.muted_microphone = SwitchState.OFF

    @property
    def source(self) -> CaptureSource:
        """Return what is to be sent: nothing of a microphone that is switched off."""
        is_closed = self.microphone is SwitchState.OFF
        return _SILENCE if is_closed and self.chosen.kind is SourceKind.MICROPHONE else self.chosen

    @property
    def is_muted(self) -> bool:
        """Whether others shall hear nothing."""
        return SwitchState.ON in {self.muted_stream, self.muted_microphone}
