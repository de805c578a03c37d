"""What the parts of the adapter share: loop, gate, SDK, sources, canvases, the system's ways."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.media_port import CanvasResolver, CaptureFactory, FrameSink
from app.engine.zego.faults import Faults
from app.engine.zego.results import CallResults
from app.engine.zego.sdk import Sdk
from app.model.media import Canvas, SourceKind

_OF_THE_SDK = frozenset({SourceKind.CAMERA, SourceKind.SCREEN, SourceKind.WINDOW})


@dataclass(frozen=True, slots=True)
class Ways:
    """What the SDK does itself on this system, and what is left to Klieg.

    Attributes:
        draws: The SDK draws into windows; elsewhere its frames go to the canvases' sinks.
        captures: Kinds of sources that the SDK opens itself; all others are pushed.
    """

    draws: bool
    captures: frozenset[SourceKind]

    @staticmethod
    def of_this_system() -> Ways:
        """Return the ways of the vendor's builds: that for Linux neither draws nor captures."""
        if sys.platform in {"win32", "darwin"}:
            return Ways(draws=True, captures=_OF_THE_SDK)
        return Ways(draws=False, captures=frozenset())


@dataclass(frozen=True, slots=True)
class ZegoContext:
    """Handed to every publisher and player."""

    loop: EngineLoop
    gate: EventGate
    sdk: Sdk
    faults: Faults
    results: CallResults
    captures: CaptureFactory | None
    canvases: CanvasResolver | None
    ways: Ways

    def sink_of(self, canvas: Canvas | None) -> FrameSink | None:
        """Return the sink behind ``canvas``; None when there is none or it was taken back."""
        if canvas is None or self.canvases is None:
            return None
        return self.canvases.resolve(canvas.view)
