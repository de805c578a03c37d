"""Pushes the sound of one channel into the SDK, 20 ms at a time, from a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections import deque

from app.engine.common.samples import remix
from app.engine.zego import _express as express
from app.engine.zego.translate import channel_of
from app.model.frames import AudioFrame
from app.model.media import PublishChannel

_log = logging.getLogger(__name__)

_WAITING_FRAMES = 20
_PACKET_BYTES_A_CHANNEL = 48 * 20 * 2
_JOIN_TIME_S = 1.0


class SoundSender:
    """One run of a channel's pushed sound; stopped once and for all.

    Args:
        handle: The SDK's engine.
        channel: Whose sound it is.
        channels: 1 or 2; other sound is mixed to it.
    """

    def __init__(self, handle: express.Handle, channel: PublishChannel, channels: int) -> None:
        self._handle = handle
        self._channel = channel_of(channel)
        self._channels = channels
        self._news = threading.Condition()
        self._waiting: deque[AudioFrame] = deque(maxlen=_WAITING_FRAMES)
        self._is_stopped = False
        self.is_silent = False
        self._thread = threading.Thread(target=self._run, name="klieg-zego-sound", daemon=True)
        self._thread.start()

    def take(self, frame: AudioFrame) -> None:
        """Take a frame of 48 kHz; the oldest that waits gives way. Any thread, never blocks."""
        with self._news:
            self._waiting.append(frame)
            self._news.notify()

    def stop(self) -> None:
        """Send no more; any thread, does not wait."""
        with self._news:
            self._is_stopped = True
            self._news.notify()

    @property
    def is_running(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def has_ended(self) -> bool:
        """Wait a little for the thread; False when the SDK holds it up."""
        self._thread.join(_JOIN_TIME_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        packet = bytearray()
        size_bytes = _PACKET_BYTES_A_CHANNEL * self._channels
        while (frame := self._next()) is not None:
            sound = remix(frame, self._channels)
            packet += bytes(sound.nbytes) if self.is_silent else sound
            while len(packet) >= size_bytes:
                if not self._send(bytes(packet[:size_bytes])):
                    return
                del packet[:size_bytes]

    def _next(self) -> AudioFrame | None:
        with self._news:
            while not self._waiting and not self._is_stopped:
                self._news.wait()
            return None if self._is_stopped else self._waiting.popleft()

    def _send(self, data: bytes) -> bool:
        param = express.AudioFrameParam(
            sample_rate=express.AudioSampleRate.RATE_48K,
            channel=express.AudioChannel(self._channels),
        )
        try:
            self._handle.send_custom_audio_capture_pcm_data(data, param, channel=self._channel)
        except (express.ClosedError, express.MissingFunctionError) as error:
            _log.info("sound is no longer taken: %s", error)
            return False
        return True
