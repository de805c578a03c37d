"""Reads a watch link as people paste it: with blanks, line breaks, quotes or brackets around."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.model.errors import LinkError
from app.model.pasted import unwrapped

_ZEGO_SCHEME = "klieg"


def clean_link(text: str) -> str:
    """Return the link in ``text`` without what a mail or a chat put around it.

    Raises:
        LinkError: There is no http link with an invite in it, and no link to a ZEGO room.
    """
    link = unwrapped(text)
    if not link:
        raise LinkError("cannot watch: no link was given", hint="Paste the link of the host.")
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        host = None
    else:
        is_invite = parts.scheme in {"http", "https"} and bool(parts.fragment)
        if not is_invite and not (parts.scheme == _ZEGO_SCHEME and parts.query):
            host = None
    if not host:
        raise LinkError(
            "cannot watch: this is not a watch link",
            hint="Copy the whole link again; it begins with http and has a '#' in it.",
        )
    return link
