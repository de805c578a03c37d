"""What receives the own broadcast for the monitor: a second engine, or the one that sends it."""

from __future__ import annotations

from typing import Protocol

from app.engine.port import Engine
from app.model.media import Canvas

_SILENT = 0


class MonitorPlayer(Protocol):
    """Plays streams without sound; :class:`app.control.second_engine.SecondEngine` is one."""

    def play(self, stream_id: str, canvas: Canvas | None = None) -> None:
        """Receive the picture of a stream; waits for a stream still to come."""

    def draw_on(self, stream_id: str, canvas: Canvas | None) -> None:
        """Draw a played stream there from now on, or nowhere."""

    def stop_playing(self, stream_id: str) -> None:
        """Receive a stream no more."""

    async def end(self) -> None:
        """Let go of everything, whatever was under way; idempotent."""


class SameEngine:
    """Lets the engine that sends a stream play it, too.

    The session owns the engine and ends it; here only what plays is stopped.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._played: set[str] = set()

    def play(self, stream_id: str, canvas: Canvas | None = None) -> None:
        """Receive the picture of a stream; see ``MonitorPlayer``."""
        self._played.add(stream_id)
        self._engine.start_playing_stream(stream_id, canvas)
        self._engine.set_play_volume(stream_id, _SILENT)

    def draw_on(self, stream_id: str, canvas: Canvas | None) -> None:
        """Draw it elsewhere; see ``MonitorPlayer``."""
        self._engine.update_playing_canvas(stream_id, canvas)

    def stop_playing(self, stream_id: str) -> None:
        """Receive it no more; see ``MonitorPlayer``."""
        self._played.discard(stream_id)
        self._engine.stop_playing_stream(stream_id)

    async def end(self) -> None:
        """Stop what plays; see ``MonitorPlayer``."""
        for stream_id in tuple(self._played):
            self.stop_playing(stream_id)
