"""Which way of capturing the desktop this system offers."""

from __future__ import annotations

import os
import sys


def is_x11_desktop() -> bool:
    """Return whether the desktop is an X server's own: not Wayland's, Windows' or macOS'."""
    if not sys.platform.startswith(("linux", "freebsd")) or not os.environ.get("DISPLAY"):
        return False
    is_wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return not (is_wayland or os.environ.get("WAYLAND_DISPLAY"))
