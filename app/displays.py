"""Whether there is a screen to open a window on."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from app.model.errors import ErrorCode, KliegError

WAYLAND_TIMEOUT_S = 1.0


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether this session has a display that lets us in.

    Qt ends the process where the environment names a display that is not there, so it is tried
    before; a platform chosen in ``QT_QPA_PLATFORM`` is trusted.
    """
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return True
    return _has_wayland(environment) or _has_x11(environment.get("DISPLAY", ""))


class DisplayUse(Enum):
    """What a display is wanted for, and the way on without one."""

    WINDOW = "open a window", "Log in to a desktop, or use --headless."
    CAPTURE = "capture a screen", "Log in to a desktop, or choose another source."

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy


def check_display(use: DisplayUse) -> None:
    """Refuse in words what Qt would refuse by ending the process.

    Raises:
        KliegError: There is no display.
    """
    if has_display():
        return
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    why = f"the display {named!r} does not let us in" if named else "there is no display"
    raise KliegError(
        f"cannot {use.what}: {why}",
        hint=use.remedy,
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def _has_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    path = Path(environment.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(WAYLAND_TIMEOUT_S)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _has_x11(name: str) -> bool:
    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # without it Qt draws in another way, or says itself what it misses
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(name), None)
    is_open = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return is_open
