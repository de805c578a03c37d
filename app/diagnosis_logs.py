"""The ends of the log files, as much as a helper reads."""

from __future__ import annotations

import time
from pathlib import Path

from app.diagnosis import Section

TAIL_BYTES = 64_000
FILES_MAX = 6
YOUNGEST_S = 3 * 24 * 3600.0


def log_sections(folder: Path, now_s: float | None = None) -> tuple[Section, ...]:
    """Return the tail of each log file that was written to lately, the newest first."""
    now_s = time.time() if now_s is None else now_s
    found: list[tuple[float, Path]] = []
    try:
        for path in folder.glob("*.log"):
            changed_s = path.stat().st_mtime
            if now_s - changed_s < YOUNGEST_S:
                found.append((changed_s, path))
    except OSError as error:
        return (Section("Logs", (f"cannot be read: {error.strerror}",)),)
    found.sort(reverse=True)
    if not found:
        return (Section("Logs", ("there are none",)),)
    return tuple(Section(f"Log: {path.name}", tail_of(path)) for _, path in found[:FILES_MAX])


def tail_of(path: Path) -> tuple[str, ...]:
    """Return the last lines of a file; the first of them is whole."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            data = file.read(TAIL_BYTES)
    except OSError as error:
        return (f"cannot be read: {error.strerror}",)
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()
    if size > TAIL_BYTES and lines:
        return ("...", *lines[1:])
    return tuple(lines)
