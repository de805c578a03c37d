"""Where the tokens for a ZEGO room come from; one interface for all ways.

Every token is looked at before it is handed out: its form and end always, project, user and room
where the server secret is known.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from app.model.errors import InvalidValueError
from app.model.media import SwitchState
from app.model.zego import ZegoUse
from app.services.zego_token_server import (
    TRANSIENT_PROBLEMS,
    TokenServer,
    TokenServerError,
    fetch_token,
)
from app.services.zego_tokens import (
    Privileges,
    ZegoKey,
    check_app_id,
    check_zego_token,
    trial_token,
)

APP_SIGN_LENGTH = 64
RETRY_PAUSES_S = (1.0, 3.0)
"""Between the tries to get a token; together with them they stay below the notice of 30 s."""


class TokenSource(Protocol):
    """Gives tokens; asked before each login, and again when one is about to end."""

    async def token_for(self, user_id: str, *, room_id: str, use: ZegoUse) -> str:
        """Return a token for ``user_id`` in ``room_id``; empty where the AppSign stands for it.

        Raises:
            KliegError: None can be had, or it does not fit.
        """


@dataclass(frozen=True, slots=True)
class TrialTokens:
    """Made here with the server secret; **not for production**."""

    key: ZegoKey

    async def token_for(self, user_id: str, *, room_id: str, use: ZegoUse) -> str:
        """Return a token for an hour, for this room alone; an audience cannot publish with it."""
        publish = SwitchState.ON if use is ZegoUse.HOST else SwitchState.OFF
        token = trial_token(self.key, user_id, privileges=Privileges(room_id, publish=publish))
        check_zego_token(token, user_id=user_id, room_id=room_id, key=self.key)
        return token


@dataclass(frozen=True, slots=True)
class ServerTokens:
    """Fetched from the business server; ``key`` only where the secret is known here, too."""

    app_id: int
    server: TokenServer
    key: ZegoKey | None = None

    def __post_init__(self) -> None:
        check_app_id(self.app_id)

    async def token_for(self, user_id: str, *, room_id: str, use: ZegoUse) -> str:
        """Return what the server gives; asked again when it cannot be reached for a moment."""
        token = ""
        for pause_s in (*RETRY_PAUSES_S, None):
            try:
                token = await fetch_token(
                    self.server, app_id=self.app_id, user_id=user_id, room_id=room_id, use=use
                )
                break
            except TokenServerError as error:
                if pause_s is None or error.problem not in TRANSIENT_PROBLEMS:
                    raise
                await asyncio.sleep(pause_s)
        check_zego_token(token, user_id=user_id, room_id=room_id, key=self.key)
        return token


@dataclass(frozen=True, slots=True)
class GivenToken:
    """One ready token, for example the temporary one of the console."""

    token: str = field(repr=False)
    key: ZegoKey | None = None

    async def token_for(self, user_id: str, *, room_id: str, use: ZegoUse) -> str:
        """Return the token while it lasts."""
        del use
        check_zego_token(self.token, user_id=user_id, room_id=room_id, key=self.key)
        return self.token.strip()


@dataclass(frozen=True, slots=True)
class NoTokens:
    """The AppSign of the project opens every room; tokens are not used."""

    async def token_for(self, user_id: str, *, room_id: str, use: ZegoUse) -> str:
        """Return no token."""
        del user_id, room_id, use
        return ""


def check_app_sign(app_sign: str) -> str:
    """Return ``app_sign`` when it has the form of one.

    Raises:
        InvalidValueError: It is not 64 hexadecimal digits.
    """
    is_hexadecimal = all(letter in "0123456789abcdefABCDEF" for letter in app_sign)
    if len(app_sign) != APP_SIGN_LENGTH or not is_hexadecimal:
        raise InvalidValueError(
            "cannot use the AppSign: it is not 64 hexadecimal digits",
            hint="Copy the AppSign of the project again; it is not the ServerSecret.",
        )
    return app_sign
