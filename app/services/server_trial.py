"""Asks a LiveKit server whether it lets somebody go live; the secret goes in a header alone."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from enum import Enum

from app.model.access_token import read_token
from app.model.errors import KliegError
from app.services.http_call import HttpFormatError, http_post
from app.services.server_target import check_server_url
from app.services.tokens import ServerKey, service_token

TIMEOUT_S = 6.0
_LIST_ROOMS = "/twirp/livekit.RoomService/ListRooms"
_VALIDATE = "/rtc/validate"
_GOOD, _REFUSED = 200, frozenset({401, 403})


class TrialOutcome(Enum):
    """What a server answered."""

    GOOD = "good"
    NO_HOST = "no_host"
    REFUSED = "refused"
    SILENT = "silent"
    NOT_SECURE = "not_secure"
    OTHER_SERVICE = "other_service"
    NOT_ACCEPTED = "not_accepted"
    TOKEN_ENDED = "token_ended"  # noqa: S105 - the name of an outcome
    TOKEN_CANNOT_SEND = "token_cannot_send"  # noqa: S105 - the name of an outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome, and how long the answer took."""

    outcome: TrialOutcome
    took_ms: int = 0
    room_id: str = ""


async def try_key(url: str, key: ServerKey, *, timeout_s: float = TIMEOUT_S) -> Trial:
    """Let the server list its rooms: only with its own key it does."""
    return await _ask(url, _LIST_ROOMS, token=service_token(key), timeout_s=timeout_s)


async def try_token(url: str, token: str, *, timeout_s: float = TIMEOUT_S) -> Trial:
    """Let the server say whether ``token`` opens its room, after what can be seen without it."""
    try:
        facts = read_token(token)
    except KliegError:
        return Trial(TrialOutcome.NOT_ACCEPTED)
    if facts.has_ended:
        return Trial(TrialOutcome.TOKEN_ENDED)
    if not facts.can_publish:
        return Trial(TrialOutcome.TOKEN_CANNOT_SEND, room_id=facts.room_id)
    return await _ask(url, _VALIDATE, token=token, timeout_s=timeout_s)


async def _ask(url: str, path: str, *, token: str, timeout_s: float) -> Trial:
    address = check_server_url(url).replace("ws", "http", 1)
    began_s = time.monotonic()
    try:
        reply = await http_post(
            address + path,
            body=b"{}",
            headers={"Authorization": f"Bearer {token}"},
            timeout_s=timeout_s,
        )
    except (OSError, HttpFormatError) as error:
        return Trial(_outcome_of(error))
    took_ms = round((time.monotonic() - began_s) * 1000)
    if reply.status == _GOOD:
        return Trial(TrialOutcome.GOOD, max(1, took_ms))
    is_refusal = reply.status in _REFUSED
    return Trial(TrialOutcome.NOT_ACCEPTED if is_refusal else TrialOutcome.OTHER_SERVICE, took_ms)


def _outcome_of(error: Exception) -> TrialOutcome:
    kinds: tuple[tuple[type[Exception], TrialOutcome], ...] = (
        (HttpFormatError, TrialOutcome.OTHER_SERVICE),
        (ssl.SSLError, TrialOutcome.NOT_SECURE),
        (socket.gaierror, TrialOutcome.NO_HOST),
        (ConnectionRefusedError, TrialOutcome.REFUSED),
        (ConnectionResetError, TrialOutcome.OTHER_SERVICE),
    )
    return next((found for kind, found in kinds if isinstance(error, kind)), TrialOutcome.SILENT)
