"""The text of a diagnosis: everything a helper needs to see, nothing that is nobody's business.

One plain text, readable without tools. Secrets go by :class:`~app.redaction.Redactor`, names of
people and rooms because they are told here, addresses and the home folder by their shape.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.redaction import Redactor

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_RULE = "=" * 72
_SHORTEST_PRIVATE = 3
_TOKEN = re.compile(r"(?<![\w.:])\[?([0-9A-Fa-f:.]{3,45})(?:%\w+)?\]?(?![\w])")
_NAMES = (
    # What the media server and we write of rooms and people, also of runs before this one.
    (
        re.compile(r'("(?:room|participant|identity|participantName|name)" *: *")[^"]*"'),
        r'\1[name]"',
    ),
    (re.compile(r"(\broom )'?[^\s':\[]+'?(?=: [A-Z_]{4,}| as )"), r"\1[room]"),
    (re.compile(r"(\broom \[room\] as )\S+"), r"\1[user]"),
)
_MAC = re.compile(r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Private:
    """Words that stand for people and places: each is replaced by what it is called."""

    words: tuple[tuple[str, str], ...] = ()


HEAD = (
    "A diagnosis of Klieg, for somebody who helps. It holds versions, devices, settings, what",
    "happened in this run, five minutes of figures, and the ends of the log files.",
    "Left out: tokens, keys, invites and links, names of people and rooms, what was said in the",
    "chat, and the addresses of other computers. Read it before you pass it on.",
)


def diagnosis_text(sections: Iterable[Section], redactor: Redactor, private: Private) -> str:
    """Return the whole file."""
    parts = ["\n".join(HEAD)]
    for section in sections:
        lines = section.lines or ("nothing",)
        parts.append("\n".join((_RULE, section.title, _RULE, *lines)))
    return clean("\n\n".join(parts) + "\n", redactor, private)


def clean(text: str, redactor: Redactor, private: Private) -> str:
    """Return ``text`` without secrets, private words, and addresses of other computers."""
    text = redactor.clean(text)
    for word, name in sorted(private.words, key=lambda item: -len(item[0])):
        if len(word) >= _SHORTEST_PRIVATE:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", f"[{name}]", text)
    for shape, replacement in _NAMES:
        text = shape.sub(replacement, text)
    return mask_addresses(text)


def mask_addresses(text: str) -> str:
    """Return ``text`` with a number for each address that is not this computer's own loop."""
    known: dict[str, str] = {}

    def mask(match: re.Match[str]) -> str:
        found = _address(match.group(1))
        if found is None:
            return match.group(0)
        written, address = found
        if address.is_loopback or address.is_unspecified:
            return match.group(0)
        number = known.setdefault(str(address), f"[address {len(known) + 1}]")
        return match.group(0).replace(written, number)

    text = _MAC.sub("[hardware address]", text)
    return _TOKEN.sub(mask, text)


def _address(token: str) -> tuple[str, _Address] | None:
    """Return the address in ``token`` as it is written and as it is; a port may follow it."""
    for candidate in (token, token.rstrip("."), token.rstrip(".:"), token.rpartition(":")[0]):
        try:
            return candidate, ipaddress.ip_address(candidate)
        except ValueError:
            continue
    return None


def time_line(at_ms: int, text: str) -> str:
    """Return a moment as a line."""
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at_ms % 1000:03}Z  {text}"


def table(
    columns: Sequence[str], until_s: int, series: Sequence[Sequence[float]]
) -> tuple[str, ...]:
    """Return a line for each second that has a value, and one for each gap between them."""
    widths = [max(9, len(name)) for name in columns]
    titles = (f"{name:>{width}}" for name, width in zip(columns, widths, strict=True))
    lines = [f"{'second':>8}  " + "  ".join(titles)]
    length = len(series[0]) if series else 0
    was_gap = True
    for place in range(length):
        values = [column[place] for column in series]
        if all(math.isnan(value) for value in values):
            if not was_gap:
                lines.append(f"{'':>8}  (nothing measured)")
            was_gap = True
            continue
        was_gap = False
        told = (
            f"{'-' if math.isnan(value) else format(value, '.1f'):>{width}}"
            for value, width in zip(values, widths, strict=True)
        )
        lines.append(f"{place - length + 1:>8}  {'  '.join(told)}")
    if len(lines) == 1:
        return (f"nothing measured until {time_line(until_s * 1000, '').strip()}",)
    return tuple(lines)
