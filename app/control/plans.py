"""What a person decided before going live, and what is remembered until the next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.model.media import (
    AudioConfig,
    CaptureSource,
    SourceKind,
    VideoConfig,
    VideoProfile,
)
from app.model.session import User
from app.model.watching import WatchingStyle

SHARE_PROFILE = VideoProfile(1920, 1080, fps=15, bitrate_kbps=2500)
"""Upper bounds of a second stream: pixels before frames, because text must stay sharp."""

DEFAULT_PICTURE = CaptureSource(SourceKind.CAMERA)
DEFAULT_SOUND = CaptureSource(SourceKind.MICROPHONE)


@dataclass(frozen=True, slots=True)
class HostPlan:
    """One broadcast as it was asked for; the second picture goes out as the AUX stream."""

    room_id: str
    user: User
    picture: CaptureSource = DEFAULT_PICTURE
    sound: CaptureSource = DEFAULT_SOUND
    second_picture: CaptureSource | None = None
    video: VideoConfig = field(default_factory=VideoConfig)
    second_video: VideoConfig = field(default_factory=lambda: VideoConfig(profile=SHARE_PROFILE))
    audio: AudioConfig = field(default_factory=AudioConfig)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the start view shows first; empty texts mean: choose for me."""

    room_id: str = ""
    user_id: str = ""
    user_name: str = ""
    picture: CaptureSource = DEFAULT_PICTURE
    sound: CaptureSource = DEFAULT_SOUND
    speaker_id: str = ""
    volume: int = 100
    video: VideoConfig = field(default_factory=VideoConfig)
    language: str = ""
    theme: str = ""
    watching: WatchingStyle = field(default_factory=WatchingStyle)


PreferencesSaver = Callable[[Preferences], None]
"""Keeps preferences for the next start; quick, and reports its own trouble."""
