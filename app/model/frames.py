"""Pictures and sound on their way through the program: buffers with their facts.

A frame lends memory: whoever keeps it longer than the call keeps the object, not a copy.
Nothing here changes a buffer after it was handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """One picture in I420, its three planes contiguous and without padding.

    Attributes:
        width_px: Width of the luma plane.
        height_px: Height of the luma plane.
        data: ``width*height`` bytes of Y, then U, then V of ``ceil(w/2)*ceil(h/2)`` bytes each;
            the view covers its whole object (the LiveKit FFI copies sliced views).
        captured_at_us: Unix time in microseconds, by the clock of the capturing machine.
        received_at_us: Unix time when the decoded frame reached us; 0 for captured frames.
        owner: Keeps native memory behind ``data`` alive.
    """

    width_px: int
    height_px: int
    data: memoryview
    captured_at_us: int
    received_at_us: int = 0
    owner: object = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class AudioFrame:
    """A stretch of sound: signed 16-bit samples, channels interleaved.

    Attributes:
        sample_rate_hz: Samples per second and channel.
        channels: 1 or 2.
        data: ``2 * channels * samples_per_channel`` bytes, native byte order.
        captured_at_us: Unix time in microseconds of the first sample.
    """

    sample_rate_hz: int
    channels: int
    data: memoryview
    captured_at_us: int

    @property
    def samples_per_channel(self) -> int:
        """Number of samples in each channel."""
        return self.data.nbytes // (2 * self.channels)


def i420_size_bytes(width_px: int, height_px: int) -> int:
    """Return the bytes of one I420 picture; odd sizes round their chroma up."""
    chroma = ((width_px + 1) // 2) * ((height_px + 1) // 2)
    return width_px * height_px + 2 * chroma


VideoFrameHandler = Callable[[VideoFrame], None]
AudioFrameHandler = Callable[[AudioFrame], None]
RenderHandler = Callable[[str, VideoFrame], None]
"""Called with the stream ID and each decoded frame, on an engine thread; must return soon."""
