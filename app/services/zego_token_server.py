"""Tokens from the user's business server: the way for production.

Klieg asks with one request for each token; the server secret stays on that server.

    POST <the address in the settings>
    Content-Type: application/json
    Authorization: Bearer <access key>             only when one is set

    {"app_id": 1234567890, "user_id": "ada", "room_id": "friday", "use": "host"}

``use`` is ``host`` for somebody who publishes and ``watch`` for somebody who only plays. The answer
has status 200 and is JSON:

    {"token": "04AAAA..."}

Any other status refuses; its ``{"error": "one sentence"}`` is shown to the user. The address is
``https``, or ``http`` on this very machine. The whole exchange takes at most ten seconds, the
answer has at most 64 KB, and a redirection is not followed: it could lead the access key elsewhere.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.zego import ZegoUse
from app.services.http_call import HttpFormatError, HttpReply, http_post

TIMEOUT_S = 10.0
REASON_MAX = 200


class TokenServerProblem(Enum):
    """Why the business server gave no token."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed out"
    NOT_TRUSTED = "not trusted"
    REDIRECTS = "redirects"
    REFUSED = "refused"
    BROKEN = "broken"
    NOT_UNDERSTOOD = "not understood"


TRANSIENT_PROBLEMS = frozenset(
    {TokenServerProblem.UNREACHABLE, TokenServerProblem.TIMED_OUT, TokenServerProblem.BROKEN}
)
"""Asking again a little later may help."""


class TokenServerError(RoomError):
    """The business server gave no token; ``problem`` says why."""

    def __init__(self, problem: TokenServerProblem, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint, code=_CODES.get(problem, ErrorCode.ROOM_UNREACHABLE))
        self.problem = problem


_CODES = {
    TokenServerProblem.REFUSED: ErrorCode.LOGIN_TOKEN_REFUSED,
    TokenServerProblem.TIMED_OUT: ErrorCode.LOGIN_TIMED_OUT,
    TokenServerProblem.NOT_UNDERSTOOD: ErrorCode.TOKEN_MALFORMED,
}


@dataclass(frozen=True, slots=True)
class TokenServer:
    """A business server; its access key is never printed.

    Raises:
        InvalidValueError: The address, or the key, cannot be used.
    """

    url: str
    access_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        check_token_url(self.url)
        if not self.access_key.isascii() or any(letter.isspace() for letter in self.access_key):
            raise InvalidValueError(
                "cannot use the access key: it has blanks or letters that are not ASCII",
                hint="Copy the access key of your server again.",
            )

    @property
    def name(self) -> str:
        """Host and port, for sentences."""
        return urlsplit(self.url).netloc


async def fetch_token(
    server: TokenServer, *, app_id: int, user_id: str, room_id: str, use: ZegoUse
) -> str:
    """Ask ``server`` for a token; see the module for what is said.

    Raises:
        TokenServerError: There is none; its ``problem`` says why.
    """
    question = {"app_id": app_id, "user_id": user_id, "room_id": room_id, "use": use.value}
    headers = {"Authorization": f"Bearer {server.access_key}"} if server.access_key else {}
    body = json.dumps(question).encode()
    try:
        reply = await http_post(server.url, body=body, headers=headers, timeout_s=TIMEOUT_S)
    except TimeoutError:
        raise TokenServerError(
            TokenServerProblem.TIMED_OUT,
            f"cannot get a token from {server.name}: no answer within {TIMEOUT_S:.0f} s",
            hint="Check the connection to your token server, then try again.",
        ) from None
    except ssl.SSLError as error:
        raise TokenServerError(
            TokenServerProblem.NOT_TRUSTED,
            f"cannot get a token from {server.name}: the connection is not secure"
            f" ({_reason_of(error)})",
            hint="Give your token server a certificate that this computer trusts.",
        ) from error
    except (HttpFormatError, UnicodeError):
        raise _not_understood(server) from None
    except OSError as error:
        raise TokenServerError(
            TokenServerProblem.UNREACHABLE,
            f"cannot get a token from {server.name}: nobody answers there",
            hint="Check the address of your token server and whether it runs.",
        ) from error
    return _token_of(reply, server)


def check_token_url(url: str) -> str:
    """Return ``url`` when tokens can be fetched there.

    Raises:
        InvalidValueError: It is not complete, not secure, or holds a user, a query or a fragment,
            where secrets would end up in logs.
    """
    try:
        parts = urlsplit(url)
        is_complete = bool(parts.hostname) and parts.scheme in {"http", "https"}
        is_complete = (
            is_complete and parts.port != 0 and url.isascii() and url == "".join(url.split())
        )
    except ValueError:
        is_complete, parts = False, urlsplit("")
    if not is_complete or parts.query or parts.fragment or "@" in parts.netloc:
        raise InvalidValueError(
            "cannot use the address of the token server: it is not complete, or has parts that do"
            " not belong",
            hint="Write for example https://live.example.org/zego/token.",
        )
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise InvalidValueError(
            "cannot use the address of the token server: it is not secure",
            hint="Use https; plain http is possible on this very computer only.",
        )
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token_of(reply: HttpReply, server: TokenServer) -> str:
    if reply.status == 200:
        values = _values(reply)
        token = values.get("token")
        if not isinstance(token, str) or not token.strip():
            raise _not_understood(server)
        return token.strip()
    if 300 <= reply.status < 400:
        raise TokenServerError(
            TokenServerProblem.REDIRECTS,
            f"cannot get a token from {server.name}: it sends us to another address",
            hint="Put the final address of your token server into the settings.",
        )
    reason = _values(reply).get("error")
    said = f": {_printable(reason)}" if isinstance(reason, str) and reason.strip() else ""
    if reply.status >= 500:
        raise TokenServerError(
            TokenServerProblem.BROKEN,
            f"cannot get a token from {server.name}: it has a fault (status {reply.status}){said}",
            hint="Look into the log of your token server.",
        )
    raise TokenServerError(
        TokenServerProblem.REFUSED,
        f"cannot get a token from {server.name}: it refuses (status {reply.status}){said}",
        hint="Check the access key, and whether this user may enter this room.",
    )


def _values(reply: HttpReply) -> dict[str, object]:
    try:
        values = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _printable(text: str) -> str:
    """Return one line of what a server said."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= REASON_MAX else line[: REASON_MAX - 3] + "..."


def _reason_of(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    return "no agreement on TLS"


def _not_understood(server: TokenServer) -> TokenServerError:
    return TokenServerError(
        TokenServerProblem.NOT_UNDERSTOOD,
        f"cannot get a token from {server.name}: its answer holds none",
        hint='It must answer with JSON such as {"token": "04..."}.',
    )
