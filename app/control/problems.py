"""Turns error codes and exceptions into problems: what happened, what to do, whether to retry."""

from __future__ import annotations

from dataclasses import replace

from app.control.view_state import Phrase, Problem, Scope, Severity
from app.model.errors import (
    DeviceUnusableError,
    ErrorCode,
    InvalidValueError,
    KliegError,
    LinkError,
    MediaServerError,
    MessageError,
    RoomError,
    SettingsError,
    WrongStateError,
)
from app.model.events import DeviceError, PublisherSourceEnded
from app.model.media import CaptureSource, DeviceKind, SourceKind
from app.model.zego import MissingPartError

RECOVERING_CODES = frozenset(
    {ErrorCode.CONNECTION_BROKEN, ErrorCode.PUBLISH_INTERRUPTED, ErrorCode.PLAY_INTERRUPTED}
)
"""The engine is at it already: a warning, nothing to press."""

_RETRY_IS_USELESS = frozenset(
    {
        ErrorCode.ENGINE_NOT_CREATED,
        ErrorCode.STREAM_ID_TOO_LONG,
        ErrorCode.STREAM_ID_EMPTY,
        ErrorCode.STREAM_ID_INVALID,
        ErrorCode.ILLEGAL_PARAMETER,
        ErrorCode.USER_ID_EMPTY,
        ErrorCode.USER_ID_INVALID,
        ErrorCode.USER_ID_TOO_LONG,
        ErrorCode.USER_NAME_TOO_LONG,
        ErrorCode.ROOM_ID_EMPTY,
        ErrorCode.ROOM_ID_INVALID,
        ErrorCode.ROOM_ID_TOO_LONG,
        ErrorCode.TOKEN_MISSING,
        ErrorCode.TOKEN_MALFORMED,
        ErrorCode.TOKEN_OF_OTHER_USER,
        ErrorCode.KICKED_BY_OPERATOR,
    }
)

_SCOPES = (
    (DeviceUnusableError, Scope.DEVICE),
    (MessageError, Scope.MESSAGE),
    (RoomError, Scope.ROOM),
    (MediaServerError, Scope.ROOM),
    (LinkError, Scope.ROOM),
)

_OWN_WORDS: tuple[tuple[type[KliegError], str], ...] = (
    (LinkError, "problem.link"),
    (MediaServerError, "problem.media_server"),
    (SettingsError, "problem.settings"),
)
"""Errors whose code says less than their class."""

_CODE_SAYS_MORE = (RoomError, MessageError, WrongStateError)
"""Errors whose sentence is for logs, unless it has a hint: the words for their code tell more."""


def severity_of(code: ErrorCode) -> Severity:
    """Return how much ``code`` matters to the user."""
    if code is ErrorCode.OK:
        return Severity.NOTE
    if code in RECOVERING_CODES or code in _MESSAGE_CODES:
        return Severity.WARNING
    return Severity.ERROR


_MESSAGE_CODES = frozenset(code for code in ErrorCode if 1009000 <= code < 1010000)


def problem_of_code(code: ErrorCode, scope: Scope) -> Problem:
    """Return the problem that an event's ``code`` tells of."""
    can_retry = (
        scope in {Scope.ROOM, Scope.PUBLISH}
        and code not in RECOVERING_CODES
        and code not in _RETRY_IS_USELESS
    )
    return Problem(
        Phrase(f"error.{code.name}.cause"),
        Phrase(f"error.{code.name}.hint"),
        severity=severity_of(code),
        scope=scope,
        code=code,
        can_retry=can_retry,
    )


def problem_of_source(
    event: DeviceError | PublisherSourceEnded, source: CaptureSource | None
) -> Problem:
    """Return the problem of what is captured or heard; its own words and next step are kept.

    A file is no device: nobody is told to plug it in again.
    """
    problem = problem_of_code(event.error_code, Scope.DEVICE)
    if source is not None and source.kind is SourceKind.FILE:
        cause, hint = Phrase("problem.file.cause"), Phrase("problem.file.hint")
        problem = replace(problem, cause=cause, hint=hint)
    if isinstance(event, DeviceError) and event.kind is DeviceKind.SPEAKER:
        problem = replace(problem, hint=Phrase("problem.speaker.hint"))
    return replace(problem, detail=event.message, detail_hint=event.hint)


def problem_of_error(error: KliegError, scope: Scope | None = None) -> Problem:
    """Return the problem that ``error`` tells of, its own sentence kept where it says more."""
    kind = next((key for cls, key in _OWN_WORDS if isinstance(error, cls)), None)
    is_for_terminal = isinstance(error, MissingPartError)  # it names options of the command line
    if isinstance(error, MissingPartError):
        kind = f"zego.missing.{error.part.value}"
    stem = kind or f"error.{error.code.name}"
    found = next((place for cls, place in _SCOPES if isinstance(error, cls)), Scope.APP)
    speaks_for_itself = bool(error.hint) or not isinstance(error, _CODE_SAYS_MORE)
    speaks_for_itself = speaks_for_itself and not is_for_terminal
    return Problem(
        Phrase(f"{stem}.cause"),
        Phrase(f"{stem}.hint"),
        severity=severity_of(error.code) or Severity.ERROR,
        scope=scope or found,
        code=error.code,
        detail=error.message if speaks_for_itself else "",
        detail_hint=error.hint if speaks_for_itself else "",
        can_retry=not isinstance(error, InvalidValueError | MessageError)
        and (kind is not None or error.code not in _RETRY_IS_USELESS),
    )


def host_gone(code: ErrorCode = ErrorCode.RETRY_TIMED_OUT) -> Problem:
    """Return the problem of a watcher whose host went away and did not come back."""
    return replace(note("host_gone", Scope.ROOM, Severity.ERROR), code=code)


def unexpected_problem(action: str) -> Problem:
    """Return the problem of an ``action`` that broke in a way nobody foresaw."""
    return Problem(
        Phrase("problem.unexpected.cause", (("action", action),)),
        Phrase("problem.unexpected.hint"),
    )


def note(key: str, scope: Scope, severity: Severity = Severity.NOTE) -> Problem:
    """Return the problem ``problem.<key>`` that has no code."""
    return Problem(
        Phrase(f"problem.{key}.cause"),
        Phrase(f"problem.{key}.hint"),
        severity=severity,
        scope=scope,
    )
