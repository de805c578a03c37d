"""What the controller needs from the outside: protocols and the values that cross them.

Implemented in ``app.bootstrap``, which knows the media server, the join service and the engines.
The controller calls one method of a studio at a time, except ``fresh_token``, ``open_monitor`` and
``broadcast_can_be_watched``, which may come at any moment while a broadcast is open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from app.engine.port import Engine
from app.model.media import SwitchState
from app.model.session import RoomConfig, User


@dataclass(frozen=True, slots=True)
class HostAccess:
    """How a host enters its room, and the link its audience is given.

    ``user`` is who enters when it cannot be the one who asked: a ready token has its own user.
    """

    config: RoomConfig
    link: str
    user: User | None = None


@dataclass(frozen=True, slots=True)
class WatchAccess:
    """What a watch link led to."""

    room_id: str
    user: User
    config: RoomConfig
    title: str = ""


class MonitorWay(Enum):
    """How the host's own app can receive the broadcast that it sends.

    Attributes:
        NONE: Not at all: the server lets nobody else in, or there is no broadcast.
        SECOND_ENGINE: As one more member of the room, whom the others are not told of.
        SAME_ENGINE: The engine that sends it plays it, too.
    """

    NONE = "none"
    SECOND_ENGINE = "second engine"
    SAME_ENGINE = "same engine"


class Studio(Protocol):
    """Everything around the engine that a broadcast needs."""

    def choose_engine(self, link: str) -> None:
        """Serve ``link`` with the next engine that is made; empty for a broadcast of one's own."""

    def needs_other_engine(self, link: str) -> bool:
        """Whether the engine made last cannot serve ``link``, or is out of date."""

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        """Start the media server and the join service where they do not run yet.

        May be cancelled; :meth:`close` tidies up afterwards.

        Raises:
            MediaServerError: The server cannot be started or reached.
        """

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        """Exchange the link's invite for a token that can watch; may be cancelled.

        Args:
            link: As the host gave it.
            user: Who wants to watch.
            on_early: Called when the broadcast has not begun; the call goes on waiting for it.

        Raises:
            LinkError: The link is wrong, has expired or nobody answers behind it.
        """

    async def host_answers(self) -> bool:
        """Whether the host behind the link that was opened is there, live or not; never raises."""

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        """Let the join service answer from now on (ON), or stop answering (OFF)."""

    async def fresh_token(self) -> str:
        """Return a token for the room that is open, to follow one that ends soon.

        Raises:
            KliegError: No new token can be had.
        """

    def monitor_way(self) -> MonitorWay:
        """How the broadcast that is open can be received by the app that sends it."""

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        """Return a way into ``room_id`` for a second engine of the host, unseen by all others.

        May come at any moment while a broadcast is open, and again for a fresh token; nothing has
        to be closed.

        Args:
            room_id: The room of the broadcast.
            user: As whom the second engine enters; nobody else's ID.

        Raises:
            KliegError: No such way can be had.
        """

    async def close(self) -> None:
        """End join service and media server; idempotent, and opening again is allowed."""


EngineFactory = Callable[[], Awaitable[Engine]]
"""Makes one engine; the slow imports of an adapter belong off the Qt thread."""
