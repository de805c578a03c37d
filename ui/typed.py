"""What people type is made to fit while they type it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit


def mend_typed(field: QLineEdit, mend: Callable[[str], str]) -> None:
    """Put what ``mend`` makes of the text in its place, whenever somebody types or pastes."""

    def put(text: str) -> None:
        mended = mend(text)
        if mended != text:
            place = max(0, field.cursorPosition() - len(text) + len(mended))
            field.setText(mended)
            field.setCursorPosition(place)

    field.textEdited.connect(put)


def as_room(text: str) -> str:
    """Return ``text`` with its words joined: the ID of a room has no spaces."""
    return "".join("-" if char.isspace() else char for char in text.lstrip())
