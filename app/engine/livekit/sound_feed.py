"""The sound of one channel, from its source to the encoder.

Microphones are captured by the audio device module. All other sound comes in 10 ms frames from
a source's thread, waits in a short queue and is handed over by one task, in order; what comes
too late is dropped, never piled up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque

import numpy as np
from livekit import rtc

from app.engine.common.worker import Worker
from app.engine.livekit.context import EngineContext
from app.engine.media_port import Capture
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.events import DeviceError
from app.model.frames import AudioFrame
from app.model.media import AudioConfig, CaptureSource, DeviceKind, SourceKind

_log = logging.getLogger(__name__)

_QUEUE_MS = 200  # what libwebrtc keeps ready
_WAITING_FRAMES = 10  # what waits for our task
_OPEN_TIME_S = 5.0
_STOP_TIME_S = 3.0
RATE_HZ = 48000


class PushedSound:
    """Hands frames to one ``rtc.AudioSource``; used on the engine's loop alone."""

    def __init__(self, context: EngineContext, channels: int) -> None:
        self.source = rtc.AudioSource(RATE_HZ, channels, queue_size_ms=_QUEUE_MS)
        self._channels = channels
        self._waiting: deque[AudioFrame] = deque(maxlen=_WAITING_FRAMES)
        self._news = asyncio.Event()
        self._task = context.loop.spawn(self._run(), name="push-sound")

    def put(self, frame: AudioFrame) -> None:
        """Take a frame; the oldest that waits gives way."""
        self._waiting.append(frame)
        self._news.set()

    def close(self) -> None:
        """Hand over no more."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._waiting:
                    await self._give(self._waiting.popleft())
        finally:
            await self.source.aclose()

    async def _give(self, frame: AudioFrame) -> None:
        if self.source.queued_duration > _QUEUE_MS / 1000:
            return
        sound = rtc.AudioFrame(
            data=remix(frame, self._channels),
            sample_rate=frame.sample_rate_hz,
            num_channels=self._channels,
            samples_per_channel=frame.samples_per_channel,
        )
        try:
            await self.source.capture_frame(sound)
        except Exception as error:  # noqa: BLE001  (the package raises nothing more exact)
            _log.debug("sound was not taken: %s", error)


def remix(frame: AudioFrame, channels: int) -> memoryview:
    """Return the samples of ``frame`` with so many channels: 2 to 1 by mean, 1 to 2 by copy."""
    if frame.channels == channels:
        return frame.data
    samples = np.frombuffer(frame.data, np.int16).reshape(-1, frame.channels)
    mono = samples.mean(axis=1).astype(np.int16)
    mixed = np.repeat(mono[:, np.newaxis], channels, axis=1)
    return memoryview(bytearray(mixed.tobytes())).cast("B")


class SoundFeed:
    """Runs one sound source; used on the engine's loop, frames may come on any thread."""

    def __init__(self, context: EngineContext, worker: Worker) -> None:
        self._context = context
        self._worker = worker
        self._capture: Capture | None = None
        self._generation = 0
        self._kind = SourceKind.NONE
        self._pushed: PushedSound | None = None
        self._microphone: rtc.PlatformAudioSource | None = None
        self._was_refused = False

    async def open(
        self, source: CaptureSource, config: AudioConfig
    ) -> rtc.AudioSource | rtc.PlatformAudioSource | None:
        """Start the sound; returns what a track is made from, None for silence.

        Trouble is told as ``DeviceError`` and leaves the stream without sound.
        """
        await self.close()
        self._kind = source.kind
        if source.kind is SourceKind.NONE:
            return None
        try:
            if source.kind is SourceKind.MICROPHONE:
                if source.target:
                    self._context.sound.use(DeviceKind.MICROPHONE, source.target)
                self._microphone = await self._context.sound.open_microphone(config)
                return self._microphone
            self._pushed = PushedSound(self._context, config.channels)
            if source.kind is not SourceKind.CUSTOM:
                self._capture = await self._start(source)
        except KliegError as error:
            await self.close()
            self.tell_trouble(source, error)
            return None
        return self._pushed.source

    async def close(self) -> None:
        """Release the source and its device."""
        self._generation += 1
        self._kind = SourceKind.NONE
        pushed, self._pushed = self._pushed, None
        if pushed is not None:
            pushed.close()
        microphone, self._microphone = self._microphone, None
        if microphone is not None:
            await self._context.sound.release(microphone)
        capture, self._capture = self._capture, None
        if capture is not None:
            try:
                await self._worker.run(capture.stop, within_s=_STOP_TIME_S)
            except TimeoutError:
                _log.warning("a sound source was not let go in time")

    def push(self, frame: AudioFrame) -> None:
        """Take 10 ms of sound; any thread."""
        self._context.loop.call(self._put, frame)

    def push_custom(self, frame: AudioFrame) -> None:
        """Take sound from the application when the channel's sound is CUSTOM."""
        if self._kind is SourceKind.CUSTOM:
            self.push(frame)

    async def _start(self, source: CaptureSource) -> Capture:
        captures = self._context.captures
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")
        generation = self._generation

        def on_end(error: KliegError | None) -> None:
            if error is not None:
                self._context.loop.call(self._ended, source, generation, error)

        try:
            return await self._worker.run(
                lambda: captures.start_sound(source, on_sound=self.push, on_end=on_end),
                within_s=_OPEN_TIME_S,
                on_late=lambda capture: capture.stop(),
            )
        except TimeoutError as error:
            raise DeviceUnusableError(
                f"cannot open {source}: it does not answer", hint="Choose another sound."
            ) from error

    def _ended(self, source: CaptureSource, generation: int, error: KliegError) -> None:
        if generation == self._generation:
            self.tell_trouble(source, error)

    def _put(self, frame: AudioFrame) -> None:
        if frame.sample_rate_hz != RATE_HZ:
            self._refuse(frame)
        elif self._pushed is not None:
            self._pushed.put(frame)

    def _refuse(self, frame: AudioFrame) -> None:
        if not self._was_refused:
            self._was_refused = True
            error = DeviceUnusableError(
                f"cannot send sound of {frame.sample_rate_hz} Hz: {RATE_HZ} Hz are needed",
                code=ErrorCode.ILLEGAL_PARAMETER,
            )
            self.tell_trouble(CaptureSource(self._kind), error)

    def tell_trouble(self, source: CaptureSource, error: KliegError) -> None:
        """Report that a sound cannot be sent."""
        _log.warning("sound %s: %s", source.kind.value, error)
        self._context.gate.raise_event(
            DeviceError(
                DeviceKind.MICROPHONE,
                source.target,
                error_code=error.code,
                message=error.message,
                hint=error.hint,
            )
        )
