"""Remembers rooms, and leads back to them with one press. Qt thread only.

Links are read from the keyring only when somebody wants to follow one: a keyring may ask the
person to unlock it, and nobody wants that at the start of a program.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Protocol

from app.control.controller import Controller
from app.control.recent import (
    RecentRooms,
    WatchedRoom,
    broken,
    fallen_out,
    with_own,
    with_watched,
    without_own,
    without_watched,
)
from app.control.view_state import Activity, View, ViewState
from app.model.errors import ErrorCode
from app.model.session import RoomStateReason

Listener = Callable[[RecentRooms], None]

_DEAD_CODES = frozenset(
    {ErrorCode.LOGIN_TOKEN_REFUSED, ErrorCode.ROOM_UNREACHABLE, ErrorCode.ILLEGAL_PARAMETER}
)
"""What a link that leads nowhere any more ends with; a slow network does not."""


class RecentOffice(Protocol):
    """Keeps rooms in a file and their links among the secrets."""

    def load(self) -> RecentRooms:
        """Return what was kept; quick, never raises."""

    def save(self, rooms: RecentRooms) -> None:
        """Keep ``rooms``, of those with a lasting link; reports its own trouble."""

    def key_of(self, link: str) -> str:
        """Return the same key for the same link, without giving the link away."""

    async def keep_link(self, key: str, link: str) -> bool:
        """Keep a link; returns whether it stays beyond this run."""

    async def link(self, key: str) -> str:
        """Return a link; empty when it is not there any more."""

    async def forget_links(self, keys: tuple[str, ...]) -> None:
        """Forget links; those not there are no trouble."""


class RecentDesk:
    """Follows what the person does and keeps the newest rooms.

    Args:
        controller: What is followed.
        office: Keeps.
    """

    def __init__(self, controller: Controller, office: RecentOffice) -> None:
        self._controller = controller
        self._office = office
        self._rooms = office.load()
        self._listeners: list[Listener] = []
        self._watching = ""  # the link that has been noted
        self._live_since_ms: int | None = None
        controller.subscribe(self._follow)

    @property
    def rooms(self) -> RecentRooms:
        """What is on the start view now."""
        return self._rooms

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new value; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def watch_again(self, key: str) -> None:
        """Follow the link behind ``key``."""
        self._spawn("watch again", self._watch_again(key))

    def forget_own(self, room_id: str) -> None:
        """Forget a room of one's own."""
        self._put(without_own(self._rooms, room_id))

    def forget_watched(self, key: str) -> None:
        """Forget a broadcast, and its link for good."""
        self._put(without_watched(self._rooms, key))

    def forget_all(self) -> None:
        """Forget everything, links too."""
        self._put(RecentRooms())

    # ------------------------------------------------------------------ inside

    async def _watch_again(self, key: str) -> None:
        link = await self._office.link(key)
        if not link:
            self._put(broken(self._rooms, key, is_broken=True))
            return
        self._controller.watch_link(link, self._controller.preferences.user_name)

    def _follow(self, state: ViewState) -> None:
        if state.view is View.HOST:
            self._follow_broadcast(state)
        elif state.view is View.WATCH and state.link:
            self._follow_watching(state)
        else:
            self._watching, self._live_since_ms = "", None

    def _follow_broadcast(self, state: ViewState) -> None:
        since_ms = state.live_since_ms
        if since_ms is not None and since_ms != self._live_since_ms and state.room.room_id:
            self._live_since_ms = since_ms
            self._put(with_own(self._rooms, state.room.room_id, since_ms))

    def _follow_watching(self, state: ViewState) -> None:
        if state.room.was_entered and self._watching != state.link:
            self._watching = state.link
            title = state.title or state.room.room_id
            self._spawn("remember a link", self._keep(state.link, title))
        is_over = state.activity is Activity.IDLE and not state.room.was_entered
        if is_over and state.room.reason is RoomStateReason.LOGIN_FAILED:
            key = self._office.key_of(state.link)
            if state.room.error_code in _DEAD_CODES:
                self._put(broken(self._rooms, key, is_broken=True))

    async def _keep(self, link: str, title: str) -> None:
        key = self._office.key_of(link)
        is_lasting = await self._office.keep_link(key, link)
        at_ms = self._controller.now_ms()
        self._put(with_watched(self._rooms, WatchedRoom(key, title, at_ms, is_lasting=is_lasting)))

    def _put(self, rooms: RecentRooms) -> None:
        if rooms == self._rooms:
            return
        gone = fallen_out(self._rooms, rooms)
        self._rooms = rooms
        self._office.save(rooms)
        if gone:
            self._spawn("forget links", self._office.forget_links(gone))
        for listener in tuple(self._listeners):
            listener(rooms)

    def _spawn(self, what: str, steps: Coroutine[object, object, None]) -> None:
        self._controller.parts.tasks.spawn(what, steps)
