"""What the settings page needs of a media server from the outside; implemented in bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from app.model.server import ServerSetup


class ServerVerdict(Enum):
    """What a test of a media server found; the values name the words."""

    GOOD = "good"
    NO_ADDRESS = "no_address"
    NO_SECRET = "no_secret"  # noqa: S105 - the name of a finding
    NO_HOST = "no_host"
    REFUSED = "refused"
    SILENT = "silent"
    NOT_SECURE = "not_secure"
    OTHER_SERVICE = "other_service"
    WRONG_KEY = "wrong_key"
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - the name of a finding
    TOKEN_ENDED = "token_ended"  # noqa: S105 - the name of a finding
    TOKEN_CANNOT_SEND = "token_cannot_send"  # noqa: S105 - the name of a finding


@dataclass(frozen=True, slots=True)
class ServerFinding:
    """The outcome of one test.

    Attributes:
        verdict: What is the matter.
        took_ms: How long the server took to answer; 0 when it did not.
        room_id: The room that a token is for; empty for any.
    """

    verdict: ServerVerdict
    took_ms: int = 0
    room_id: str = ""


class ServerOffice(Protocol):
    """Keeps the secret of one's own server and tries it; nothing holds up the Qt thread."""

    def use(self, setup: ServerSetup) -> None:
        """Serve broadcasts so, from the next one on."""

    async def has_secret(self, setup: ServerSetup) -> bool:
        """Whether there is a secret for the address and the way in of ``setup``."""

    async def keep_secret(self, setup: ServerSetup, secret: str) -> bool:
        """Keep a secret, or forget it when it is empty; return whether it outlives the program.

        Raises:
            InvalidValueError: It cannot be right.
        """

    async def test(self, setup: ServerSetup) -> ServerFinding:
        """Ask the server whether it would let its owner go live; never raises."""
