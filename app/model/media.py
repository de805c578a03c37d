"""Value types for what is captured, encoded, sent and shown.

Plain data: no Qt, no SDK, no I/O. Every type is immutable and may cross threads.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum, IntEnum

from app.model.errors import InvalidValueError


class PublishChannel(IntEnum):
    """Slot of one outgoing stream; a user may fill several at once."""

    MAIN = 0
    AUX = 1
    THIRD = 2
    FOURTH = 3


class ViewMode(IntEnum):
    """How a picture fills its canvas."""

    ASPECT_FIT = 0
    ASPECT_FILL = 1
    SCALE_TO_FILL = 2


class ResourceMode(IntEnum):
    """Where a stream is played from."""

    DEFAULT = 0
    ONLY_CDN = 1
    ONLY_L3 = 2
    ONLY_RTC = 3


class VideoCodec(Enum):
    """Video codec of an outgoing stream.

    LiveKit sends VP8 where the machine has no encoder for H.265; ZEGO has neither VP9 nor AV1.
    """

    H264 = "h264"
    H265 = "h265"
    VP8 = "vp8"
    VP9 = "vp9"
    AV1 = "av1"


class LatencyMode(Enum):
    """How much delay the receivers trade for smoothness."""

    LOWEST = "lowest"
    BALANCED = "balanced"
    SMOOTH = "smooth"


class SwitchState(Enum):
    """On or off, where a bare bool would not tell which."""

    ON = "on"
    OFF = "off"


class SimulcastLayer(Enum):
    """Which of the layers of a simulcast stream a player asks for."""

    AUTOMATIC = "automatic"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


SIDE_MIN_PX = 16
SIDE_MAX_PX = 7680

BLOCK_PX = 16
PICTURE_MAX_BLOCKS = 36_864
"""Blocks of 16x16 pixels in one picture, as in 4096x2304: as many as H.264 has up to level 5.2.

The encoder refuses a larger picture only when it comes, without a word to us.
"""


def _blocks(side_px: int) -> int:
    return -(-side_px // BLOCK_PX)


def _unusable(what: str, hint: str) -> InvalidValueError:
    return InvalidValueError(f"cannot use {what}", hint=hint)


@dataclass(frozen=True, slots=True)
class VideoProfile:
    """Size, rate and bit budget of one encoded video stream (upper bounds)."""

    width_px: int
    height_px: int
    fps: int
    bitrate_kbps: int

    def __post_init__(self) -> None:
        size = f"video size {self.width_px}x{self.height_px}"
        short_px, long_px = sorted((self.width_px, self.height_px))
        blocks = _blocks(self.width_px) * _blocks(self.height_px)
        if short_px < SIDE_MIN_PX:
            raise _unusable(f"{size}: it is too small", f"Use at least {SIDE_MIN_PX} pixels.")
        if blocks > PICTURE_MAX_BLOCKS or long_px > SIDE_MAX_PX:
            raise _unusable(f"{size}: no encoder takes so many pixels", "Use at most 4096x2304.")
        if self.width_px % 2 or self.height_px % 2:
            raise _unusable(f"{size}: I420 needs even numbers", "Add or take away a pixel.")
        if not 1 <= self.fps <= 120:
            raise _unusable(f"{self.fps} frames/s: 1 to 120 are possible", "Use 30 or 60.")
        if self.bitrate_kbps < 30:
            raise _unusable(f"{self.bitrate_kbps} kbit/s: too few for video", "Use 30 or more.")

    @staticmethod
    def parse(text: str) -> VideoProfile:
        """Read ``720p30`` or ``1280x720@30`` (with an optional ``/3000`` kbit/s).

        Raises:
            InvalidValueError: The text is no profile.
        """
        match = _PROFILE_TEXT.fullmatch(text.strip().lower())
        if match is None:
            raise InvalidValueError(
                f"cannot use profile {text!r}: it is not of the form 720p30",
                hint="Write for example 360p24, 720p30, 1080p60 or 1280x720@30/3000.",
            )
        if match["lines"]:
            height = int(match["lines"])
            width = round(height * 16 / 9 / 2) * 2
            fps = int(match["rate"])
        else:
            width, height, fps = int(match["width"]), int(match["height"]), int(match["fps"])
        kbps = int(match["kbps"]) if match["kbps"] else default_bitrate_kbps(width, height, fps)
        return VideoProfile(width, height, fps=fps, bitrate_kbps=kbps)

    def __str__(self) -> str:
        return f"{self.width_px}x{self.height_px}@{self.fps}/{self.bitrate_kbps}"


_PROFILE_TEXT = re.compile(
    r"(?:(?P<lines>\d{2,4})p(?P<rate>\d{1,3})|(?P<width>\d{2,4})x(?P<height>\d{2,4})@(?P<fps>\d{1,3}))"
    r"(?:/(?P<kbps>\d{2,6}))?",
    re.ASCII,
)


def default_bitrate_kbps(width_px: int, height_px: int, fps: int) -> int:
    """Return a bit rate that looks good for real-time H.264/VP8: 3 Mbit/s at 720p30.

    Bits grow with the power 0.75 of the pixel rate: larger pictures compress better per pixel.
    """
    pixel_rate_share = (width_px * height_px * fps) / (1280 * 720 * 30)
    return max(100, round(3000 * math.pow(pixel_rate_share, 0.75) / 50) * 50)


PROFILE_720P30 = VideoProfile(1280, 720, fps=30, bitrate_kbps=3000)


@dataclass(frozen=True, slots=True)
class VideoConfig:
    """How one channel encodes its picture."""

    profile: VideoProfile = PROFILE_720P30
    codec: VideoCodec = VideoCodec.H264
    simulcast: SwitchState = SwitchState.OFF


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """How one channel treats and encodes its sound; processing applies to microphones."""

    bitrate_kbps: int = 64
    channels: int = 1
    echo_cancellation: SwitchState = SwitchState.ON
    noise_suppression: SwitchState = SwitchState.ON
    gain_control: SwitchState = SwitchState.ON


class SourceKind(Enum):
    """What a picture or a sound comes from."""

    CAMERA = "camera"
    SCREEN = "screen"
    WINDOW = "window"
    FILE = "file"
    PATTERN = "pattern"
    CUSTOM = "custom"
    MICROPHONE = "microphone"
    TONE = "tone"
    NONE = "none"


VIDEO_SOURCES = frozenset(
    {SourceKind.CAMERA, SourceKind.SCREEN, SourceKind.WINDOW, SourceKind.FILE, SourceKind.PATTERN}
)
SOUND_SOURCES = frozenset(
    {SourceKind.MICROPHONE, SourceKind.TONE, SourceKind.FILE, SourceKind.NONE}
)
_NEEDS_TARGET = frozenset({SourceKind.WINDOW, SourceKind.FILE})
_TAKES_NO_TARGET = frozenset({SourceKind.PATTERN, SourceKind.TONE, SourceKind.NONE})


@dataclass(frozen=True, slots=True)
class CaptureSource:
    """One source by kind and target: a device ID, a window's title, a path; empty is default."""

    kind: SourceKind
    target: str = ""

    @staticmethod
    def parse_video(text: str) -> CaptureSource:
        """Read ``camera[:ID]``, ``screen[:N]``, ``window:TITLE``, ``file:PATH``, ``pattern``."""
        return _parse_source(text, VIDEO_SOURCES, "picture source")

    @staticmethod
    def parse_sound(text: str) -> CaptureSource:
        """Read ``microphone[:ID]``, ``tone``, ``file:PATH`` or ``none``."""
        return _parse_source(text, SOUND_SOURCES, "sound source")

    @property
    def is_screen_content(self) -> bool:
        """Whether text in the picture must stay sharp at the cost of rate."""
        return self.kind in {SourceKind.SCREEN, SourceKind.WINDOW}

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.target}" if self.target else self.kind.value


def _parse_source(text: str, allowed: frozenset[SourceKind], what: str) -> CaptureSource:
    name, colon, target = text.partition(":")
    kinds = {kind.value: kind for kind in allowed}
    kind = kinds.get(name)
    if kind is None:
        raise InvalidValueError(
            f"cannot use {what} {text!r}: there is no such kind",
            hint=f"Choose one of {', '.join(sorted(kinds))}.",
        )
    if kind in _NEEDS_TARGET and not target:
        raise InvalidValueError(
            f"cannot use {what} {text!r}: it names no {kind.value}",
            hint=f"Write {kind.value}:{'TITLE' if kind is SourceKind.WINDOW else 'PATH'}.",
        )
    if colon and kind in _TAKES_NO_TARGET:
        raise InvalidValueError(
            f"cannot use {what} {text!r}: there is only one {kind.value}", hint=f"Write {name}."
        )
    if colon and not target:
        raise InvalidValueError(
            f"cannot use {what} {text!r}: it does not say which",
            hint=f"Write {name} alone for the default one.",
        )
    if kind is SourceKind.SCREEN and target and not re.fullmatch("[0-9]{1,4}", target):
        raise InvalidValueError(
            f"cannot use {what} {text!r}: a screen has a number", hint="Write screen:0."
        )
    return CaptureSource(kind, target)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A place to draw a picture.

    Attributes:
        view: Native window handle of the video widget, ``int(widget.winId())``; lent from the
            moment the widget is exposed until it is taken back before Qt destroys the window.
        view_mode: How the picture fills the view.
        background_color: ``0xRRGGBB`` around the picture.
        mirror: Left and right swapped, as people expect of their own camera.
        rotation: Clockwise turn in degrees: 0, 90, 180 or 270.
    """

    view: int
    view_mode: ViewMode = ViewMode.ASPECT_FIT
    background_color: int = 0x000000
    mirror: SwitchState = SwitchState.OFF
    rotation: int = 0


class DeviceKind(Enum):
    """Kinds of device a person can choose."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    SCREEN = "screen"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device as the system names it."""

    kind: DeviceKind
    device_id: str
    name: str
    is_default: bool = False
