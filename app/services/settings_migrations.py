"""The steps that bring an older settings file to the present version."""

from __future__ import annotations

from collections.abc import Callable

Document = dict[str, object]
Migration = Callable[[Document], Document]

_VIDEO = {"profile": "profile", "codec": "codec", "simulcast": "simulcast"}
_ZEGO_PREFIX = "zego_"


def to_version_2(document: Document) -> Document:
    """Put what belongs together into one record each: ``video`` and ``zego``."""
    rest = dict(document)
    video = {new: rest.pop(old) for old, new in _VIDEO.items() if old in rest}
    flat = [name for name in rest if name.startswith(_ZEGO_PREFIX)]
    zego = {name.removeprefix(_ZEGO_PREFIX): rest.pop(name) for name in flat}
    grouped = {"video": video, "zego": zego}
    return rest | {name: group for name, group in grouped.items() if group} | {"version": 2}


MIGRATIONS: tuple[Migration, ...] = (to_version_2,)
"""The step at index n brings a document from version n + 1 to version n + 2."""

VERSION = len(MIGRATIONS) + 1
"""The present version."""
