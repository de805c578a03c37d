"""Figures as people read them, and the tone that goes with a quality."""

from __future__ import annotations

from app.model.quality import QualityLevel

_TONES = {
    QualityLevel.EXCELLENT: "good",
    QualityLevel.GOOD: "good",
    QualityLevel.MEDIUM: "warning",
    QualityLevel.BAD: "error",
    QualityLevel.DIE: "error",
    QualityLevel.UNKNOWN: "quiet",
}


def clock_text(duration_ms: int) -> str:
    """Return ``04:12``, or ``1:04:12`` from an hour on."""
    seconds = max(0, duration_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes:02}:{seconds:02}"


def quality_tone(level: QualityLevel) -> str:
    """Return the tone of a pill that tells ``level``."""
    return _TONES[level]
