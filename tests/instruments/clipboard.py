"""Reads the clipboard of a virtual screen, as a paste into another program would."""

from __future__ import annotations

import subprocess
import sys

from tests.instruments.screen import VirtualScreen

_READ = (
    "import sys\n"
    "from PySide6.QtGui import QGuiApplication\n"
    "application = QGuiApplication(sys.argv[:1])\n"
    "print(application.clipboard().text())\n"
)


def clipboard_text(screen: VirtualScreen) -> str:
    """Return the text that was copied last."""
    done = subprocess.run(
        [sys.executable, "-c", _READ],
        env=screen.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    return done.stdout.strip()
