"""What a picture is on its stage, and where keys send the small one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.model.stage import Corner, corner_at

_ARROWS = {
    Qt.Key.Key_Left: (True, None),
    Qt.Key.Key_Right: (False, None),
    Qt.Key.Key_Up: (None, True),
    Qt.Key.Key_Down: (None, False),
}
"""Where arrow keys send a small picture: to the left side or not, to the upper side or not."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a picture is on its stage, and what can be done with it.

    Attributes:
        is_pinned: It is kept large.
        is_full: It has the whole stage.
        has_others: There are others beside it, so that it makes sense to pin it.
        corner: Where it lies as the small picture over the large one; None when it does not.
    """

    is_pinned: bool = False
    is_full: bool = False
    has_others: bool = False
    corner: Corner | None = None


def corner_by_key(corner: Corner, key: Qt.Key) -> Corner | None:
    """Return where ``key`` sends what lies in ``corner``; None for keys that do not."""
    if key not in _ARROWS:
        return None
    is_left, is_top = _ARROWS[key]
    return corner_at(
        is_left=corner.is_left if is_left is None else is_left,
        is_top=corner.is_top if is_top is None else is_top,
    )
