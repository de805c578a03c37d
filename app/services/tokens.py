"""LiveKit access tokens: made with an API key, and read without it.

A token is a JSON Web Token signed with HMAC-SHA256; the standard library makes it in a few lines,
where PyJWT and livekit-api would cost a tenth and half a second of every start. Tokens are only
made and looked at here. Whether one is genuine is for the server to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from enum import Enum

from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.ids import check_room_id
from app.model.session import User

HOST_TOKEN_S = 6 * 3600
WATCH_TOKEN_S = 15 * 60
CLOCK_SKEW_S = 60
TOKEN_MAX_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class ServerKey:
    """API key and secret of a LiveKit server; the secret is never printed."""

    api_key: str
    api_secret: str = field(repr=False)

    @staticmethod
    def random() -> ServerKey:
        """Return a fresh key for a server of our own."""
        return ServerKey(f"API{secrets.token_hex(8)}", api_secret=secrets.token_urlsafe(48))


class TokenUse(Enum):
    """What the holder of a token wants to do with it."""

    HOST = "host"
    WATCH = "watch"


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

    def remaining_s(self, now_s: float | None = None) -> float:
        """Return the seconds left, negative after the end, infinite when it never ends."""
        if not self.expires_at_s:
            return float("inf")
        return self.expires_at_s - (time.time() if now_s is None else now_s)


def host_token(key: ServerKey, *, room_id: str, user: User, ttl_s: float = HOST_TOKEN_S) -> str:
    """Return a token that may create ``room_id``, send, receive and describe itself there.

    Raises:
        InvalidValueError: The room ID is not valid.
    """
    grants: dict[str, object] = {
        "roomCreate": True,
        "roomJoin": True,
        "room": check_room_id(room_id),
        "canPublish": True,
        "canSubscribe": True,
        "canPublishData": True,
        "canUpdateOwnMetadata": True,
    }
    return _sign(key, user=user, grants=grants, ttl_s=ttl_s)


def watch_token(key: ServerKey, *, room_id: str, user: User, ttl_s: float = WATCH_TOKEN_S) -> str:
    """Return a token that may receive and chat in ``room_id``, but send no streams.

    Raises:
        InvalidValueError: The room ID is not valid.
    """
    grants: dict[str, object] = {
        "roomJoin": True,
        "room": check_room_id(room_id),
        "canPublish": False,
        "canSubscribe": True,
        "canPublishData": True,
        "canUpdateOwnMetadata": False,
    }
    return _sign(key, user=user, grants=grants, ttl_s=ttl_s)


def service_token(key: ServerKey) -> str:
    """Return a token for our own calls: list and close rooms, enter none."""
    return _sign(key, user=None, grants={"roomList": True, "roomCreate": True}, ttl_s=30)


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


def check_token(token: str, *, room_id: str, user_id: str, use: TokenUse) -> TokenFacts:
    """Return the facts of ``token`` when it can serve ``user_id`` in ``room_id``.

    Raises:
        InvalidValueError: It is missing or malformed.
        RoomError: It has expired or opens another room (LOGIN_TOKEN_REFUSED), belongs to another
            user (TOKEN_OF_OTHER_USER), or does not allow the use (STREAM_AUTHORISATION_REFUSED).
    """
    facts = read_token(token)
    if facts.remaining_s() <= 0:
        raise RoomError(
            f"cannot log in to {room_id!r}: the token ended {_age(-facts.remaining_s())} ago",
            hint="Ask for a new token.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )
    if facts.room_id != room_id:
        other = f"room {facts.room_id!r}" if facts.room_id else "no room"
        raise RoomError(
            f"cannot log in to {room_id!r}: the token is for {other}",
            hint="Enter the room of the token, or ask for a token of this room.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )
    if facts.identity != user_id:
        raise RoomError(
            f"cannot log in as {user_id!r}: the token is for user {facts.identity!r}",
            hint="Use the user ID of the token, or ask for a token of yours.",
            code=ErrorCode.TOKEN_OF_OTHER_USER,
        )
    if not (facts.can_publish if use is TokenUse.HOST else facts.can_subscribe):
        verb = "go live" if use is TokenUse.HOST else "watch"
        raise RoomError(
            f"cannot {verb} in {room_id!r}: the token does not allow it",
            hint=f"Ask for a token that may {'publish' if use is TokenUse.HOST else 'subscribe'}.",
            code=ErrorCode.STREAM_AUTHORISATION_REFUSED,
        )
    return facts


def _sign(key: ServerKey, *, user: User | None, grants: dict[str, object], ttl_s: float) -> str:
    now_s = time.time()
    claims: dict[str, object] = {
        "iss": key.api_key,
        "nbf": int(now_s) - CLOCK_SKEW_S,
        "exp": int(now_s + ttl_s),
        "video": grants,
    }
    if user is not None:
        claims |= {"sub": user.user_id, "name": user.name}
    signed = f"{_encode({'alg': 'HS256', 'typ': 'JWT'})}.{_encode(claims)}"
    signature = hmac.digest(key.api_secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_base64(signature)}"


def _encode(value: dict[str, object]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


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


def _age(seconds: float) -> str:
    for unit, size_s in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size_s:
            return f"{int(seconds / size_s)} {unit}"
    return f"{max(1, int(seconds))} s"
