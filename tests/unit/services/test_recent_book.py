"""The file of recent rooms holds no secret; links are in the keyring, or go with the program."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from app.bootstrap.recent_office import RecentOffice
from app.control.recent import OwnRoom, RecentRooms, WatchedRoom
from app.model.errors import SettingsError
from app.redaction import Redactor
from app.services.recent_book import KeptRoom, KeptRooms, RecentFile, RecentLinks, link_key
from app.services.secret_store import SessionStore

LINK = "http://127.0.0.1:7070/watch/friday#AbCdEfGhIjKlMnOpQrSt"
OTHER = "http://127.0.0.1:7070/watch/friday#another-invite-of-it"


class NoKeyring:
    """A system without a keyring."""

    def read(self, name: str) -> str | None:
        raise SettingsError(f"cannot read {name}")

    def write(self, name: str, secret: str) -> None:
        del secret
        raise SettingsError(f"cannot keep {name}")

    def delete(self, name: str) -> None:
        raise SettingsError(f"cannot forget {name}")


def test_rooms_survive(tmp_path: Path) -> None:
    file = RecentFile(tmp_path / "deep" / "recent.json")
    rooms = KeptRooms(
        own=(KeptRoom("friday", 2),),
        watched=(KeptRoom("0123", 1, "Studio A", is_broken=True),),
    )
    file.save(rooms)
    assert file.load() == rooms
    if sys.platform != "win32":
        mode = (tmp_path / "deep" / "recent.json").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"own": 5, "watched": "x"}',
        '{"own": [1, {"name": 2}, {"name": "two words", "at_ms": 1}], "watched": [{}]}',
        '{"watched": [{"name": "k", "at_ms": true, "title": "t"}]}',
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
)
def test_a_damaged_file_is_no_rooms(tmp_path: Path, text: str) -> None:
    path = tmp_path / "recent.json"
    path.write_text(text, encoding="latin-1")
    assert RecentFile(path).load() == KeptRooms()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="cannot keep the recent rooms"):
        RecentFile(tmp_path / "file" / "recent.json").save(KeptRooms())


def test_a_key_says_nothing_of_the_link() -> None:
    assert link_key(LINK) == link_key(LINK) != link_key(OTHER)
    assert len(link_key(LINK)) == 16


def test_links_are_kept_in_the_keyring_and_forgotten_there() -> None:
    keyring = SessionStore()
    assert RecentLinks(keyring).write("k", LINK)
    later = RecentLinks(keyring)
    assert later.read("k") == LINK
    later.delete("k")
    assert RecentLinks(keyring).read("k") == ""


def test_without_a_keyring_links_live_as_long_as_the_program() -> None:
    links = RecentLinks(NoKeyring())
    assert not links.write("k", LINK)
    assert links.read("k") == LINK
    links.delete("k")
    assert links.read("k") == ""


async def test_the_file_never_holds_an_invite_and_the_log_never_shows_one(tmp_path: Path) -> None:
    path, redactor = tmp_path / "recent.json", Redactor()
    office = RecentOffice(path, redactor, links=RecentLinks(SessionStore()))
    key = office.key_of(LINK)
    assert await office.keep_link(key, LINK)
    rooms = RecentRooms(
        (OwnRoom("friday", 2),),
        (WatchedRoom(key, "Studio A", 1), WatchedRoom("x", "gone", 1, is_lasting=False)),
    )
    office.save(rooms)
    text = path.read_text()
    assert "AbCdEfGhIjKlMnOpQrSt" not in text
    assert "gone" not in text
    assert json.loads(text)["watched"][0]["title"] == "Studio A"
    assert "AbCdEfGhIjKlMnOpQrSt" not in redactor.clean("the invite AbCdEfGhIjKlMnOpQrSt is here")
    assert office.load() == RecentRooms(rooms.own, rooms.watched[:1])
    assert await office.link(key) == LINK
    await office.forget_links((key,))
    assert await office.link(key) == ""
