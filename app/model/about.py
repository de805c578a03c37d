"""What the program says of itself: its versions, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShippedPart:
    """One package or module that comes with Klieg.

    Attributes:
        licence: As its metadata names it; empty when only its text says.
        home: Where it comes from.
        text: Its licence texts, one after the other; empty when they are only at ``home``.
    """

    name: str
    version: str
    licence: str = ""
    home: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Versions by name, the most important first, and every part."""

    versions: tuple[tuple[str, str], ...] = ()
    parts: tuple[ShippedPart, ...] = ()

    def as_text(self) -> str:
        """Return the versions as lines for a helper."""
        return "\n".join(f"{name}: {version}" for name, version in self.versions)
