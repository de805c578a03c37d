"""Makes the engine of a session, and ends the one that comes when nobody waits any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar

from app.control.live_session import LiveSession
from app.control.qt_bridge import BridgeMaker
from app.control.studio import EngineFactory
from app.model.events import EngineEvent
from app.model.media import Canvas, DeviceKind

_Result = TypeVar("_Result")

ENGINE_LIMIT_S = 5.0

EventTap = Callable[[EngineEvent], None]
"""Sees each event at once, on the engine's thread."""


class SessionMaker:
    """Makes one session after the other; their events all go the same way. Qt thread only.

    Args:
        make_engine: Makes an engine.
        make_bridge: How events reach the Qt thread.
        on_event: Called with them there.
        event_tap: Sees each event at once, on the engine's thread.
    """

    def __init__(
        self,
        *,
        make_engine: EngineFactory,
        make_bridge: BridgeMaker,
        on_event: Callable[[EngineEvent], None],
        event_tap: EventTap | None,
    ) -> None:
        self._make_engine = make_engine
        self._make_bridge = make_bridge
        self._on_event = on_event
        self._event_tap = event_tap

    async def make(self, canvases: Mapping[str, Canvas], *, speaker_id: str) -> LiveSession:
        """Return a session on a new engine, which plays on the speaker if one is named.

        Raises:
            KliegError: There is no such engine here.
        """
        engine = await self._make_engine()
        bridge = self._make_bridge(self._on_event)
        tap = self._event_tap

        def receive(event: EngineEvent) -> None:
            if tap is not None:
                tap(event)
            bridge.post(event)

        engine.set_event_handler(receive)
        if speaker_id:
            engine.use_audio_device(DeviceKind.SPEAKER, speaker_id)
        return LiveSession(engine, bridge, canvases)


async def late_session(making: asyncio.Task[LiveSession]) -> LiveSession | None:
    """Return the session of an engine that is still being made; one too late ends itself."""
    done, _ = await asyncio.wait({making}, timeout=ENGINE_LIMIT_S)
    if not done:
        making.add_done_callback(_end_late)
        return None
    return None if has_failed(making) else making.result()


def has_failed(task: asyncio.Future[_Result]) -> bool:
    """Whether a task that is done has no result; its error counts as seen from then on."""
    return not task.done() or task.cancelled() or task.exception() is not None


def _end_late(making: asyncio.Task[LiveSession]) -> None:
    if not has_failed(making):
        making.get_loop().create_task(making.result().end())
