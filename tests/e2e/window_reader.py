"""Klieg in its real window, with an eye on it: what stands there is written down when asked.

``python -m tests.e2e.window_reader klieg ARGUMENTS``: the first argument, a program's name, is
left out. On SIGUSR1 it turns to the health tab, shows the figures over the picture and writes what
it reads to the file that KLIEG_READING names; on SIGUSR2 it saves a diagnosis beside that file by
the button that people press.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from app.cli import main
from ui.health_overlay import HealthOverlay
from ui.live_page import LivePage
from ui.main_window import MainWindow

READING = "KLIEG_READING"


def _page() -> LivePage | None:
    windows = [item for item in QApplication.topLevelWidgets() if isinstance(item, MainWindow)]
    page = windows[0].page() if windows else None
    return page if isinstance(page, LivePage) else None


def read() -> None:
    """Write down what is on the window; nothing while it is not there."""
    page = _page()
    if page is None or page.figures is None:
        return
    page.side.tabs.setCurrentWidget(page.side.health)
    if page.figures.overlay is None:
        page.figures.button.click()
        QTimer.singleShot(1200, read)
        return
    overlay: HealthOverlay = page.figures.overlay
    text = overlay.text
    reading = {
        "overlay": {row.name: row.value for row in text.rows} if text is not None else {},
        "parts": {part.name: part.time_ms for part in text.parts} if text is not None else {},
        "panel": page.side.health.labels(),
        "is_over_picture": overlay.isVisible(),
        "chart": page.side.health.history.chart.in_words(),
    }
    file = Path(os.environ[READING])
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(reading), encoding="utf-8")
    draft.replace(file)


def save() -> None:
    """Press the button and answer the question."""
    page = _page()
    if page is None or page.side.health.diagnosis is None:
        return
    page.side.health.diagnosis.save.click()
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QFileDialog):
            dialog.fileSelected.emit(str(Path(os.environ[READING]).with_name("diagnosis.txt")))
            dialog.reject()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: QTimer.singleShot(0, read))
    signal.signal(signal.SIGUSR2, lambda *_: QTimer.singleShot(0, save))
    del sys.argv[1]
    sys.exit(main())
