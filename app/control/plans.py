"""What a person decided before going live, and what is remembered until the next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.model.conduct import Hint, WhenClosed
from app.model.hotkeys import HotkeyMap
from app.model.media import (
    AudioConfig,
    CaptureSource,
    LatencyMode,
    SourceKind,
    SwitchState,
    VideoConfig,
    VideoProfile,
)
from app.model.server import ServerSetup
from app.model.session import User
from app.model.stage import StageStyle
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
    """What a person chose in the window; empty texts mean: choose for me.

    What shall survive the program has a field of the same name in ``app.services.settings``.

    Attributes:
        text_percent: Size of the texts; 0 for what the system wants.
        start_preview: Whether the preview begins by itself; off until it was turned on once.
        ask_before_closing: Whether closing the window asks while one is live.
        when_closed: What closing does to a live broadcast, where it is not asked.
        hints_seen: The hints that were dismissed.
    """

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
    text_percent: int = 0
    start_preview: SwitchState = SwitchState.OFF
    ask_before_closing: SwitchState = SwitchState.ON
    when_closed: WhenClosed = WhenClosed.END
    hints_seen: tuple[Hint, ...] = ()
    audio: AudioConfig = field(default_factory=AudioConfig)
    latency_mode: LatencyMode = LatencyMode.LOWEST
    server: ServerSetup = field(default_factory=ServerSetup)
    hotkeys: HotkeyMap = field(default_factory=HotkeyMap)
    watching: WatchingStyle = field(default_factory=WatchingStyle)
    stage: StageStyle = field(default_factory=StageStyle)


PreferencesSaver = Callable[[Preferences], None]
"""Keeps preferences for the next start; quick, and reports its own trouble."""

PreferencesFollower = Callable[[Preferences, Preferences], None]
"""Told of the preferences before a change and after it."""
