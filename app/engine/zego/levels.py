"""Loudness of what is captured and played, while it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.model.events import CapturedSoundLevel, RemoteSoundLevel
from app.model.media import SwitchState

_FULL = 100.0


class SoundLevels:
    """Raises ``CapturedSoundLevel`` and ``RemoteSoundLevel``; on the engine's loop alone.

    Args:
        context: The engine.
        router: Brings what the SDK tells.
        ready: Waits until the SDK can be asked: before, it refuses.
        measure_previews: Told whether the sound of a mere preview is wanted, too.
    """

    def __init__(
        self,
        context: ZegoContext,
        router: EventRouter,
        *,
        ready: Callable[[], Awaitable[object]],
        measure_previews: Callable[[SwitchState], None],
    ) -> None:
        self._context = context
        self._ready = ready
        self._measure_previews = measure_previews
        self._starts = 0
        self._is_wanted = False
        router.on(express.OnCapturedSoundLevelUpdate, self._captured)
        router.on(express.OnRemoteSoundLevelUpdate, self._remote)

    def start(self, period_ms: int) -> None:
        """Tell every ``period_ms`` from now on."""
        self._is_wanted = True
        self._starts += 1
        self._context.loop.spawn(self._start(period_ms, self._starts), name="sound-levels")

    async def _start(self, period_ms: int, number: int) -> None:
        await self._ready()
        if not self._is_wanted or number != self._starts:
            return
        self._measure_previews(SwitchState.ON)
        self._context.sdk.send(
            "start_sound_level_monitor", lambda sdk: sdk.start_sound_level_monitor(period_ms)
        )

    def stop(self) -> None:
        """Tell no more."""
        if self._is_wanted:
            self._is_wanted = False
            self._measure_previews(SwitchState.OFF)
            self._context.sdk.send(
                "stop_sound_level_monitor", lambda sdk: sdk.stop_sound_level_monitor()
            )

    def _captured(self, event: express.OnCapturedSoundLevelUpdate) -> None:
        if self._is_wanted and event.sound_level is not None:
            level = _bounded(event.sound_level.sound_level)
            self._context.gate.raise_event(CapturedSoundLevel(level))

    def _remote(self, event: express.OnRemoteSoundLevelUpdate) -> None:
        if self._is_wanted and event.sound_levels:
            levels = tuple(
                (info.stream_id, _bounded(info.sound_level)) for info in event.sound_levels
            )
            self._context.gate.raise_event(RemoteSoundLevel(levels))


def _bounded(level: float) -> float:
    return min(_FULL, max(0.0, level))
