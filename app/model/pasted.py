"""Text as people paste it: with what a mail, a chat or a terminal put around and into it."""

from __future__ import annotations

_WRAPPERS = "<>\"'`()[]{},;.\u201c\u201d\u2018\u2019\u300a\u300b\u3001\u3002\uff0c\uff1b"


def unwrapped(text: str) -> str:
    """Return ``text``, which has no blanks of its own, without what was put around or into it."""
    return "".join(text.split()).strip(_WRAPPERS)
