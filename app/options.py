"""What a command line asks for, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.model.engine import EngineKind
from app.model.media import PROFILE_720P30, CaptureSource, VideoCodec, VideoProfile
from app.model.zego import ZegoGiven


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where a window opens."""

    width_px: int
    height_px: int
    x_px: int
    y_px: int


@dataclass(frozen=True, slots=True)
class HostOptions:
    """``klieg host``; empty IDs are chosen by Klieg, an absent sound is the microphone."""

    room_id: str = ""
    user_id: str = ""
    name: str = ""
    sources: tuple[CaptureSource, ...] = ()
    sound: CaptureSource | None = None
    profile: VideoProfile = PROFILE_720P30
    codec: VideoCodec = VideoCodec.H264
    server_url: str = ""
    token_file: Path | None = None
    engine: EngineKind = EngineKind.LIVEKIT
    zego: ZegoGiven = field(default_factory=ZegoGiven)
    is_headless: bool = False
    link_file: Path | None = None
    duration_s: float | None = None
    events: str | None = None
    geometry: Geometry | None = None


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """``klieg watch``; without an engine the link says which one."""

    link: str
    engine: EngineKind | None = None
    zego: ZegoGiven = field(default_factory=ZegoGiven)
    user_id: str = ""
    name: str = ""
    is_headless: bool = False
    is_fullscreen: bool = False
    duration_s: float | None = None
    record_count: int = 0
    record_folder: Path | None = None
    events: str | None = None
    geometry: Geometry | None = None
    report: Path | None = None
