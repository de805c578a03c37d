"""One microphone through Qt Multimedia, read on a thread of its own; to be measured, not sent.

What engines send they capture by themselves, with echo cancellation.
"""

from __future__ import annotations

from app.engine.media_port import EndHandler
from app.media.frames import now_us
from app.media.running import Delivery, ThreadedCapture
from app.model.frames import AudioFrame, AudioFrameHandler

_PERIOD_S = 0.01


def start_microphone(
    target: str, *, on_sound: AudioFrameHandler, on_end: EndHandler
) -> ThreadedCapture:
    """Start the microphone of that ID or name, the default when empty; mono, 48 kHz."""

    def work(delivery: Delivery) -> None:
        from app.media.microphone_qt import SAMPLE_RATE_HZ, QtInput

        device = QtInput(target)
        try:
            while not delivery.stopping.wait(_PERIOD_S):
                samples = device.read()
                if samples:
                    frame = AudioFrame(SAMPLE_RATE_HZ, 1, memoryview(samples), now_us())
                    delivery.hand(on_sound, frame)
        finally:
            device.close()

    return ThreadedCapture("microphone", work, on_end=on_end)
