"""Takes secrets out of text before it is written anywhere.

What looks like a token, a credential in a URL or an invite goes by its shape; keys made or read
at run time go because they were registered.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from urllib.parse import quote

REMOVED = "[removed]"
SHORTEST_SECRET = 6

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A JSON Web Token, whole or cut short: its header is the Base64 text of '{"'.
    (re.compile(r"eyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,2}"), REMOVED),
    # A token of ZEGO: its version, then the Base64 text of a moment in this century.
    (re.compile(r"\b04AAAAA[A-Za-z0-9+/]{6,}={0,2}"), REMOVED),
    # The fragment of any URL: the invite of a watch link is there.
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s\"'<>#]*#)[^\s\"'<>]+"), rf"\1{REMOVED}"),
    # The password of a URL.
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s\"'<>/@:]*:)[^\s\"'<>/@]+@"), rf"\1{REMOVED}@"),
    (re.compile(r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]{6,}"), rf"\1{REMOVED}"),
    # name=value, "name": "value" and name: value of whatever is called a secret.
    (
        re.compile(
            r"(?i)((?:access[_-]?token|api[_-]?secret|app[_-]?sign|password|invite|secret|token)"
            r"[\"']?\s*(?:=|:\s)\s*[\"']?)[^\s\"'&,;<>\[\](){}]{6,}"
        ),
        rf"\1{REMOVED}",
    ),
)


class Redactor:
    """Knows the secrets of this run; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: tuple[str, ...] = ()

    def add(self, secret: str) -> None:
        """Remove ``secret`` from now on, also where it is quoted for a URL or JSON.

        Text shorter than six characters is left alone: it would empty ordinary words.
        """
        if len(secret) < SHORTEST_SECRET:
            return
        forms = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
        with self._lock:
            known = forms.union(self._secrets)
            self._secrets = tuple(sorted(known, key=len, reverse=True))

    def clean(self, text: str) -> str:
        """Return ``text`` with every secret replaced."""
        for secret in self._secrets:
            text = text.replace(secret, REMOVED)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text


class RedactingFilter(logging.Filter):
    """Cleans the message, the exception and the stack of each record; never raises.

    The record itself is changed, so handlers that come later get it clean too.
    """

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean ``record`` and let it pass."""
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - any __str__ may raise; told in its place
            message = f"{record.msg!r} could not be formatted: {type(error).__name__}"
        record.msg = self._redactor.clean(message)
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._redactor.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redactor.clean(record.stack_info)
        return True
