"""Value types for where one's own broadcasts go. Secrets are not in here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ServerPlace(Enum):
    """Which media server serves one's own broadcasts."""

    EMBEDDED = "embedded"
    OWN = "own"


class ServerAccess(Enum):
    """How one's own server is entered.

    A token is for one person and one room: its holder goes live, and nobody can be invited.
    """

    KEY = "key"
    TOKEN = "token"  # noqa: S105 - the name of a way, not a token


@dataclass(frozen=True, slots=True)
class ServerSetup:
    """The media server, as a person set it up.

    Attributes:
        url: ``ws://`` or ``wss://`` address of one's own server; empty while there is none.
        api_key: The name of the key; its secret is in the keyring.
    """

    place: ServerPlace = ServerPlace.EMBEDDED
    url: str = ""
    access: ServerAccess = ServerAccess.KEY
    api_key: str = ""
