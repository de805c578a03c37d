"""Which window a person means by a title."""

from __future__ import annotations

from collections.abc import Sequence

from app.model.errors import DeviceUnusableError, ErrorCode

_LISTED = 8


def index_of_title(titles: Sequence[str], wanted: str) -> int:
    """Return the index of the window meant by ``wanted``.

    The same title wins; of several the first. Else it must be a part, in any case of letters, of
    one title only.

    Raises:
        DeviceUnusableError: No window is meant, or several are.
    """
    if wanted in titles:
        return titles.index(wanted)
    folded = wanted.casefold()
    found = [index for index, title in enumerate(titles) if folded in title.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise DeviceUnusableError(
            f"cannot capture the window {wanted!r}: {len(found)} windows have this in their title",
            hint=f"Write more of the title: {_listed([titles[index] for index in found])}.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    if not titles:
        raise DeviceUnusableError(
            f"cannot capture the window {wanted!r}: this desktop tells of no open windows",
            hint="Open it first; where no window manager runs, capture the whole screen.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    raise DeviceUnusableError(
        f"cannot capture the window {wanted!r}: no open window has this title",
        hint=f"Choose one of: {_listed(titles)}.",
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(repr(title) for title in titles[:_LISTED])
    left = len(titles) - _LISTED
    return f"{shown} and {left} more" if left > 0 else shown
