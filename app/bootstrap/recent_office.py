"""Serves the recent rooms of the start view: the file, the keyring, the logs' keeper of secrets."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from app.bootstrap.threads import on_thread
from app.control.recent import OwnRoom, RecentRooms, WatchedRoom, lasting
from app.model.errors import SettingsError
from app.redaction import Redactor
from app.services.recent_book import KeptRoom, KeptRooms, RecentFile, RecentLinks, link_key

_log = logging.getLogger(__name__)


class RecentOffice:
    """Implements the desk's ``RecentOffice``.

    Args:
        path: The file.
        redactor: Keeps invites out of the logs.
        links: Where links stay.
    """

    def __init__(self, path: Path, redactor: Redactor, *, links: RecentLinks | None = None) -> None:
        self._file = RecentFile(path)
        self._redactor = redactor
        self._links = links or RecentLinks()

    def load(self) -> RecentRooms:
        """Return what was kept; see the desk's protocol."""
        kept = self._file.load()
        return RecentRooms(
            own=tuple(OwnRoom(item.name, item.at_ms) for item in kept.own),
            watched=tuple(
                WatchedRoom(item.name, item.title, item.at_ms, is_broken=item.is_broken)
                for item in kept.watched
            ),
        )

    def save(self, rooms: RecentRooms) -> None:
        """Keep ``rooms``; see the desk's protocol."""
        kept = lasting(rooms)
        document = KeptRooms(
            own=tuple(KeptRoom(item.room_id, item.at_ms) for item in kept.own),
            watched=tuple(
                KeptRoom(item.key, item.at_ms, item.title, item.is_broken) for item in kept.watched
            ),
        )
        try:
            self._file.save(document)
        except SettingsError as error:
            _log.warning("%s", error)

    def key_of(self, link: str) -> str:
        """Return the key of a link; see the desk's protocol."""
        return link_key(link)

    async def keep_link(self, key: str, link: str) -> bool:
        """Keep a link; see the desk's protocol."""
        self._hide(link)
        return await on_thread(lambda: self._links.write(key, link))

    async def link(self, key: str) -> str:
        """Return a link; see the desk's protocol."""
        found = await on_thread(lambda: self._links.read(key))
        self._hide(found)
        return found

    async def forget_links(self, keys: tuple[str, ...]) -> None:
        """Forget links; see the desk's protocol."""
        for key in keys:
            await on_thread(partial(self._links.delete, key))

    def _hide(self, link: str) -> None:
        invite = link.partition("#")[2]
        if invite:
            self._redactor.add(invite)
