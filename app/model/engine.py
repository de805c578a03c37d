"""Value types for engines: which there are, what they are tuned for, what they need to exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from app.model.media import SwitchState


class EngineKind(Enum):
    """The engines there are."""

    LIVEKIT = "livekit"
    ZEGO = "zego"


class Scenario(Enum):
    """What the engine is tuned for."""

    DEFAULT = "default"
    LIVE = "live"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class EngineProfile:
    """What an engine needs before it exists; LiveKit needs none of the ZEGO fields.

    Attributes:
        scenario: What it is tuned for.
        app_id: The ZEGO project.
        app_sign: Stands for tokens where it is set; never printed.
        library: The file of the ZEGO Express SDK; None to look in the usual places.
        log_folder: Where the SDK writes its log; None leaves it to the SDK.
        engine_config: Further settings of the SDK, ``key=value;key=value;``.
        sound: OFF for an engine beside another one: it plays no sound, opens no microphone and
            leaves the sound system of the process to the other. LiveKit only.
    """

    scenario: Scenario = Scenario.DEFAULT
    app_id: int = 0
    app_sign: str = field(default="", repr=False)
    library: Path | None = None
    log_folder: Path | None = None
    engine_config: str = ""
    sound: SwitchState = SwitchState.ON
