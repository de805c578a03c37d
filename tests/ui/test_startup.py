"""The start view must be there at once: nothing slow is imported for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SLOW = (
    "PySide6.QtMultimedia",
    "aiohttp",
    "av",
    "livekit",
    "numpy",
    "pydantic",
    "ui.video_widget",
    "ui.host_page",
    "ui.watch_page",
)
PROGRAM = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.control.controller import Controller
from tests.fakes.studio import RecordingStudio
from ui.kit import video_maker
from ui.main_window import MainWindow
from ui.theme import Theme

async def no_engine():
    raise AssertionError("an engine was made for the start view")

def no_canvases():
    raise AssertionError("a picture was made for the start view")

application = QApplication([])
resources = Path({str(ROOT / "resources")!r})
window = MainWindow(
    Controller(make_engine=no_engine, studio=RecordingStudio()),
    make_video=video_maker(no_canvases),
    theme=Theme(application, resources),
    resources=resources,
)
window.show()
application.processEvents()
assert window.isVisible()
print("\\n".join(sys.modules))
window._ended()
"""


def test_the_start_view_imports_nothing_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert "ui.main_window" in imported
    assert imported & set(SLOW) == set()
