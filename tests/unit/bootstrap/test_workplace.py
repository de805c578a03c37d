"""What every command stands on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import logging
from app.bootstrap.workplace import Workplace
with Workplace():
    logging.getLogger("livekit").warning("inside")
logging.getLogger("livekit").warning("late words of a library")
"""


def test_what_a_library_tells_after_the_end_does_not_reach_the_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"KLIEG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "inside" in (tmp_path / "logs" / "klieg.log").read_text(encoding="utf-8")
