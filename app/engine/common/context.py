"""What the shared parts need of their engine."""

from __future__ import annotations

from typing import Protocol

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.media_port import CaptureFactory


class CaptureContext(Protocol):
    """Loop, gate and sources of one engine."""

    @property
    def loop(self) -> EngineLoop:
        """The thread that everything lives on."""

    @property
    def gate(self) -> EventGate:
        """The way out for events."""

    @property
    def captures(self) -> CaptureFactory | None:
        """Opens sources; None when the application has none."""
