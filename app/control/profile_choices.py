"""The quality profiles that a person can choose from; pure values."""

from __future__ import annotations

from app.model.media import PROFILE_720P30, VideoProfile

LADDER = (
    VideoProfile.parse("360p30"),
    VideoProfile.parse("540p30"),
    PROFILE_720P30,
    VideoProfile.parse("720p60"),
    VideoProfile.parse("1080p30"),
    VideoProfile.parse("1080p60"),
)
"""From the most modest to the most demanding, by pixels a second."""

LOWEST = LADDER[0]


def short_name(profile: VideoProfile) -> str:
    """Return ``720p30`` for pictures of the common shape, ``640x480@30`` for others."""
    if round(profile.height_px * 16 / 9 / 2) * 2 == profile.width_px:
        return f"{profile.height_px}p{profile.fps}"
    return f"{profile.width_px}x{profile.height_px}@{profile.fps}"


def megabits(profile: VideoProfile) -> str:
    """Return its bit rate in Mbit/s, as ``3`` or ``1.1``."""
    return f"{profile.bitrate_kbps / 1000:.1f}".removesuffix(".0")


def is_custom(profile: VideoProfile) -> bool:
    """Whether ``profile`` is none of the ladder."""
    return profile not in LADDER


def pixel_rate(profile: VideoProfile) -> int:
    """Return how many pixels a second the encoder has to take."""
    return profile.width_px * profile.height_px * profile.fps
