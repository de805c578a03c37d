"""No child outlives us: not at the end, not on an error, not on Ctrl-C, not on SIGTERM."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from workshop.processes import helper, run
from workshop.steps import SetupError

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")

SLEEPS = "import time; time.sleep(60)"
# Runs a child that says its number, as dev.py does.
RUNS_A_CHILD = """
import sys
from workshop.processes import leave_on_termination, run
leave_on_termination()
child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
sys.exit(run([sys.executable, "-c", child]))
"""

# Keeps a helper that would go on for a minute, and says its number.
KEEPS_A_HELPER = """
import sys
from workshop.processes import helper
with helper([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
    print(child.pid, flush=True)
    child.wait()
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_status_of_the_child_is_ours() -> None:
    assert run(python("raise SystemExit(7)")) == 7


@posix_only
def test_a_child_that_a_signal_ended_is_told_as_a_shell_does() -> None:
    assert run(python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")) == 137


@posix_only
def test_a_child_that_takes_too_long_shows_where_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import faulthandler, time; faulthandler.enable(); time.sleep(60)"

    assert run(python(code), limit_s=1.0) == 128 + signal.SIGABRT
    assert 'File "<string>", line 1 in <module>' in capfd.readouterr().err


def test_the_child_sees_the_environment_and_the_folder_it_is_given(tmp_path: Path) -> None:
    code = "import os; open('seen', 'w').write(os.environ['SHOWN'])"

    assert run(python(code), environment={**os.environ, "SHOWN": "yes"}, cwd=tmp_path) == 0
    assert (tmp_path / "seen").read_text(encoding="utf-8") == "yes"


def test_a_helper_lives_as_long_as_its_block() -> None:
    with helper(python(SLEEPS)) as child:
        assert child.poll() is None

    assert child.poll() is not None


def test_a_helper_ends_when_its_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), helper(python(SLEEPS)) as child:
        raise ZeroDivisionError

    assert child.poll() is not None


def test_a_helper_that_is_missing_is_named() -> None:
    missing = helper(["nowhere-to-be-found"])

    with pytest.raises(SetupError, match=r"^cannot start nowhere-to-be-found: "):
        missing.__enter__()


@posix_only
@pytest.mark.parametrize(
    ("end", "status"),
    [
        pytest.param(lambda pid: os.kill(pid, signal.SIGTERM), 143, id="SIGTERM to us"),
        pytest.param(lambda pid: os.kill(pid, signal.SIGINT), 143, id="SIGINT to us alone"),
        pytest.param(lambda pid: os.killpg(pid, signal.SIGINT), 130, id="Ctrl-C for both"),
    ],
)
def test_the_child_ends_with_us(
    request: pytest.FixtureRequest, end: Callable[[int], None], status: int
) -> None:
    with subprocess.Popen(
        python(RUNS_A_CHILD),
        cwd=request.config.rootpath / "packaging",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as ours:
        assert ours.stdout is not None
        child = psutil.Process(int(ours.stdout.readline()))

        end(ours.pid)

        assert ours.wait(timeout=20) == status
        assert not child.is_running()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_helper_ends_when_we_are_killed(request: pytest.FixtureRequest) -> None:
    with subprocess.Popen(
        python(KEEPS_A_HELPER),
        cwd=request.config.rootpath / "packaging",
        stdout=subprocess.PIPE,
        text=True,
    ) as ours:
        assert ours.stdout is not None
        child = psutil.Process(int(ours.stdout.readline()))
        while child.cmdline()[:1] != [sys.executable]:  # setpriv has not yet become the helper
            assert child.is_running()

        ours.kill()

        assert psutil.wait_procs([child], timeout=10) == ([child], [])
