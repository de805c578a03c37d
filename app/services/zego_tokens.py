"""ZEGO tokens made here for trials, and looked at before a login.

**Making tokens here is not for production.** It needs the server secret on this machine, and who
has the secret can enter every room as anybody. A service gives its users tokens from its own
server (:mod:`app.services.zego_token_server`); the secret stays there.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field

from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.ids import check_user_id
from app.model.media import SwitchState
from app.model.zego import APP_ID_MAX
from app.services.zego_token_format import (
    TokenCipher,
    ZegoTokenFacts,
    as_json,
    new_vector,
    open_token,
    seal_token,
    token_end_s,
)

SECRET_BYTES = 32
TRIAL_TOKEN_S = 3600
LONGEST_TOKEN_S = 24 * 86400
"""The service refuses tokens that last longer."""

_LOGIN, _PUBLISH = "1", "2"


@dataclass(frozen=True, slots=True)
class ZegoKey:
    """AppID and server secret of a project; the secret is never printed.

    Raises:
        InvalidValueError: One of the two cannot be right.
    """

    app_id: int
    server_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        check_app_id(self.app_id)
        if len(self.server_secret.encode()) != SECRET_BYTES:
            raise InvalidValueError(
                f"cannot use the server secret: it is not {SECRET_BYTES} characters long",
                hint="Copy the ServerSecret of the project again; it is not the AppSign.",
            )


@dataclass(frozen=True, slots=True)
class Privileges:
    """What a token allows, for projects where the service checks that.

    Attributes:
        room_id: The one room it opens; empty for any.
        login: Whether its holder may enter.
        publish: Whether its holder may send streams.
        stream_ids: The only streams that may be sent; empty for any.
    """

    room_id: str = ""
    login: SwitchState = SwitchState.ON
    publish: SwitchState = SwitchState.ON
    stream_ids: tuple[str, ...] = ()

    def payload(self) -> str:
        """Return the text that goes into a token."""
        return as_json(
            {
                "room_id": self.room_id,
                "privilege": {
                    _LOGIN: int(self.login is SwitchState.ON),
                    _PUBLISH: int(self.publish is SwitchState.ON),
                },
                "stream_id_list": list(self.stream_ids) or None,
            }
        )

    @staticmethod
    def parse(payload: str) -> Privileges:
        """Read the text from a token; an empty one, or none of ours, allows everything."""
        try:
            values = json.loads(payload) if payload else {}
            rights = values.get("privilege") or {}
            return Privileges(
                str(values.get("room_id") or ""),
                SwitchState.OFF if rights.get(_LOGIN) == 0 else SwitchState.ON,
                SwitchState.OFF if rights.get(_PUBLISH) == 0 else SwitchState.ON,
                tuple(str(item) for item in values.get("stream_id_list") or ()),
            )
        except (ValueError, AttributeError, TypeError, RecursionError):
            return Privileges()


def check_app_id(app_id: int) -> int:
    """Return ``app_id`` when it can be the number of a project.

    Raises:
        InvalidValueError: It cannot.
    """
    if not 0 < app_id <= APP_ID_MAX:
        raise InvalidValueError(
            "cannot use the AppID: it is no number of a project",
            hint="Copy the AppID of the project; it is a whole number above 0.",
        )
    return app_id


def trial_token(
    key: ZegoKey,
    user_id: str,
    *,
    ttl_s: int = TRIAL_TOKEN_S,
    privileges: Privileges | None = None,
    cipher: TokenCipher = TokenCipher.CBC,
) -> str:
    """Return a fresh token for ``user_id``; **not for production**, see the module.

    Raises:
        InvalidValueError: The user ID is not valid or ``ttl_s`` is out of range.
    """
    if not 0 < ttl_s <= LONGEST_TOKEN_S:
        raise InvalidValueError(
            f"cannot make a token for {ttl_s} s: it is out of range",
            hint=f"Choose 1 to {LONGEST_TOKEN_S} seconds.",
        )
    now_s = int(time.time())
    facts = ZegoTokenFacts(
        key.app_id,
        check_user_id(user_id),
        nonce=secrets.randbits(31),
        created_at_s=now_s,
        expires_at_s=now_s + ttl_s,
        payload=privileges.payload() if privileges is not None else "",
    )
    return seal_token(facts, key.server_secret, vector=new_vector(cipher), cipher=cipher)


def check_zego_token(
    token: str,
    *,
    user_id: str,
    room_id: str,
    key: ZegoKey | None = None,
    now_s: float | None = None,
) -> int:
    """Return when ``token`` ends, after all checks that can be made before a login.

    Without ``key`` only form and end can be seen; with it also project, user and room.

    Raises:
        InvalidValueError: It is missing or malformed.
        RoomError: It has ended, or is for another project or room (LOGIN_TOKEN_REFUSED), or
            belongs to another user (TOKEN_OF_OTHER_USER).
    """
    expires_at_s = token_end_s(token)
    if expires_at_s <= (time.time() if now_s is None else now_s):
        raise RoomError(
            f"cannot log in to {room_id!r}: the token has expired",
            hint="Get a new token. If it is new, check the clock of this computer.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )
    if key is not None:
        _check_facts(open_token(token, key.server_secret), key, user_id=user_id, room_id=room_id)
    return expires_at_s


def _check_facts(facts: ZegoTokenFacts, key: ZegoKey, *, user_id: str, room_id: str) -> None:
    if facts.app_id != key.app_id:
        raise RoomError(
            f"cannot log in to {room_id!r}: the token is for the AppID {facts.app_id}",
            hint="Use a token of the AppID in the settings.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )
    if facts.user_id != user_id:
        raise RoomError(
            f"cannot log in as {user_id!r}: the token is for user {facts.user_id!r}",
            hint="Use the user ID of the token, or get a token of yours.",
            code=ErrorCode.TOKEN_OF_OTHER_USER,
        )
    rights = Privileges.parse(facts.payload)
    if rights.login is SwitchState.OFF or rights.room_id not in ("", room_id):
        raise RoomError(
            f"cannot log in to {room_id!r}: the token does not open this room",
            hint="Get a token for this room.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )
