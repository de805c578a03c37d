"""Value types for the ZEGO engine: the account, and what a library file turned out to be.

None of them holds a secret: those are kept by :class:`SecretKind`, in the keyring of the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.model.errors import ErrorCode, SettingsError

APP_ID_MAX = 2**32 - 1
ENVIRONMENT_PREFIX = "KLIEG_ZEGO_"
NEWEST_TRIED_VERSION = (3, 25)
"""Newer libraries may have grown structures; they are used, with a warning."""


class Credential(Enum):
    """How Klieg proves to the service that it may enter a room."""

    SERVER_SECRET = "server_secret"  # noqa: S105 - trial tokens made here, not for production
    TOKEN_SERVER = "token_server"  # noqa: S105 - tokens from the user's business server
    APP_SIGN = "app_sign"
    TOKEN = "token"  # noqa: S105 - one ready token


class SecretKind(Enum):
    """The secrets there are; the values are part of their names in the keyring."""

    SERVER_SECRET = "server secret"  # noqa: S105
    ACCESS_KEY = "access key"
    APP_SIGN = "AppSign"
    TOKEN = "token"  # noqa: S105


SECRET_OF = {
    Credential.SERVER_SECRET: SecretKind.SERVER_SECRET,
    Credential.TOKEN_SERVER: SecretKind.ACCESS_KEY,
    Credential.APP_SIGN: SecretKind.APP_SIGN,
    Credential.TOKEN: SecretKind.TOKEN,
}


class ZegoUse(Enum):
    """What the holder of a token does in the room."""

    HOST = "host"
    WATCH = "watch"


class AccountPart(Enum):
    """What an account consists of; the values are part of keys in the catalogue."""

    LIBRARY = "library"
    APP_ID = "app_id"
    SERVER_SECRET = "server_secret"  # noqa: S105
    TOKENS_URL = "tokens_url"
    APP_SIGN = "app_sign"
    TOKEN = "token"  # noqa: S105
    USER_ID = "user_id"


class MissingPartError(SettingsError):
    """The ZEGO engine cannot be used yet; ``part`` says what is missing of the account."""

    def __init__(self, part: AccountPart, message: str, *, hint: str) -> None:
        code = ErrorCode.TOKEN_MISSING if part is AccountPart.TOKEN else None
        super().__init__(message, hint=hint, code=code)
        self.part = part


@dataclass(frozen=True, slots=True)
class ZegoSetup:
    """What the settings say of ZEGO.

    Attributes:
        library: The file of the ZEGO Express SDK; empty for none.
        app_id: The number of the project; 0 for none.
        server: The address that browsers need to enter a room of the project; may be empty.
        credential: How rooms are entered.
        tokens_url: Where tokens are fetched.
        user_id: Whose the ready token is.
    """

    library: str = ""
    app_id: int = 0
    server: str = ""
    credential: Credential = Credential.SERVER_SECRET
    tokens_url: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class ZegoGiven:
    """What a command line or the environment gives instead of the settings; None for nothing."""

    library: Path | None = None
    app_id: int | None = None
    secret_file: Path | None = None
    app_sign_file: Path | None = None
    token_file: Path | None = None
    tokens_url: str | None = None


@dataclass(frozen=True, slots=True)
class ZegoLibrary:
    """A library file that can be used.

    Attributes:
        path: The file.
        variant: How its functions are called, ``v1`` or ``v2``.
        version: As the library tells it, such as ``3.25.0.51516``; empty while it is not known.
    """

    path: Path
    variant: str
    version: str = ""

    @property
    def is_newer_than_tried(self) -> bool:
        """Whether Klieg was never tried with a version as new as this."""
        parts = self.version.split("_")[0].split(".")[:2]
        if not all(part.isdigit() for part in parts):
            return False
        return tuple(int(part) for part in parts) > NEWEST_TRIED_VERSION
