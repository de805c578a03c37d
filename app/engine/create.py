"""Makes engines; the only place that knows the adapters, each imported when it is wanted."""

from __future__ import annotations

from pathlib import Path

from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.model.engine import EngineKind, EngineProfile
from app.model.errors import InvalidValueError
from app.model.zego import ZegoLibrary


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
        profile: Scenario and, for ZEGO, the SDK and the project.
        captures: Opens cameras, screens, files and patterns; without it only CUSTOM sources work.
        canvases: Finds frame sinks by window handle; without it nothing is drawn.
        speakers: Plays sounds at volumes other than 0 and 100 for engines that cannot; without
            it such engines play them as sent.

    Raises:
        InvalidValueError: The kind is not built in, or there is no SDK for it that can be used.
        WrongStateError: The ZEGO SDK of this system has room for one engine, and has one.
    """
    if kind is EngineKind.LIVEKIT:
        from app.engine.livekit.engine import LiveKitEngine

        return LiveKitEngine(
            profile or EngineProfile(), captures=captures, canvases=canvases, speakers=speakers
        )
    try:
        from app.engine.zego.engine import ZegoEngine
    except ImportError as error:
        raise InvalidValueError(
            f"cannot create the engine {kind.value!r}: it is not part of this build",
            hint="Use the LiveKit engine.",
        ) from error
    return ZegoEngine(profile or EngineProfile(), captures=captures, canvases=canvases)


def look_at_zego_library(file: Path) -> ZegoLibrary:
    """Return what the library in ``file`` is; loads it, so call it off the GUI thread.

    Raises:
        InvalidValueError: It is no ZEGO Express SDK that this build can use.
    """
    try:
        from app.engine.zego import _express as express
    except ImportError as error:
        raise InvalidValueError(
            "cannot use ZEGO: this copy of Klieg was built without the binding",
            hint="Install Klieg from a package, or build it with a C++ compiler.",
        ) from error
    try:
        library = express.load(file)
    except express.LibraryError as error:
        raise InvalidValueError(
            str(error),
            hint="Download ZEGO Express for this system and choose its library file.",
        ) from error
    return ZegoLibrary(library.path, library.variant.name.lower(), library.version)
