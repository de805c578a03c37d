"""Whether the system lets Klieg use camera and microphone: states and the way to ask."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from app.model.media import DeviceKind


class Permission(Enum):
    """What the system says about one kind of device."""

    UNDETERMINED = "undetermined"
    DENIED = "denied"
    GRANTED = "granted"


class Permissions(Protocol):
    """The system's permissions for cameras and microphones. Qt thread only."""

    def state(self, kind: DeviceKind) -> Permission:
        """Return what holds now, without asking anybody."""

    def ask(self, kind: DeviceKind, then: Callable[[Permission], None]) -> None:
        """Let the system ask the person; ``then`` gets the answer, perhaps much later."""


class EverythingAllowed:
    """Where the system does not ask, as on most Linux desktops."""

    def state(self, kind: DeviceKind) -> Permission:
        """Return GRANTED."""
        del kind
        return Permission.GRANTED

    def ask(self, kind: DeviceKind, then: Callable[[Permission], None]) -> None:
        """Answer at once."""
        then(self.state(kind))
