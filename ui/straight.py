"""Text of others that leaves the direction of the words around it alone."""

from __future__ import annotations

import unicodedata

_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def straight(text: str) -> str:
    """Return ``text`` without the characters that turn the direction of what is around it."""
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.bidirectional(char) not in _TURNING)
