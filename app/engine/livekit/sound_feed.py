"""The sound of one channel, from its source to the encoder.

Microphones are captured by the audio device module. All other sound comes in 10 ms frames from
a source's thread, waits in a short queue and is handed over by one task, in order; what comes
too late is dropped, never piled up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field

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
_FIRST_SOUND_S = 2.0
RATE_HZ = 48000
_PUSHED = frozenset({SourceKind.TONE, SourceKind.FILE, SourceKind.CUSTOM})


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


@dataclass(slots=True, eq=False)
class OpenedSound:
    """What runs for one sound: the microphone, or a queue and who fills it; nothing for silence."""

    source: CaptureSource
    pushed: PushedSound | None = None
    microphone: rtc.PlatformAudioSource | None = None
    capture: Capture | None = None
    is_heard: asyncio.Event = field(default_factory=asyncio.Event)


class SoundFeed:
    """Runs one sound source; used on the engine's loop, frames may come on any thread."""

    def __init__(self, context: EngineContext, worker: Worker) -> None:
        self._context = context
        self._worker = worker
        self._opened: OpenedSound | None = None
        self._microphone_target = ""
        self._was_refused = False

    async def open(
        self, source: CaptureSource, config: AudioConfig
    ) -> rtc.AudioSource | rtc.PlatformAudioSource | None:
        """Start the sound; returns what a track is made from, None for silence.

        Trouble is told as ``DeviceError`` and leaves the stream without sound.
        """
        await self.close()
        opened = self._opened = OpenedSound(source)
        if source.kind is SourceKind.NONE:
            return None
        try:
            if source.kind is SourceKind.MICROPHONE:
                self._choose_microphone(source)
                opened.microphone = await self._context.sound.open_microphone(config)
                return opened.microphone
            opened.pushed = PushedSound(self._context, config.channels)
            await self._start(opened)
        except KliegError as error:
            await self.close()
            self.tell_trouble(source, error)
            return None
        return opened.pushed.source

    async def change(self, source: CaptureSource) -> bool:
        """Send ``source`` through the track that is there; whether that was possible.

        The sound before is sent until the new one is heard.
        """
        before = self._opened
        if before is None:
            return False
        if before.microphone is not None and source.kind is SourceKind.MICROPHONE:
            self._choose_microphone(source)
            before.source = source
            return True
        if before.pushed is None or source.kind not in _PUSHED:
            return False
        opened = OpenedSound(source)
        try:
            await self._start(opened)
            if opened.capture is not None:
                await _within(_FIRST_SOUND_S, opened.is_heard.wait())
        except KliegError as error:
            await self.close()
            self.tell_trouble(source, error)
            return True
        opened.pushed, before.pushed = before.pushed, None
        self._opened = opened
        await self.let_go(before)
        return True

    def hand_over(self) -> OpenedSound | None:
        """Forget what runs; whoever takes it lets it go."""
        opened, self._opened = self._opened, None
        return opened

    async def close(self) -> None:
        """Release the source and its device."""
        opened = self.hand_over()
        if opened is not None:
            await self.let_go(opened)

    async def let_go(self, opened: OpenedSound) -> None:
        """Release a source and its device."""
        if opened.pushed is not None:
            opened.pushed.close()
        if opened.microphone is not None:
            await self._context.sound.release(opened.microphone)
        if opened.capture is not None:
            try:
                await self._worker.run(opened.capture.stop, within_s=_STOP_TIME_S)
            except TimeoutError:
                _log.warning("a sound source was not let go in time")

    def push_custom(self, frame: AudioFrame) -> None:
        """Take sound from the application when the channel's sound is CUSTOM; any thread."""
        opened = self._opened
        if opened is not None and opened.source.kind is SourceKind.CUSTOM:
            self._context.loop.call(self._put, opened, frame)

    def _choose_microphone(self, source: CaptureSource) -> None:
        """Use the microphone of ``source``; one without a name takes back what a source chose."""
        if source.target != self._microphone_target:
            self._microphone_target = source.target
            self._context.sound.use(DeviceKind.MICROPHONE, source.target)

    async def _start(self, opened: OpenedSound) -> None:
        source, captures = opened.source, self._context.captures
        if source.kind is SourceKind.CUSTOM:
            return
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")
        loop = self._context.loop

        def on_end(error: KliegError | None) -> None:
            if error is not None:
                loop.call(self._ended, opened, error)

        try:
            opened.capture = await self._worker.run(
                lambda: captures.start_sound(
                    source,
                    on_sound=lambda frame: loop.call(self._put, opened, frame),
                    on_end=on_end,
                ),
                within_s=_OPEN_TIME_S,
                on_late=lambda capture: capture.stop(),
            )
        except TimeoutError as error:
            raise DeviceUnusableError(
                f"cannot open {source}: it does not answer", hint="Choose another sound."
            ) from error

    def _ended(self, opened: OpenedSound, error: KliegError) -> None:
        opened.is_heard.set()  # nothing more to wait for
        if opened is self._opened:
            self.tell_trouble(opened.source, error)

    def _put(self, opened: OpenedSound, frame: AudioFrame) -> None:
        opened.is_heard.set()
        if frame.sample_rate_hz != RATE_HZ:
            self._refuse(frame)
        elif opened is self._opened and opened.pushed is not None:
            opened.pushed.put(frame)

    def _refuse(self, frame: AudioFrame) -> None:
        if not self._was_refused and self._opened is not None:
            self._was_refused = True
            error = DeviceUnusableError(
                f"cannot send sound of {frame.sample_rate_hz} Hz: {RATE_HZ} Hz are needed",
                code=ErrorCode.ILLEGAL_PARAMETER,
            )
            self.tell_trouble(CaptureSource(self._opened.source.kind), error)

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


async def _within(limit_s: float, waiting: Coroutine[object, object, object]) -> None:
    """Wait, but not for ever."""
    try:
        async with asyncio.timeout(limit_s):
            await waiting
    except TimeoutError:
        _log.info("a sound source is still silent")
