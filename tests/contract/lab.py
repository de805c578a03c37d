"""What the contract needs of an engine's surroundings; one lab per engine.

A lab runs the engine's real service, mints its credentials and breaks things on purpose. Tests
ask for what a lab can do with :class:`Fault` and are skipped where it cannot.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.model.session import RoomConfig
from tests.contract.network import Way


class Rights(Enum):
    """What a token allows."""

    HOST = auto()
    WATCH = auto()


class Flaw(Enum):
    """What may be wrong with a credential."""

    MISSING = auto()
    DAMAGED = auto()
    EXPIRED = auto()
    OTHER_USER = auto()
    OTHER_ROOM = auto()
    OTHER_SERVER = auto()


class Fault(Enum):
    """What a lab can break."""

    SERVER_KILLED = auto()
    NETWORK_SILENT = auto()
    USER_REMOVED = auto()


class EngineLab(Protocol):
    """The surroundings of one engine; started once, used by many tests."""

    @property
    def faults(self) -> frozenset[Fault]:
        """What this lab can break."""

    def start(self) -> None:
        """Start the service and wait until it answers."""

    def stop(self) -> None:
        """End everything the lab started."""

    def create_engine(
        self,
        captures: CaptureFactory | None = None,
        canvases: CanvasResolver | None = None,
        speakers: SpeakerFactory | None = None,
    ) -> Engine:
        """Make an engine."""

    def token(
        self, room_id: str, user_id: str, rights: Rights = Rights.HOST, *, lifetime_s: float = 3600
    ) -> str:
        """Return a good token."""

    def config(
        self,
        room_id: str,
        user_id: str,
        rights: Rights = Rights.HOST,
        *,
        lifetime_s: float = 3600,
        retry_time_s: float = 60,
    ) -> RoomConfig:
        """Return what is needed to enter a room."""

    def flawed_config(self, room_id: str, user_id: str, flaw: Flaw) -> RoomConfig:
        """Return a configuration whose credential has one flaw."""

    def unreachable_config(self, room_id: str, user_id: str) -> RoomConfig:
        """Return a configuration that leads to no service."""

    def kill_server(self) -> None:
        """End the service as a crash would."""

    def restart_server(self) -> None:
        """Start the service again at the same address."""

    def cut_network(self, what: Way = Way.ALL) -> None:
        """Let nothing of ``what`` through any more, in silence: no side is told."""

    def heal_network(self) -> None:
        """Let everything through again."""

    async def remove_user(self, room_id: str, user_id: str) -> None:
        """Put somebody out of the room as an operator would."""
