"""Reads the address of a media server as people type it; pure values."""

from __future__ import annotations

from urllib.parse import urlsplit

_SCHEMES = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}


def server_address(text: str) -> str | None:
    """Return ``text`` as a ``ws://`` or ``wss://`` address; None when it is none, blank for blank.

    A name alone is taken for a secure server, as people copy it from a web page.
    """
    typed = text.strip()
    if not typed:
        return ""
    if "://" not in typed:
        typed = f"wss://{typed}"
    try:
        parts = urlsplit(typed)
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not is_complete or any(c.isspace() for c in typed):
        return None
    if parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return f"{_SCHEMES[parts.scheme]}://{parts.netloc}{parts.path.rstrip('/')}"
