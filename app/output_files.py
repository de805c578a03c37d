"""Files that a command was told to write: looked at before anything begins, not at its end."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def why_unwritable(path: Path) -> str:
    """Return, in the system's words, why a file cannot be written at ``path``; empty if it can."""
    folder = path.parent
    if path.is_dir():
        return os.strerror(errno.EISDIR)
    if not folder.is_dir():
        return os.strerror(errno.ENOENT)
    if not os.access(path if path.exists() else folder, os.W_OK):
        return os.strerror(errno.EACCES)
    return ""
