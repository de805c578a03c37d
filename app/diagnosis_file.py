"""Writes a diagnosis so that there is the whole file or none."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from app.model.errors import KliegError, SettingsError

_HINTS = {
    errno.ENOSPC: "Make room on the disk, or choose another one.",
    errno.EDQUOT: "Make room on the disk, or choose another one.",
    errno.EACCES: "Choose a folder of your own, for example Documents.",
    errno.EPERM: "Choose a folder of your own, for example Documents.",
    errno.EROFS: "This disk cannot be written to: choose another one.",
    errno.ENOENT: "The folder is gone: choose another one.",
    errno.EISDIR: "This is a folder: give the file another name.",
}


def write_diagnosis(path: Path, text: str) -> None:
    """Write ``text`` for its owner alone to read.

    Raises:
        KliegError: The file cannot be written; the hint says what to do.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise _not_saved(path, error) from error


def _not_saved(path: Path, error: OSError) -> KliegError:
    hint = _HINTS.get(error.errno or 0, "Choose another folder.")
    return SettingsError(f"cannot save the diagnosis as {path}: {error.strerror}", hint=hint)
