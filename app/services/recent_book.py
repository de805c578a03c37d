"""Rooms one was in lately: what may be read by anybody in a small file, links in the keyring.

Where the system has no keyring, links live as long as the program, and their titles with them.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from app.model.errors import KliegError, SettingsError
from app.model.ids import check_room_id
from app.services.secret_store import KeyringStore, SecretStore, SessionStore
from app.services.whole_file import write_whole

_log = logging.getLogger(__name__)

FILE_MAX_BYTES = 50_000
ENTRIES_MAX = 50
_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """One line of the file: ``name`` is a room's ID, or the key of a watched one's link."""

    name: str
    at_ms: int
    title: str = ""
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class KeptRooms:
    """The whole file, the newest first."""

    own: tuple[KeptRoom, ...] = ()
    watched: tuple[KeptRoom, ...] = ()


class RecentFile:
    """The file; never a secret in it. Any thread, one call at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> KeptRooms:
        """Return what it holds; nothing when it is missing or damaged."""
        try:
            with self._path.open("rb") as file:
                document = json.loads(file.read(FILE_MAX_BYTES).decode())
        except FileNotFoundError:
            return KeptRooms()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("the recent rooms cannot be read: %s", type(error).__name__)
            return KeptRooms()
        if not isinstance(document, Mapping):
            return KeptRooms()
        own = tuple(item for item in _rooms(document.get("own")) if _is_room(item.name))
        return KeptRooms(own, _rooms(document.get("watched")))

    def save(self, rooms: KeptRooms) -> None:
        """Write the file whole.

        Raises:
            SettingsError: The disk is full or the folder cannot be written.
        """
        text = json.dumps({"version": 1} | asdict(rooms), indent=2, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, text, is_synced=False)  # called on the GUI thread
        except OSError as error:
            raise SettingsError(
                f"cannot keep the recent rooms in {self._path}: {error.strerror}",
                hint="Make room on the disk or make the folder writable.",
            ) from error


class RecentLinks:
    """The links, by key; calls may block, make them off the GUI thread.

    Args:
        keyring: The lasting store.
    """

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._keyring: SecretStore = keyring or KeyringStore()
        self._run = SessionStore()

    def write(self, key: str, link: str) -> bool:
        """Keep ``link``; returns whether it stays beyond this run."""
        self._run.write(_secret_name(key), link)
        try:
            self._keyring.write(_secret_name(key), link)
        except SettingsError as error:
            _log.info("%s", error.message)
            return False
        return True

    def read(self, key: str) -> str:
        """Return the link; empty when there is none."""
        link = self._run.read(_secret_name(key))
        if link is None:
            try:
                link = self._keyring.read(_secret_name(key))
            except SettingsError as error:
                _log.info("%s", error.message)
        return link or ""

    def delete(self, key: str) -> None:
        """Forget the link; one in a keyring that cannot be used stays there."""
        self._run.delete(_secret_name(key))
        try:
            self._keyring.delete(_secret_name(key))
        except SettingsError as error:
            _log.info("%s", error.message)


def link_key(link: str) -> str:
    """Return the same short key for the same link; the link cannot be found from it."""
    return hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()[:16]


def _secret_name(key: str) -> str:
    return f"recent link {key}"


def _rooms(value: object) -> tuple[KeptRoom, ...]:
    """Return the lines that can be used; those that somebody spoilt are left out."""
    lines = value if isinstance(value, list) else []
    found = (_room(line) for line in lines[:ENTRIES_MAX])
    return tuple(room for room in found if room is not None)


def _room(line: object) -> KeptRoom | None:
    if not isinstance(line, Mapping):
        return None
    name, at_ms, title = line.get("name"), line.get("at_ms"), line.get("title", "")
    if not isinstance(name, str) or not isinstance(title, str) or not isinstance(at_ms, int):
        return None
    if not name or len(name) > _TEXT_MAX or isinstance(at_ms, bool):
        return None
    return KeptRoom(name, max(0, at_ms), title[:_TEXT_MAX], line.get("is_broken") is True)


def _is_room(name: str) -> bool:
    try:
        check_room_id(name)
    except KliegError:
        return False
    return True
