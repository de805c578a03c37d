"""Makes a profile of what a person typed, or says what is wrong with it; pure values."""

from __future__ import annotations

from enum import Enum

from app.model.errors import InvalidValueError
from app.model.media import VideoProfile


class ProfileFault(Enum):
    """Why a picture cannot be sent so; the values name the words."""

    ODD = "odd"
    TOO_LARGE = "too_large"
    OUT_OF_RANGE = "out_of_range"


def custom_profile(
    width_px: int, height_px: int, *, fps: int, bitrate_kbps: int
) -> VideoProfile | ProfileFault:
    """Return the profile, or why there can be none."""
    if width_px % 2 or height_px % 2:
        return ProfileFault.ODD
    try:
        return VideoProfile(width_px, height_px, fps=fps, bitrate_kbps=bitrate_kbps)
    except InvalidValueError:
        pass
    try:
        VideoProfile(640, 360, fps=fps, bitrate_kbps=bitrate_kbps)
    except InvalidValueError:
        return ProfileFault.OUT_OF_RANGE
    return ProfileFault.TOO_LARGE
