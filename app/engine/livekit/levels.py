"""Tells how loud sounds are, while somebody wants to know."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Protocol

from livekit import rtc

from app.engine.common.preview_sound import PreviewSound
from app.engine.livekit.context import EngineContext
from app.engine.livekit.playback import Playback
from app.engine.livekit.stats import captured_level, stats_of
from app.model.events import CapturedSoundLevel, RemoteSoundLevel
from app.model.media import CaptureSource, DeviceKind, SourceKind

_FULL = 100.0
_FOLLOW_PERIOD_S = 0.1


class SoundTracks(Protocol):
    """Knows the sounds that are sent, received and previewed at the moment."""

    def captured_sounds(self) -> list[rtc.Track]:
        """Return the published sounds."""

    def received_sounds(self) -> dict[str, Playback]:
        """Return the received sounds by stream ID."""

    def previewed_sound(self) -> CaptureSource | None:
        """Return the sound that would be sent with the main preview; None when it is sent."""


class SoundLevels:
    """Raises ``CapturedSoundLevel`` and ``RemoteSoundLevel``; on the engine's loop alone.

    The sound system captures for published streams only: the sound of a mere preview is captured
    here, for as long as the preview lasts and levels are asked for.
    """

    def __init__(self, context: EngineContext, tracks: SoundTracks) -> None:
        self._context = context
        self._tracks = tracks
        self._preview = PreviewSound(context.loop, context.gate, context.captures)
        self._following = asyncio.Lock()
        self._is_wanted = False
        self._followed: CaptureSource | None = None
        self._named: CaptureSource | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, period_s: float) -> None:
        """Tell every ``period_s`` from now on."""
        self._cancel()
        self._is_wanted = True
        spawn = self._context.loop.spawn
        self._tasks = [
            spawn(self._run(period_s), name="sound-levels"),
            spawn(self._follow_preview(), name="preview-sound"),
        ]

    def stop(self) -> None:
        """Tell no more."""
        if self._is_wanted:
            self._is_wanted = False
            self._cancel()
            self._context.loop.spawn(self._follow(), name="preview-sound-end")

    async def close(self) -> None:
        """Tell no more; what was captured for it is released when this returns."""
        self._is_wanted = False
        self._cancel()
        async with self._following:
            await self._preview.close()

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _run(self, period_s: float) -> None:
        while True:
            await asyncio.sleep(period_s)
            captured = self._tracks.captured_sounds()
            previewed = self._preview.level()
            if captured:
                stats = await asyncio.gather(*(stats_of(track) for track in captured))
                loudest = max(captured_level(part) for part in stats)
                self._context.gate.raise_event(CapturedSoundLevel(loudest * _FULL))
            elif previewed is not None:
                self._context.gate.raise_event(CapturedSoundLevel(previewed))
            received = self._tracks.received_sounds()
            if received:
                levels = await asyncio.gather(*(sound.level() for sound in received.values()))
                told = tuple(
                    (name, level * _FULL) for name, level in zip(received, levels, strict=True)
                )
                self._context.gate.raise_event(RemoteSoundLevel(told))

    async def _follow_preview(self) -> None:
        while True:
            await asyncio.shield(self._follow())  # a device is opened or let go to the end
            await asyncio.sleep(_FOLLOW_PERIOD_S)

    async def _follow(self) -> None:
        async with self._following:
            wanted = self._wanted()
            if wanted != self._followed:
                self._followed = wanted
                self._named = await self._by_name(wanted)
            await self._preview.follow(self._named)

    def _wanted(self) -> CaptureSource | None:
        source = self._tracks.previewed_sound() if self._is_wanted else None
        if source is None or source.kind is not SourceKind.MICROPHONE or source.target:
            return source
        return replace(source, target=self._context.sound.chosen(DeviceKind.MICROPHONE))

    async def _by_name(self, source: CaptureSource | None) -> CaptureSource | None:
        """The sound system numbers its devices; others know them by name."""
        if source is None or source.kind is not SourceKind.MICROPHONE or not source.target:
            return source
        wanted = source.target
        devices = await self._context.sound.devices(DeviceKind.MICROPHONE)
        name = next((d.name for d in devices if wanted in {d.device_id, d.name}), wanted)
        return replace(source, target=name)
