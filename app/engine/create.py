"""Makes engines; the only place that knows the adapters, each imported when it is wanted."""

from __future__ import annotations

from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine, EngineKind, EngineProfile
from app.model.errors import InvalidValueError


def create_engine(
    kind: EngineKind,
    profile: EngineProfile | None = None,
    *,
    captures: CaptureFactory | None = None,
    canvases: CanvasResolver | None = None,
    speakers: SpeakerFactory | None = None,
) -> Engine:
    """Make an engine of ``kind``.

    Args:
        kind: Which engine.
        profile: Scenario and, for ZEGO, the AppID.
        captures: Opens cameras, screens, files and patterns; without it only CUSTOM sources work.
        canvases: Finds frame sinks by window handle; without it nothing is drawn.
        speakers: Plays sounds at volumes other than 0 and 100 for engines that cannot; without
            it such engines play them as sent.

    Raises:
        InvalidValueError: The kind is not built in.
    """
    if kind is EngineKind.LIVEKIT:
        from app.engine.livekit.engine import LiveKitEngine

        return LiveKitEngine(
            profile or EngineProfile(), captures=captures, canvases=canvases, speakers=speakers
        )
    raise InvalidValueError(
        f"cannot create the engine {kind.value!r}: it is not part of this build",
        hint="Use the LiveKit engine.",
    )
