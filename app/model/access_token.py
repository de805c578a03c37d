"""What a LiveKit access token says of itself: the one reader for services and engine.

A token is a JSON Web Token. Nothing is verified here: whether it is genuine is for the server.
"""

from __future__ import annotations

import base64
import binascii
import json
import sys
import time
from dataclasses import dataclass

from app.model.errors import ErrorCode, InvalidValueError

TOKEN_MAX_BYTES = 16_384
CLOCK_LEEWAY_S = 120.0
"""Two machines' clocks may differ so much; the server's decides."""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token says of itself; nothing here is verified.

    Attributes:
        api_key: The key it claims to be signed with.
        identity: The user ID it is for.
        room_id: The one room it opens; empty for none.
        expires_at_s: Unix time of its end; 0 for never.
        can_publish: Whether it may send streams.
        can_subscribe: Whether it may receive streams.
    """

    api_key: str
    identity: str
    room_id: str
    expires_at_s: float
    can_publish: bool
    can_subscribe: bool

    @property
    def remaining_s(self) -> float:
        """Seconds left by this machine's clock, negative after the end, infinite without one."""
        return self.expires_at_s - time.time() if self.expires_at_s else float("inf")

    @property
    def has_ended(self) -> bool:
        """Whether it ended so long ago that no clock can be to blame; else the server says."""
        return self.remaining_s < -CLOCK_LEEWAY_S


def read_token(token: str) -> TokenFacts:
    """Return what ``token`` says of itself, without verifying it.

    Raises:
        InvalidValueError: It is missing (TOKEN_MISSING) or no access token (TOKEN_MALFORMED).
    """
    if not token.strip():
        raise InvalidValueError(
            "cannot log in: there is no token",
            hint="Give a token, or an API key and secret, of the server.",
            code=ErrorCode.TOKEN_MISSING,
        )
    claims = _claims(token.strip())
    grants = claims.get("video")
    if not isinstance(grants, dict):
        raise _malformed("it says nothing of a room")
    expires_at = claims.get("exp", 0)
    if isinstance(expires_at, bool) or not isinstance(expires_at, int | float):
        raise _malformed("its end is no time")
    if not abs(expires_at) < sys.maxsize:  # JSON as Python reads it knows NaN and any size
        raise _malformed("its end is no time")
    return TokenFacts(
        api_key=_text(claims, "iss"),
        identity=_text(claims, "sub"),
        room_id=_text(grants, "room") if grants.get("roomJoin") is True else "",
        expires_at_s=float(expires_at),
        can_publish=grants.get("canPublish") in (None, True),
        can_subscribe=grants.get("canSubscribe") in (None, True),
    )


def _claims(token: str) -> dict[str, object]:
    parts = token.split(".")
    if len(token) > TOKEN_MAX_BYTES or len(parts) != 3 or not all(parts):
        raise _malformed("it has not the form of one")
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _malformed("it is damaged") from None  # the cause would quote the token
    if not isinstance(claims, dict):
        raise _malformed("it is damaged")
    return claims


def _text(values: dict[str, object], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise _malformed(f"its {name!r} is no text")
    return value


def _malformed(why: str) -> InvalidValueError:
    return InvalidValueError(
        f"cannot read the token: {why}",
        hint="Copy the whole token: three parts with dots between them.",
        code=ErrorCode.TOKEN_MALFORMED,
    )
