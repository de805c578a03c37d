"""The sections of the settings page, and which preferences each of them holds; pure values."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from app.control.plans import Preferences


class Section(Enum):
    """The sections, in the order of the page; the values name their words."""

    GENERAL = "general"
    MEDIA = "media"
    DELAY = "delay"
    SERVER = "server"
    WATCHING = "watching"
    HOTKEYS = "hotkeys"
    DIAGNOSIS = "diagnosis"


_FIELDS: dict[Section, tuple[str, ...]] = {
    Section.GENERAL: (
        *("language", "theme", "text_percent", "start_preview"),
        *("ask_before_closing", "when_closed", "hints_seen"),
    ),
    Section.MEDIA: ("video", "audio"),
    Section.DELAY: ("latency_mode",),
    Section.SERVER: ("server",),
    Section.WATCHING: ("watching",),
    Section.HOTKEYS: ("hotkeys",),
}


def can_reset(section: Section) -> bool:
    """Whether ``section`` holds preferences at all."""
    return section in _FIELDS


def with_section_of(preferences: Preferences, section: Section, other: Preferences) -> Preferences:
    """Return ``preferences`` with the values of one section as they are in ``other``."""
    values = {name: getattr(other, name) for name in _FIELDS.get(section, ())}
    return replace(preferences, **values)


def is_default(preferences: Preferences, section: Section) -> bool:
    """Whether everything in ``section`` is as Klieg came."""
    return with_section_of(preferences, section, Preferences()) == preferences
