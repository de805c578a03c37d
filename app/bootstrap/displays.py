"""Whether there is a screen to open a window on."""

from __future__ import annotations

import os
import sys

from app.model.errors import ErrorCode, KliegError


def has_display() -> bool:
    """Tell whether this session has a display, as far as its environment says."""
    if sys.platform != "linux":
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return any(os.environ.get(name) for name in names) or "QT_QPA_PLATFORM" in os.environ


def check_display() -> None:
    """Refuse in words what Qt would refuse by ending the process.

    Raises:
        KliegError: There is no display.
    """
    if not has_display():
        raise KliegError(
            "cannot open a window: there is no display",
            hint="Log in to a desktop, or use --headless.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
