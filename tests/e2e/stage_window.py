"""A window on a real screen to be captured.

``python -m tests.e2e.stage_window TITLE COLOUR WIDTH HEIGHT [WIDTH HEIGHT]``: on SIGUSR1 it takes
the second size, on SIGTERM it closes.
"""

from __future__ import annotations

import signal
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget


def main() -> None:
    """Show the window until told to close."""
    application = QApplication([])
    title, colour, *numbers = sys.argv[1:]
    sizes = [int(number) for number in numbers]
    window = QWidget()
    window.setWindowTitle(title)
    window.setStyleSheet(f"background: {colour};")
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setGeometry(0, 0, *sizes[:2])
    signal.signal(signal.SIGUSR1, lambda *_: window.resize(*sizes[2:]))
    signal.signal(signal.SIGTERM, lambda *_: application.quit())
    ticker = QTimer()
    ticker.timeout.connect(lambda: None)  # lets Python see its signals
    ticker.start(20)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
