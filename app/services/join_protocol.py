"""What host and watchers say to each other about an invite: paths, fields and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

JOIN_PATH = "/api/v1/join"
WATCH_PREFIX = "/watch/"
HEALTH_PATH = "/healthz"
WAIT_MAX_S = 25.0


class JoinRefusal(Enum):
    """Why a watcher was not let in; the values are on the wire."""

    NOT_UNDERSTOOD = "not_understood"
    WRONG_HOST = "wrong_host"
    WRONG_INVITE = "wrong_invite"
    NOT_LIVE = "not_live"
    ENDED = "ended"
    TOO_MANY = "too_many_requests"
    USER_ID_INVALID = "user_id_invalid"
    USER_ID_TAKEN = "user_id_taken"
    NO_TOKEN = "no_token"  # noqa: S105 - the name of a refusal


@dataclass(frozen=True, slots=True)
class RefusalText:
    """How a refusal reads, and its HTTP status."""

    status: int
    message: str
    hint: str


REFUSAL_TEXTS = {
    JoinRefusal.NOT_UNDERSTOOD: RefusalText(
        400,
        "cannot join: the request was not understood",
        "Send a JSON object with 'invite', 'user_id' and 'name'.",
    ),
    JoinRefusal.WRONG_HOST: RefusalText(
        421, "cannot join: this is not the host of the link", "Use the link as the host gave it."
    ),
    JoinRefusal.WRONG_INVITE: RefusalText(
        403, "cannot join: the invite is not of this broadcast", "Ask the host for a new link."
    ),
    JoinRefusal.NOT_LIVE: RefusalText(
        409, "cannot join yet: the broadcast has not begun", "Wait a moment and try again."
    ),
    JoinRefusal.ENDED: RefusalText(
        410, "cannot join: the broadcast has ended", "Ask the host for the link of the next one."
    ),
    JoinRefusal.TOO_MANY: RefusalText(
        429, "cannot join: there were too many attempts", "Wait a minute, then try again."
    ),
    JoinRefusal.USER_ID_INVALID: RefusalText(
        422,
        "cannot join with this user ID or name",
        "Use letters, digits and plain punctuation, without spaces and '%'.",
    ),
    JoinRefusal.USER_ID_TAKEN: RefusalText(
        409, "cannot join with the user ID of the host", "Choose another user ID."
    ),
    JoinRefusal.NO_TOKEN: RefusalText(
        503, "cannot join: the host could not make a token", "Try again in a moment."
    ),
}
