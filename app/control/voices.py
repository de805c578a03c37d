"""Who is speaking: made of the loudness of others' streams, calm enough to be looked at. Pure."""

from __future__ import annotations

from dataclasses import dataclass

BEGINS_AT = 4.0
ENDS_BELOW = 2.0
"""Loudness, 0 to 100: a voice begins louder than it ends, so that it does not flicker."""

PAUSE_REPORTS = 4
"""Reports without a sound until somebody counts as silent: people breathe."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One stream that is heard; ``quiet_for`` counts the reports since it was loud."""

    stream_id: str
    quiet_for: int = 0


@dataclass(frozen=True, slots=True)
class Voices:
    """Those who speak now, and who began last; empty while nobody did yet."""

    heard: tuple[Voice, ...] = ()
    latest: str = ""

    @property
    def speaking(self) -> frozenset[str]:
        """The streams that are heard now."""
        return frozenset(voice.stream_id for voice in self.heard)


def heard(voices: Voices, levels: tuple[tuple[str, float], ...], *, is_own: bool) -> Voices:
    """Return who speaks after a report of loudness by stream; the same when nothing changed.

    A report tells of others or of oneself (``is_own``), whose voice is never the latest: nobody
    needs to be shown to themselves.
    """
    others = tuple(voice for voice in voices.heard if is_own_voice(voice.stream_id) is not is_own)
    before = {voice.stream_id: voice for voice in voices.heard}
    now = tuple(
        voice
        for stream_id, level in levels
        if (voice := _next(before.get(stream_id), stream_id, level)) is not None
    )
    begun = [(level, stream_id) for stream_id, level in levels if level >= BEGINS_AT]
    begun = [item for item in begun if item[1] not in before]
    latest = max(begun)[1] if begun and not is_own else voices.latest
    changed = Voices((*others, *now), latest)
    return voices if changed == voices else changed


def is_own_voice(stream_id: str) -> bool:
    """Whether it is the voice of this side: own tiles have a colon, stream IDs have none."""
    return ":" in stream_id


def _next(known: Voice | None, stream_id: str, level: float) -> Voice | None:
    if known is None:
        return Voice(stream_id) if level >= BEGINS_AT else None
    if level >= ENDS_BELOW:
        return Voice(stream_id)
    pause = known.quiet_for + 1
    return Voice(stream_id, pause) if pause < PAUSE_REPORTS else None
