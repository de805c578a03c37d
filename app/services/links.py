"""Watch links, and how a watcher turns one into a token.

The invite is in the fragment, which no program sends over the network by itself; it travels only
in the body of the join request. Errors and ``repr`` never show it.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import quote, unquote, urlsplit

from app.model.access_token import read_token
from app.model.errors import ErrorCode, InvalidValueError, LinkError
from app.model.ids import check_room_id
from app.model.pasted import unwrapped
from app.model.session import User
from app.services.http_call import HttpFormatError, HttpReply, http_post
from app.services.join_protocol import (
    HEALTH_PATH,
    JOIN_PATH,
    WAIT_MAX_S,
    WATCH_PREFIX,
    JoinRefusal,
)
from app.services.server_target import ServerLifetime, check_server_url

REPLY_TIMEOUT_S = 5.0
EARLY_PAUSE_S = 0.2
ALIVE_TIMEOUT_S = 2.0

_INVITE = re.compile(r"[A-Za-z0-9_-]{16,128}")


class LinkProblem(Enum):
    """Why a link does not lead to a broadcast."""

    NOT_A_LINK = "not a link"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed out"
    NOT_KLIEG = "not Klieg"
    WRONG_INVITE = "wrong invite"
    NOT_LIVE = "not live"
    ENDED = "ended"
    TOO_MANY = "too many"
    USER_REFUSED = "user refused"


class WatchLinkError(LinkError):
    """A watch link does not lead to a broadcast; ``problem`` says why."""

    def __init__(self, problem: LinkProblem, message: str, *, hint: str) -> None:
        code = _CODES.get(problem, ErrorCode.ROOM_UNREACHABLE)
        super().__init__(message, hint=hint, code=code)
        self.problem = problem


_CODES = {
    LinkProblem.NOT_A_LINK: ErrorCode.ILLEGAL_PARAMETER,
    LinkProblem.TIMED_OUT: ErrorCode.LOGIN_TIMED_OUT,
    LinkProblem.WRONG_INVITE: ErrorCode.LOGIN_TOKEN_REFUSED,
}


@dataclass(frozen=True, slots=True)
class WatchLink:
    """Host address, room and invite of a link; only :attr:`url` shows the invite."""

    origin: str
    room_id: str
    invite: str = field(repr=False)

    @staticmethod
    def parse(text: str) -> WatchLink:
        """Read a link as people paste it, with blanks or quotes around.

        Raises:
            WatchLinkError: It is no watch link (NOT_A_LINK).
        """
        try:
            parts = urlsplit(unwrapped(text))
            is_link = parts.scheme in {"http", "https"} and bool(parts.hostname)
            is_link = is_link and parts.port != 0 and "@" not in parts.netloc
            room_id = check_room_id(unquote(parts.path.removeprefix(WATCH_PREFIX)))
        except ValueError:
            raise _not_a_link() from None
        if not is_link or not parts.path.startswith(WATCH_PREFIX) or parts.query:
            raise _not_a_link()
        if not _INVITE.fullmatch(parts.fragment):
            raise WatchLinkError(
                LinkProblem.NOT_A_LINK,
                "cannot use the link: its invite is missing or cut off",
                hint="Copy the whole link, with all that follows the '#'.",
            )
        return WatchLink(f"{parts.scheme}://{parts.netloc}", room_id, parts.fragment)

    @property
    def url(self) -> str:
        """The whole link, to be given to watchers and to nobody else."""
        return f"{self.origin}{WATCH_PREFIX}{quote(self.room_id, safe='')}#{self.invite}"

    def __str__(self) -> str:
        return f"{self.origin}{WATCH_PREFIX}{quote(self.room_id, safe='')}#..."


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """What a link was exchanged for: enough to watch for ``expires_in_s``."""

    server_url: str
    token: str = field(repr=False)
    room_id: str
    user: User
    expires_in_s: float
    title: str
    host: User
    server_lifetime: ServerLifetime = ServerLifetime.OWN


async def redeem(
    link: str | WatchLink,
    user: User,
    *,
    wait_s: float = 0.0,
    on_early: Callable[[], None] = lambda: None,
) -> JoinGrant:
    """Exchange the invite of ``link`` for a token; call again to renew the token.

    Args:
        link: As the host gave it.
        user: Who wants to watch.
        wait_s: How long to wait for a broadcast that is not live yet.
        on_early: Called once when it is not.

    Raises:
        WatchLinkError: There is no way in; its ``problem`` says why.
        InvalidValueError: The host does not take the user ID or name.
    """
    target = link if isinstance(link, WatchLink) else WatchLink.parse(link)
    deadline_s = time.monotonic() + wait_s
    was_early = False
    while True:
        left_s = min(max(0.0, deadline_s - time.monotonic()), WAIT_MAX_S)
        reply = await _ask(target, user, wait_s=left_s if was_early else 0.0)
        if reply.status == 200:
            return _grant(reply, target)
        error = _refusal(reply, user)
        is_early = isinstance(error, WatchLinkError) and error.problem is LinkProblem.NOT_LIVE
        if not is_early or time.monotonic() >= deadline_s:
            raise error
        if was_early:
            await asyncio.sleep(EARLY_PAUSE_S)
        else:  # the first question is answered at once, so that it can be told; the next waits
            was_early = True
            on_early()


async def host_answers(link: WatchLink) -> bool:
    """Whether the join service of ``link`` is still there, whatever it says."""
    try:
        await http_post(link.origin + HEALTH_PATH, body=b"", timeout_s=ALIVE_TIMEOUT_S)
    except (OSError, HttpFormatError, UnicodeError):  # a time-out is an OSError, too
        return False
    return True


async def _ask(link: WatchLink, user: User, *, wait_s: float) -> HttpReply:
    question = {
        "invite": link.invite,
        "user_id": user.user_id,
        "name": user.name,
        "wait_s": round(wait_s, 3),
    }
    try:
        return await http_post(
            link.origin + JOIN_PATH,
            body=json.dumps(question).encode(),
            timeout_s=REPLY_TIMEOUT_S + wait_s,
        )
    except TimeoutError:
        raise WatchLinkError(
            LinkProblem.TIMED_OUT,
            f"cannot join {link.room_id!r}: the host did not answer within {REPLY_TIMEOUT_S:.0f} s",
            hint="Check the connection to the host, then try again.",
        ) from None
    except (HttpFormatError, UnicodeError):
        raise _not_klieg(link) from None
    except OSError as error:
        raise WatchLinkError(
            LinkProblem.UNREACHABLE,
            f"cannot join {link.room_id!r}: nobody answers at {link.origin}",
            hint="The broadcast may have ended. Ask the host for a new link.",
        ) from error


def _grant(reply: HttpReply, link: WatchLink) -> JoinGrant:
    try:
        values = json.loads(reply.body)
        host = values["host"]
        token = str(values["token"])
        read_token(token)
        if values["room_id"] != link.room_id:
            raise WatchLinkError(
                LinkProblem.WRONG_INVITE,
                f"cannot use the link: {link.room_id!r} is not the room of this broadcast",
                hint="Copy the whole link again as the host gave it.",
            )
        return JoinGrant(
            server_url=check_server_url(str(values["server_url"])),
            token=token,
            room_id=check_room_id(str(values["room_id"])),
            user=User(str(values["user_id"]), str(values["name"])),
            expires_in_s=float(values["expires_in_s"]),
            title=str(values["title"])[:255],
            host=User(str(host["user_id"]), str(host["name"])),
            server_lifetime=ServerLifetime(values.get("server_lifetime", "own")),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_klieg(link) from None


_REFUSALS = {
    JoinRefusal.WRONG_INVITE: (
        LinkProblem.WRONG_INVITE,
        "cannot use the link: its invite is not of this broadcast",
        "The host may have begun a new broadcast. Ask for its link.",
    ),
    JoinRefusal.NOT_LIVE: (
        LinkProblem.NOT_LIVE,
        "cannot watch yet: the broadcast has not begun",
        "Wait a moment and try again.",
    ),
    JoinRefusal.ENDED: (
        LinkProblem.ENDED,
        "cannot watch: the broadcast has ended",
        "Ask the host for the link of the next one.",
    ),
    JoinRefusal.TOO_MANY: (
        LinkProblem.TOO_MANY,
        "cannot join: there were too many attempts from here",
        "Wait a minute, then try again.",
    ),
    JoinRefusal.NO_TOKEN: (
        LinkProblem.USER_REFUSED,
        "cannot join: the host cannot let anybody in",
        "The host's server was given without its API key. Tell the host.",
    ),
}


def _refusal(reply: HttpReply, user: User) -> WatchLinkError | InvalidValueError:
    try:
        refusal = JoinRefusal(json.loads(reply.body)["error"]["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        refusal = JoinRefusal.NOT_UNDERSTOOD
    if refusal is JoinRefusal.USER_ID_TAKEN:
        return InvalidValueError(
            f"cannot join as {user.user_id!r}: the host has this user ID",
            hint="Choose another user ID.",
            code=ErrorCode.USER_ID_INVALID,
        )
    if refusal is JoinRefusal.USER_ID_INVALID:
        return InvalidValueError(
            f"cannot join as {user.user_id!r}: the host does not take this user ID or name",
            hint="Use letters, digits and plain punctuation, without spaces and '%'.",
            code=ErrorCode.USER_ID_INVALID,
        )
    if refusal in _REFUSALS:
        problem, message, hint = _REFUSALS[refusal]
        return WatchLinkError(problem, message, hint=hint)
    return WatchLinkError(
        LinkProblem.NOT_KLIEG,
        "cannot use the link: what answers there does not understand us",
        hint="Check that the link is from a host with the same version of Klieg.",
    )


def _not_a_link() -> WatchLinkError:
    return WatchLinkError(
        LinkProblem.NOT_A_LINK,
        "cannot use the link: it is not a watch link of Klieg",
        hint="It looks like http://HOST:PORT/watch/ROOM#INVITE. Copy the whole of it.",
    )


def _not_klieg(link: WatchLink) -> WatchLinkError:
    return WatchLinkError(
        LinkProblem.NOT_KLIEG,
        f"cannot join {link.room_id!r}: what answers at {link.origin} is not Klieg",
        hint="The broadcast may have ended. Ask the host for a new link.",
    )
