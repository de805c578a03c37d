"""The media server that a broadcast uses: ours, or any LiveKit server somebody names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.model.access_token import TOKEN_MAX_BYTES, read_token
from app.model.errors import ErrorCode, InvalidValueError
from app.model.session import User
from app.services.tokens import (
    ServerKey,
    TokenUse,
    check_token,
    hidden_token,
    host_token,
    watch_token,
)

KEY_VARIABLE = "KLIEG_API_KEY"
SECRET_VARIABLE = "KLIEG_API_SECRET"  # noqa: S105 - the name of a variable


class ServerLifetime(Enum):
    """How long a server lives; the values are on the wire."""

    OWN = "own"
    WITH_HOST = "with_host"


class ServerTarget(Protocol):
    """A server and the tokens to enter it."""

    @property
    def signal_url(self) -> str:
        """The ``ws://`` or ``wss://`` address for clients."""

    @property
    def lifetime(self) -> ServerLifetime:
        """Whether it outlives the host."""

    def mint_host(self, room_id: str, user: User) -> str:
        """Return a token for ``user`` to go live in ``room_id``.

        Raises:
            KliegError: No token can be had for this user and room.
        """

    def mint_watcher(self, room_id: str, user: User) -> str:
        """Return a token for ``user`` to watch in ``room_id``; errors as for hosts."""

    def mint_hidden(self, room_id: str, user: User) -> str:
        """Return a token to watch without being seen or counted; errors as for hosts."""


class KeyedServer:
    """Another LiveKit server whose API key and secret are known.

    Raises:
        InvalidValueError: The address is none of a server.
    """

    def __init__(self, url: str, *, key: ServerKey) -> None:
        self._url = check_server_url(url)
        self._key = key

    lifetime = ServerLifetime.OWN

    @property
    def signal_url(self) -> str:
        """The address for clients."""
        return self._url

    def mint_host(self, room_id: str, user: User) -> str:
        """Return a token to go live."""
        return host_token(self._key, room_id=room_id, user=user)

    def mint_watcher(self, room_id: str, user: User) -> str:
        """Return a short-lived token to watch."""
        return watch_token(self._key, room_id=room_id, user=user)

    def mint_hidden(self, room_id: str, user: User) -> str:
        """Return a short-lived token to watch unseen."""
        return hidden_token(self._key, room_id=room_id, user=user)


class TokenServer:
    """Another LiveKit server with one ready token: its holder enters, nobody can be invited.

    Raises:
        InvalidValueError: The address is none of a server, or the token is none.
    """

    def __init__(self, url: str, *, token: str) -> None:
        self._url = check_server_url(url)
        self._token = token.strip()
        self.facts = read_token(self._token)

    lifetime = ServerLifetime.OWN

    @property
    def signal_url(self) -> str:
        """The address for clients."""
        return self._url

    def mint_host(self, room_id: str, user: User) -> str:
        """Return the token when it lets ``user`` go live in ``room_id``.

        Raises:
            RoomError: It does not; the message says why.
        """
        check_token(self._token, room_id=room_id, user_id=user.user_id, use=TokenUse.HOST)
        return self._token

    def mint_watcher(self, room_id: str, user: User) -> str:
        """Return the token when it lets ``user`` watch in ``room_id``.

        Raises:
            InvalidValueError: It belongs to somebody else, so no further watcher can come in.
            RoomError: It does not allow it; the message says why.
        """
        if user.user_id != self.facts.identity:
            raise InvalidValueError(
                f"cannot invite {user.user_id!r}: the server was given with a token only",
                hint="Give its API key and secret to go live with a watch link.",
                code=ErrorCode.TOKEN_OF_OTHER_USER,
            )
        check_token(self._token, room_id=room_id, user_id=user.user_id, use=TokenUse.WATCH)
        return self._token

    def mint_hidden(self, room_id: str, user: User) -> str:
        """Refuse: the one token is taken, and a second user under it would put the first out.

        Raises:
            InvalidValueError: Always.
        """
        raise InvalidValueError(
            f"cannot watch {room_id!r} as {user.user_id!r}: the server was given with a token only",
            hint="Give its API key and secret to see your broadcast as your audience does.",
            code=ErrorCode.TOKEN_OF_OTHER_USER,
        )


def check_server_url(url: str) -> str:
    """Return ``url`` as a ``ws://`` or ``wss://`` address without a slash at its end.

    ``http`` and ``https`` are taken for their counterparts.

    Raises:
        InvalidValueError: It is no address of a server, or holds a user, query or fragment.
    """
    schemes = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
    try:
        parts = urlsplit(url.strip())
        is_complete = bool(parts.hostname) and parts.scheme in schemes and parts.port != 0
    except ValueError:
        raise _incomplete_url() from None
    if not is_complete or parts.query or parts.fragment or "@" in parts.netloc:
        raise _incomplete_url()
    return f"{schemes[parts.scheme]}://{parts.netloc}{parts.path.rstrip('/')}"


def _incomplete_url() -> InvalidValueError:
    return InvalidValueError(
        "cannot use the address of the server: it is not complete, or has parts that do not belong",
        hint="Write for example ws://192.168.1.20:7880 or wss://live.example.org.",
    )


def key_from_environment(environment: Mapping[str, str] = os.environ) -> ServerKey | None:
    """Return the API key and secret of ``KLIEG_API_KEY`` and ``KLIEG_API_SECRET``, if set.

    Raises:
        InvalidValueError: Only one of the two is set.
    """
    api_key = environment.get(KEY_VARIABLE, "").strip()
    api_secret = environment.get(SECRET_VARIABLE, "").strip()
    if not api_key and not api_secret:
        return None
    if not (api_key and api_secret):
        missing = SECRET_VARIABLE if api_key else KEY_VARIABLE
        raise InvalidValueError(
            "cannot make tokens: half of the API key is missing", hint=f"Set {missing}, too."
        )
    return ServerKey(api_key, api_secret=api_secret)


def read_token_file(path: Path) -> str:
    """Return the token in the file ``path``.

    Raises:
        InvalidValueError: The file cannot be read, or holds no token.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            token = file.read(TOKEN_MAX_BYTES + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InvalidValueError(
            f"cannot read the token file {str(path)!r}: {reason}",
            hint="Name a text file that holds nothing but the token.",
        ) from error
    read_token(token)
    return token
