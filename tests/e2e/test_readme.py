"""What README promises a newcomer: the example is the file, and the file works."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.differences import ZEGO_DIFFERENCES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "resources" / "examples" / "numpy_frames.py"
LIMIT_S = 60

pytestmark = pytest.mark.e2e


def test_the_example_in_readme_is_the_one_that_is_tested() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert EXAMPLE.read_text(encoding="utf-8").strip() in readme


def test_readme_shows_the_whole_table_of_what_zego_does_not_share() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    begin = readme.index("| not run on ZEGO | because |")
    rows = list(itertools.takewhile(lambda line: line.startswith("|"), readme[begin + 2 :]))

    assert [row.split(" | ")[1].removesuffix(" |") for row in rows] == list(
        ZEGO_DIFFERENCES.values()
    )
    for row, test in zip(rows, ZEGO_DIFFERENCES, strict=True):
        words = row.removeprefix("| ").split(" | ")[0].split(" (")[0]
        assert test.startswith("test_" + words.replace(" ", "_"))


def test_the_example_publishes_pictures_and_reads_them_back_without_qt(tmp_path: Path) -> None:
    program = (
        "import runpy, sys; runpy.run_path(sys.argv[1]);"
        "sys.exit(3 if any(name.startswith('PySide6') for name in sys.modules) else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(EXAMPLE)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env={**os.environ, "KLIEG_HOME": str(tmp_path)},
        cwd=ROOT,
    )

    assert done.returncode == 0, done.stderr
    levels = [float(line.split()[1]) for line in done.stdout.splitlines() if line]
    seen = [level for level in levels if level > 0]  # the stream may end with a black picture
    assert len(seen) > 30
    assert seen == sorted(seen)
    assert seen[-1] > 150
