"""What is known of a stream, in words: rows, groups, parts; and how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass

from app.control.words import Words
from app.model.quality import QualityLevel


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what, and how much."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Rows under one heading."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the delay: its words, ms, and its place on a picture's way, from 0 to 5."""

    name: str
    time_ms: float
    place: int


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """All that is known of one stream.

    Attributes:
        stream_id: Whose figures these are.
        name: Who is seen, as people call it.
        level: How well it flows.
        overlay: The few rows that are shown over the picture.
        groups: All rows.
        parts: Where the delay comes from, as far as it is known.
    """

    stream_id: str
    name: str
    level: QualityLevel
    overlay: tuple[Figure, ...]
    groups: tuple[FigureGroup, ...]
    parts: tuple[Part, ...] = ()


def rate_text(kbps: float) -> str:
    """Return a bit rate as people read it."""
    return f"{kbps / 1000:.1f} Mbit/s" if kbps >= 1000 else f"{kbps:.0f} kbit/s"


def time_text(time_ms: float) -> str:
    """Return a time: exact where it is short, seconds where it is long."""
    if time_ms < 10:
        return f"{time_ms:.1f} ms"
    return f"{time_ms:.0f} ms" if time_ms < 10_000 else f"{time_ms / 1000:.1f} s"


def percent_text(share: float) -> str:
    """Return a share in percent; a tenth is told where it is small."""
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def load_text(percent: float, words: Words) -> str:
    """Return a load in percent."""
    return f"{percent:.0f} %" if percent >= 0 else words("health.unknown")
