"""The core of the binding, below Python, under sanitizers on the stand-in SDK."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.instruments.zego_standin import ROOT, StandIn, StandInService
from tests.unit.engine.zego.express_lab import copied

CMAKE = shutil.which("cmake", path=str(Path(sys.executable).parent)) or shutil.which("cmake")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sanitizers of GCC and Clang on Linux"),
    pytest.mark.skipif(CMAKE is None, reason="no CMake to build with"),
    pytest.mark.slow,
    pytest.mark.timeout(900),  # builds the core
]


def build_exercise(sanitizers: str) -> Path:
    """Build the exercise below ``build/``; quick when nothing changed."""
    assert CMAKE is not None
    folder = ROOT / "build" / f"zego_core-{sanitizers.replace(',', '-')}"
    options = [
        "-DCMAKE_BUILD_TYPE=Release",
        "-DKLIEG_PYTHON_MODULE=OFF",
        f"-DKLIEG_SANITIZE={sanitizers}",
        f"-DPython_EXECUTABLE={sys.executable}",
    ]
    subprocess.run([CMAKE, "-S", ROOT / "native", "-B", folder, *options], check=True)
    subprocess.run([CMAKE, "--build", folder, "--parallel", "2"], check=True)
    return folder / "zego_exercise"


@pytest.mark.parametrize("sanitizers", ["address,undefined", "thread"])
def test_the_core_does_nothing_that_a_sanitizer_objects_to(
    sanitizers: str, standin: StandIn, service: StandInService, tmp_path: Path
) -> None:
    exercise = build_exercise(sanitizers)
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    older = [copied(standin.v1, tmp_path / folder) for folder in ("one", "other")]

    done = subprocess.run(
        [exercise, standin.v2, standin.v2, *older],
        env={**os.environ, **service.environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    counts = [int(line.split()[-1]) for line in done.stdout.splitlines()]
    assert len(counts) == 3
    assert all(count > 0 for count in counts), done.stdout
