"""The sound that belongs to a mere preview: captured to be measured, sent to nobody.

So that a person sees before going live whether the microphone is heard. A file is not measured: its
sound would begin without its picture.
"""

from __future__ import annotations

import logging
import threading

import numpy as np

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.common.worker import Worker
from app.engine.media_port import Capture, CaptureFactory
from app.model.errors import DeviceUnusableError, KliegError
from app.model.events import DeviceError
from app.model.frames import AudioFrame
from app.model.media import CaptureSource, DeviceKind, SourceKind

_log = logging.getLogger(__name__)

MEASURED_KINDS = frozenset({SourceKind.MICROPHONE, SourceKind.TONE})
_FULL = 100.0
_LOUDEST = 32_768.0
_OPEN_TIME_S = 5.0
_STOP_TIME_S = 3.0
_RETRY_S = 2.0


class Loudness:
    """The loudest sample since it was last asked for; put in on one thread, taken on another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._peak = 0.0
        self._has_any = False

    def put(self, frame: AudioFrame) -> None:
        """Measure a frame."""
        samples = np.frombuffer(frame.data, np.int16)
        peak = float(np.abs(samples.astype(np.int32)).max()) if samples.size else 0.0
        with self._lock:
            self._peak = max(self._peak, peak)
            self._has_any = True

    def take(self) -> float | None:
        """Return 0.0 to 100.0, a sine of half the scale is 50; None when nothing came."""
        with self._lock:
            peak, self._peak = self._peak, 0.0
            had_any, self._has_any = self._has_any, False
        return min(_FULL, peak / _LOUDEST * _FULL) if had_any else None


class PreviewSound:
    """Runs one sound to measure it; used on the engine's loop alone."""

    def __init__(self, loop: EngineLoop, gate: EventGate, captures: CaptureFactory | None) -> None:
        self._loop = loop
        self._gate = gate
        self._captures = captures
        self._worker = Worker("klieg-preview-sound")
        self._running: CaptureSource | None = None
        self._capture: Capture | None = None
        self._loudness = Loudness()
        self._retry_at_s: float | None = None
        self._was_told = False

    def level(self) -> float | None:
        """Return how loud it was since the last call; None while nothing is captured."""
        return self._loudness.take()

    async def follow(self, wanted: CaptureSource | None) -> None:
        """Capture ``wanted``, or nothing; call again and again.

        Trouble is told once, and tried again from time to time: what was unplugged comes back.
        """
        if wanted is not None and wanted.kind not in MEASURED_KINDS:
            wanted = None
        is_another = wanted != self._running
        is_due = self._retry_at_s is not None and self._loop.time() >= self._retry_at_s
        if not is_another and not is_due:
            return
        if is_another:
            self._was_told = False
        await self._stop()
        self._running = wanted
        if wanted is None:
            return
        try:
            self._capture = await self._open(wanted)
        except KliegError as error:
            self._failed(wanted, error)

    async def close(self) -> None:
        """Release the source."""
        self._running = None
        await self._stop()
        self._worker.close()

    async def _open(self, source: CaptureSource) -> Capture:
        captures, loudness = self._captures, Loudness()
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")
        self._loudness = loudness

        def on_end(error: KliegError | None) -> None:
            if error is not None:
                self._loop.call(self._ended, source, loudness, error)

        try:
            return await self._worker.run(
                lambda: captures.start_sound(source, on_sound=loudness.put, on_end=on_end),
                within_s=_OPEN_TIME_S,
                on_late=lambda capture: capture.stop(),
            )
        except TimeoutError as error:
            raise DeviceUnusableError(
                f"cannot open {source}: it does not answer", hint="Choose another sound."
            ) from error

    async def _stop(self) -> None:
        self._loudness = Loudness()
        self._retry_at_s = None
        capture, self._capture = self._capture, None
        if capture is None:
            return
        try:
            await self._worker.run(capture.stop, within_s=_STOP_TIME_S)
        except TimeoutError:
            _log.warning("the sound of the preview was not let go in time")

    def _ended(self, source: CaptureSource, loudness: Loudness, error: KliegError) -> None:
        if loudness is self._loudness:
            self._failed(source, error)

    def _failed(self, source: CaptureSource, error: KliegError) -> None:
        self._retry_at_s = self._loop.time() + _RETRY_S
        if not self._was_told:
            self._was_told = True
            self._tell_trouble(source, error)

    def _tell_trouble(self, source: CaptureSource, error: KliegError) -> None:
        _log.warning("sound of the preview, %s: %s", source.kind.value, error)
        self._gate.raise_event(
            DeviceError(
                DeviceKind.MICROPHONE,
                source.target,
                error_code=error.code,
                message=error.message,
                hint=error.hint,
            )
        )
