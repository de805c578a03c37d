"""Writes a diagnosis so that there is the whole file or none."""

from __future__ import annotations

import errno
from pathlib import Path

from app.model.errors import KliegError, SettingsError
from app.services.whole_file import write_whole

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
    try:
        write_whole(path, text, errors="backslashreplace")
    except OSError as error:
        raise _not_saved(path, error) from error


def _not_saved(path: Path, error: OSError) -> KliegError:
    hint = _HINTS.get(error.errno or 0, "Choose another folder.")
    return SettingsError(f"cannot save the diagnosis as {path}: {error.strerror}", hint=hint)
