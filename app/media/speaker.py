"""Speakers for sounds that an engine plays by itself: one thread and one output for each sound.

The system's sound server mixes them. What comes waits in front of the device's short buffer;
when more waits than is needed, the oldest is dropped, so that sound never lags for long.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from app.engine.media_port import EndHandler, Speaker
from app.media.running import Delivery, ThreadedCapture
from app.model.errors import DeviceUnusableError
from app.model.frames import AudioFrame
from app.model.media import DeviceInfo

_log = logging.getLogger(__name__)

SAMPLE_RATE_HZ = 48_000
BUFFER_MS = 40
_CUSHION_MS = 20  # silence ahead of the first sound, against gaps when a frame is late
_WAITING_FRAMES = 20
_SPARE_FRAMES = 1
_SPARE_MAX_FRAMES = 9
_LOOK_BACK_FRAMES = 200
_SHORTEST_WAIT_S = 0.003
_IDLE_S = 0.03
_STUCK_S = 5.0


class SoundOutput(Protocol):
    """An open device with a short buffer; used on one thread alone."""

    @property
    def free_bytes(self) -> int:
        """Return how much the buffer takes now."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to be played."""

    def write(self, samples: bytes) -> None:
        """Put samples into the buffer; no more than is free."""

    def close(self) -> None:
        """Be silent at once and release the device."""


OutputOpener = Callable[[DeviceInfo | None, int], SoundOutput]
"""Opens a speaker, None for the default, with so many channels of 16 bit at 48 kHz."""


class Speakers:
    """Opens speakers through Qt; implements ``SpeakerFactory``."""

    def open_speaker(
        self,
        device: DeviceInfo | None,
        *,
        channels: int,
        on_start: Callable[[], None],
        on_end: EndHandler,
    ) -> Speaker:
        """Open a speaker on a thread of its own; see ``SpeakerFactory``."""
        return SoundPlayer(_open_qt_output, device, channels, on_start=on_start, on_end=on_end)


class SoundPlayer:
    """Plays one sound on a thread of its own; implements ``Speaker``."""

    def __init__(
        self,
        open_output: OutputOpener,
        device: DeviceInfo | None,
        channels: int,
        *,
        on_start: Callable[[], None],
        on_end: EndHandler,
    ) -> None:
        self._open_output = open_output
        self._device = device
        self._channels = channels
        self._on_start = on_start
        self._backlog = Backlog()
        self._came = threading.Event()
        self._worker = ThreadedCapture("speaker", self._work, on_end=on_end)

    def put_sound(self, frame: AudioFrame) -> None:
        """Play a frame after those before it; any thread, never blocks."""
        self._backlog.put(frame.data.tobytes())
        self._came.set()

    def stop(self) -> None:
        """Be silent and release the device; any thread, idempotent, about a second at most."""
        self._backlog.clear()
        self._came.set()
        self._worker.stop()

    def _work(self, delivery: Delivery) -> None:
        output = self._open_output(self._device, self._channels)
        try:
            self._backlog.clear()  # of before the device was open
            delivery.hand(lambda _: self._on_start(), None)
            while not delivery.stopping.is_set():
                self._came.wait(_IDLE_S)
                self._came.clear()
                self._play_all(output, delivery.stopping)
        finally:
            output.close()

    def _play_all(self, output: SoundOutput, stopping: threading.Event) -> None:
        """Write what waits, as fast as the device takes it.

        Raises:
            DeviceUnusableError: The device has taken nothing for long; not every sound server
                that ends says so.
        """
        given_up_at_s = time.monotonic() + _STUCK_S
        while (wanted := self._backlog.next_bytes) and not stopping.is_set():
            missing = wanted - output.free_bytes
            if missing <= 0:
                if output.is_empty:
                    self._backlog.ran_dry()
                    output.write(bytes(_bytes_of(_CUSHION_MS, self._channels)))
                output.write(self._backlog.take())
                given_up_at_s = time.monotonic() + _STUCK_S
            elif time.monotonic() > given_up_at_s:
                raise DeviceUnusableError(
                    "cannot go on with the speaker: it takes no more sound",
                    hint="Choose another speaker, or look whether the sound system still runs.",
                )
            else:
                stopping.wait(max(_SHORTEST_WAIT_S, missing / _bytes_of(1000, self._channels)))


class Backlog:
    """Frames that wait for room in the device's buffer; filled on one thread, taken on another.

    Engines deliver in bursts, so some wait most of the time. Those that waited all through two
    seconds are too many: they only make the sound late, and are dropped but for a few to spare.
    Each time the device has run dry more are spared, and fewer again with each quiet two seconds.
    """

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=_WAITING_FRAMES)
        self._taken = 0
        self._fewest = _WAITING_FRAMES
        self._spare = _SPARE_FRAMES

    @property
    def next_bytes(self) -> int:
        """Return the size of the next frame; 0 when none waits."""
        try:
            return len(self._frames[0])
        except IndexError:
            return 0

    def put(self, samples: bytes) -> None:
        """Let a frame wait; the oldest falls out when there are too many."""
        self._frames.append(samples)

    def take(self) -> bytes:
        """Return the next frame; empty when none waits."""
        try:
            samples = self._frames.popleft()
        except IndexError:
            return b""
        self._taken += 1
        self._fewest = min(self._fewest, len(self._frames))
        if self._taken == _LOOK_BACK_FRAMES:
            for _ in range(self._fewest - self._spare):
                self._frames.popleft()
            self._spare = max(_SPARE_FRAMES, self._spare - 1)
            self._look_back_anew()
        return samples

    def ran_dry(self) -> None:
        """Note that there was nothing to play when there should have been."""
        self._spare = min(_SPARE_MAX_FRAMES, self._spare + 2)
        self._look_back_anew()

    def clear(self) -> None:
        """Forget all frames."""
        self._frames.clear()

    def _look_back_anew(self) -> None:
        self._taken, self._fewest = 0, _WAITING_FRAMES


def _bytes_of(duration_ms: int, channels: int) -> int:
    return SAMPLE_RATE_HZ * duration_ms // 1000 * channels * 2


def _open_qt_output(device: DeviceInfo | None, channels: int) -> SoundOutput:
    from app.media.speaker_qt import QtOutput

    return QtOutput(device, channels, buffer_bytes=_bytes_of(BUFFER_MS, channels))
