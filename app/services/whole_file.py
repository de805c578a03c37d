"""Writes text files so that a crash leaves the old file or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, text: str, *, errors: str = "strict", is_synced: bool = True) -> None:
    """Put ``text`` into ``path``, for its owner alone to read; on an error the old file stays.

    Args:
        path: Its folder is there.
        text: All of it.
        errors: What becomes of halves of characters; as for ``open``.
        is_synced: Wait until it is on the disk. Never on the GUI thread.

    Raises:
        OSError: It cannot be written; nothing is left beside it.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(draft, "w", encoding="utf-8", errors=errors, opener=_open_private) as file:
            file.write(text)
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
