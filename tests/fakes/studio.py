"""A studio without a server: notes what it is asked and grants access at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.control.studio import HostAccess, MonitorWay, WatchAccess
from app.model.ids import random_id
from app.model.media import SwitchState
from app.model.session import RoomConfig, User

LINK = "http://127.0.0.1:7070/watch/#invite"
CONFIG = RoomConfig(server_url="ws://127.0.0.1:7880", token=random_id("token"))


class RecordingStudio:
    """Takes every call; ``calls`` holds their names in order."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.links: list[str] = []
        self.viewers: list[User] = []
        self.failures: dict[str, Exception] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.was_cancelled = False
        self.is_early = False
        self.is_host_there = True
        self.chosen: list[str] = []
        self.wants_other_engine = False
        self.way_to_monitor = MonitorWay.SECOND_ENGINE

    def choose_engine(self, link: str) -> None:
        self.chosen.append(link)

    def needs_other_engine(self, link: str) -> bool:
        del link
        return self.wants_other_engine

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        del room_id, user
        await self._note("open_host")
        return HostAccess(CONFIG, LINK)

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        self.links.append(link)
        self.viewers.append(user)
        if self.is_early:
            on_early()
        await self._note("open_watch")
        return WatchAccess("friday", user, CONFIG, "Studio A")

    async def host_answers(self) -> bool:
        await self._note("host_answers")
        return self.is_host_there

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        await self._note(f"can_be_watched {state.value}")

    async def fresh_token(self) -> str:
        await self._note("fresh_token")
        return "a-fresh-token"

    def monitor_way(self) -> MonitorWay:
        return self.way_to_monitor

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        await self._note("open_monitor")
        return WatchAccess(room_id, user, CONFIG)

    async def close(self) -> None:
        await self._note("close")

    async def _note(self, name: str) -> None:
        self.calls.append(name)
        if name in self.held:
            try:
                await self.held[name].wait()
            except asyncio.CancelledError:
                self.was_cancelled = True
                raise
        if name in self.failures:
            raise self.failures[name]
