"""What the parts of the adapter share: loop, gate, sources, canvases, sound, speakers."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.livekit.sound import SoundDevices
from app.engine.media_port import CanvasResolver, CaptureFactory, FrameSink, SpeakerFactory
from app.model.media import Canvas


@dataclass(frozen=True, slots=True)
class EngineContext:
    """Handed to every publisher and player."""

    loop: EngineLoop
    gate: EventGate
    sound: SoundDevices
    captures: CaptureFactory | None
    canvases: CanvasResolver | None
    speakers: SpeakerFactory | None = None

    def sink_of(self, canvas: Canvas | None) -> FrameSink | None:
        """Return the sink behind ``canvas``; None when there is none or it was taken back."""
        if canvas is None or self.canvases is None:
            return None
        return self.canvases.resolve(canvas.view)
