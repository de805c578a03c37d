"""Tells how loud sounds are, while somebody wants to know."""

from __future__ import annotations

import asyncio
from typing import Protocol

from livekit import rtc

from app.engine.livekit.context import EngineContext
from app.engine.livekit.playback import Playback
from app.engine.livekit.stats import captured_level, stats_of
from app.model.events import CapturedSoundLevel, RemoteSoundLevel

_FULL = 100.0


class SoundTracks(Protocol):
    """Knows the sounds that are sent and received at the moment."""

    def captured_sounds(self) -> list[rtc.Track]:
        """Return the published sounds."""

    def received_sounds(self) -> dict[str, Playback]:
        """Return the received sounds by stream ID."""


class SoundLevels:
    """Raises ``CapturedSoundLevel`` and ``RemoteSoundLevel``; on the engine's loop alone."""

    def __init__(self, context: EngineContext, tracks: SoundTracks) -> None:
        self._context = context
        self._tracks = tracks
        self._task: asyncio.Task[None] | None = None

    def start(self, period_s: float) -> None:
        """Tell every ``period_s`` from now on."""
        self.stop()
        self._task = self._context.loop.spawn(self._run(period_s), name="sound-levels")

    def stop(self) -> None:
        """Tell no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, period_s: float) -> None:
        while True:
            await asyncio.sleep(period_s)
            captured = self._tracks.captured_sounds()
            if captured:
                stats = await asyncio.gather(*(stats_of(track) for track in captured))
                loudest = max(captured_level(part) for part in stats)
                self._context.gate.raise_event(CapturedSoundLevel(loudest * _FULL))
            received = self._tracks.received_sounds()
            if received:
                levels = await asyncio.gather(*(sound.level() for sound in received.values()))
                told = tuple(
                    (name, level * _FULL) for name, level in zip(received, levels, strict=True)
                )
                self._context.gate.raise_event(RemoteSoundLevel(told))
