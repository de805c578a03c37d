"""LiveKit access tokens: made with an API key, and looked at before they are used.

A token is a JSON Web Token signed with HMAC-SHA256; the standard library makes it in a few lines,
where PyJWT and livekit-api would cost a tenth and half a second of every start. Tokens are only
made and looked at here. Whether one is genuine is for the server to say.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from enum import Enum

from app.model.access_token import TokenFacts, read_token
from app.model.errors import ErrorCode, RoomError
from app.model.ids import check_room_id
from app.model.session import User

HOST_TOKEN_S = 6 * 3600
WATCH_TOKEN_S = 15 * 60
CLOCK_SKEW_S = 60


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


def hidden_token(key: ServerKey, *, room_id: str, user: User, ttl_s: float = WATCH_TOKEN_S) -> str:
    """Return a token that may receive in ``room_id`` and that the others there are not told of.

    Raises:
        InvalidValueError: The room ID is not valid.
    """
    grants: dict[str, object] = {
        "roomJoin": True,
        "room": check_room_id(room_id),
        "hidden": True,
        "canPublish": False,
        "canSubscribe": True,
        "canPublishData": False,
        "canUpdateOwnMetadata": False,
    }
    return _sign(key, user=user, grants=grants, ttl_s=ttl_s)


def service_token(key: ServerKey) -> str:
    """Return a token for our own calls: list and close rooms, enter none."""
    return _sign(key, user=None, grants={"roomList": True, "roomCreate": True}, ttl_s=30)


def check_token(token: str, *, room_id: str, user_id: str, use: TokenUse) -> TokenFacts:
    """Return the facts of ``token`` when it can serve ``user_id`` in ``room_id``.

    Raises:
        InvalidValueError: It is missing or malformed.
        RoomError: It has expired or opens another room (LOGIN_TOKEN_REFUSED), belongs to another
            user (TOKEN_OF_OTHER_USER), or does not allow the use (STREAM_AUTHORISATION_REFUSED).
    """
    facts = read_token(token)
    if facts.has_ended:
        raise RoomError(
            f"cannot log in to {room_id!r}: the token ended {_age(-facts.remaining_s)} ago",
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


def _age(seconds: float) -> str:
    for unit, size_s in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size_s:
            return f"{int(seconds / size_s)} {unit}"
    return f"{max(1, int(seconds))} s"
