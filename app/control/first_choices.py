"""What Klieg chooses for somebody who has chosen nothing yet: a readable room, their own name."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date

from app.model.errors import KliegError
from app.model.ids import check_user_name

NAME_MAX = 40
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLACES = (
    "balcony",
    "canvas",
    "curtain",
    "deck",
    "garden",
    "harbour",
    "island",
    "lamp",
    "lantern",
    "meadow",
    "parade",
    "piano",
    "rooftop",
    "scene",
    "show",
    "spotlight",
    "stage",
    "studio",
    "table",
    "terrace",
    "theatre",
    "tower",
    "window",
    "workshop",
)
_NOBODY = frozenset(
    {"admin", "administrator", "default", "guest", "nobody", "root", "ubuntu", "user"}
)
"""Accounts that name no person."""

_choose = random.SystemRandom().choice


def suggested_room(today: date, *, choose: Callable[[Sequence[str]], str] = _choose) -> str:
    """Return a room that can be said aloud, such as ``friday-stage``."""
    return f"{_DAYS[today.weekday()]}-{choose(_PLACES)}"


def suggested_name(full_name: str, login: str) -> str:
    """Return the person's name as the system knows it; empty when it knows none to show."""
    for candidate in (full_name.partition(",")[0], login):
        name = " ".join(candidate.split())
        if name.lower() in _NOBODY or not _is_showable(name):
            continue
        return name[:1].upper() + name[1:] if name.isascii() else name
    return ""


def _is_showable(name: str) -> bool:
    if not name or len(name) > NAME_MAX or not name.isprintable():
        return False
    try:
        check_user_name(name)
    except KliegError:
        return False
    return any(letter.isalpha() for letter in name)
