"""Where a stay in a room is, and what of the engine lives from it."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from livekit import rtc

from app.engine.livekit.members import StreamFollower
from app.model.errors import ErrorCode


class Phase(Enum):
    """Where the stay is."""

    LOGINING = auto()
    CONNECTED = auto()
    RECONNECTING = auto()
    OVER = auto()


class RoomFollower(StreamFollower, Protocol):
    """What of the engine lives from the room."""

    def room_connected(self, room: rtc.Room) -> None:
        """A fresh connection is there: publish and play on it."""

    def room_interrupted(self) -> None:
        """The connection broke; it is being mended."""

    def room_lost(self) -> None:
        """The broken connection is given up; nothing more may be asked of it."""

    def room_resumed(self) -> None:
        """The same connection flows again."""

    def room_over(self, code: ErrorCode) -> None:
        """The stay ended; OK when by our own wish."""

    def pictures_received(self) -> int:
        """Return how many pictures have arrived, of whatever stream."""
