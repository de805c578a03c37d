"""Lines for people on a terminal."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Write one line to standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
