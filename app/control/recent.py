"""Rooms one was in lately: own broadcasts, and broadcasts that were watched; pure values.

A watch link holds an invite, which is a secret. It is not in here: what is in here may be written
to a file, and names the link by a number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

KEPT = 8
TITLE_MAX = 120


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """A room of one's own; ``at_ms`` is the Unix time of its last broadcast."""

    room_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class WatchedRoom:
    """A broadcast that was watched.

    Attributes:
        key: Names its link among the secrets.
        title: Whose broadcast it was.
        at_ms: Unix time when it was last watched.
        is_broken: Its link led nowhere when it was last followed.
        is_lasting: Its link stays beyond this run.
    """

    key: str
    title: str
    at_ms: int
    is_broken: bool = False
    is_lasting: bool = True


@dataclass(frozen=True, slots=True)
class RecentRooms:
    """All of them, the newest first."""

    own: tuple[OwnRoom, ...] = ()
    watched: tuple[WatchedRoom, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self.own and not self.watched


def with_own(rooms: RecentRooms, room_id: str, at_ms: int) -> RecentRooms:
    """Return ``rooms`` after a broadcast in ``room_id``."""
    others = tuple(item for item in rooms.own if item.room_id != room_id)
    return replace(rooms, own=(OwnRoom(room_id, at_ms), *others)[:KEPT])


def with_watched(rooms: RecentRooms, room: WatchedRoom) -> RecentRooms:
    """Return ``rooms`` after ``room`` was watched; more than fit fall out at the end."""
    others = tuple(item for item in rooms.watched if item.key != room.key)
    cleaned = replace(room, title=" ".join(room.title.split())[:TITLE_MAX])
    return replace(rooms, watched=(cleaned, *others)[:KEPT])


def fallen_out(before: RecentRooms, after: RecentRooms) -> tuple[str, ...]:
    """Return the keys of the links that nobody can name any more."""
    kept = {item.key for item in after.watched}
    return tuple(item.key for item in before.watched if item.key not in kept)


def broken(rooms: RecentRooms, key: str, *, is_broken: bool) -> RecentRooms:
    """Return ``rooms`` with what is known of a link."""
    watched = tuple(
        replace(item, is_broken=is_broken) if item.key == key else item for item in rooms.watched
    )
    return replace(rooms, watched=watched)


def without_own(rooms: RecentRooms, room_id: str) -> RecentRooms:
    """Return ``rooms`` without one of one's own."""
    return replace(rooms, own=tuple(item for item in rooms.own if item.room_id != room_id))


def without_watched(rooms: RecentRooms, key: str) -> RecentRooms:
    """Return ``rooms`` without a watched one."""
    return replace(rooms, watched=tuple(item for item in rooms.watched if item.key != key))


def lasting(rooms: RecentRooms) -> RecentRooms:
    """Return what may be written down: a title whose link is gone is of no use."""
    return replace(rooms, watched=tuple(item for item in rooms.watched if item.is_lasting))
