import os
import signal
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from app.services.child_process import ChildExit, ChildProcess
from app.services.guarded_program import GUARDIAN_ARGUMENT, guardian_command
from tests.unit.services.programs import (
    STUBBORN,
    WAIT_S,
    Notes,
    is_gone_within,
    line_of,
    python_process,
)

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

PARENT_OF_A_STUBBORN_CHILD = f"""
import os, sys, threading, time
from app.services.child_process import ChildProcess
said = threading.Event()
def on_line(line):
    print(line, flush=True)
    said.set()
child = ChildProcess([sys.executable, "-c", {STUBBORN!r}], environment=dict(os.environ),
                     on_line=on_line, on_exit=lambda how: None)
said.wait()
"""


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def stubborn(notes: Notes) -> Iterator[ChildProcess]:
    child = run(STUBBORN, notes=notes)
    notes.first_line()
    yield child
    child.kill()
    assert child.join(WAIT_S)


def run(script: str, *, notes: Notes, environment: dict[str, str] | None = None) -> ChildProcess:
    return ChildProcess(
        [sys.executable, "-c", script],
        environment=dict(os.environ) if environment is None else environment,
        on_line=notes.on_line,
        on_exit=notes.on_exit,
    )


def test_every_line_of_both_outputs_arrives_before_the_exit(notes: Notes) -> None:
    child = run(
        "import sys; print('first', flush=True); print('zweite ä', file=sys.stderr, flush=True);"
        "print('last without end', end=''); sys.exit(7)",
        notes=notes,
    )

    assert child.join(WAIT_S)
    assert notes.lines == ["first", "zweite ä", "last without end"]
    assert notes.exits == [ChildExit(7)]
    assert str(notes.exits[0]) == "exit code 7"


def test_a_line_without_end_is_cut_and_not_kept_in_memory(notes: Notes) -> None:
    child = run("import sys; sys.stdout.write('x' * 100_000)", notes=notes)

    assert child.join(WAIT_S)
    assert max(map(len, notes.lines)) <= 16_384
    assert sum(map(len, notes.lines)) == 100_000


def test_the_child_gets_the_given_environment_and_nothing_else(notes: Notes) -> None:
    child = run(
        "import os; print(os.environ.get('SECRET'), 'HOME' in os.environ)",
        notes=notes,
        environment={"SECRET": "in the environment"},
    )

    assert child.join(WAIT_S)
    assert notes.lines == ["in the environment False"]


def test_a_child_that_reads_its_input_finds_the_end_of_it(notes: Notes) -> None:
    child = run("import sys; print(repr(sys.stdin.read()))", notes=notes)

    assert child.join(WAIT_S)
    assert notes.lines == ["''"]


@posix_only
def test_a_child_can_end_in_order_when_asked(notes: Notes) -> None:
    child = run(
        "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3));"
        "print('ready', flush=True); signal.pause()",
        notes=notes,
    )
    notes.first_line()

    child.ask_to_end()

    assert notes.exit() == ChildExit(3)
    child.ask_to_end()  # later orders find nobody and do no harm
    child.kill()
    assert child.join(WAIT_S)


@posix_only
def test_a_child_that_does_not_listen_is_killed(notes: Notes, stubborn: ChildProcess) -> None:
    stubborn.ask_to_end()

    stubborn.kill()

    assert str(notes.exit()) == "signal SIGKILL"


@posix_only
@pytest.mark.parametrize(
    ("program", "code"),
    [("/nowhere/at/all", 127), ("/etc/passwd", 126)],
    ids=["gone", "no program"],
)
def test_a_program_that_cannot_run_says_why(notes: Notes, program: str, code: int) -> None:
    child = ChildProcess([program], environment={}, on_line=notes.on_line, on_exit=notes.on_exit)

    assert child.join(WAIT_S)
    assert notes.exits == [ChildExit(code)]
    assert notes.lines[0].startswith(f"cannot start {program}: ")


def test_the_child_dies_when_its_parent_is_killed() -> None:
    with python_process(PARENT_OF_A_STUBBORN_CHILD + "time.sleep(600)") as parent:
        child_pid = int(line_of(parent))

        parent.kill()

        assert is_gone_within(child_pid, 2.0)


def test_the_child_dies_when_its_parent_ends_without_a_word() -> None:
    with python_process(PARENT_OF_A_STUBBORN_CHILD + "os._exit(0)") as parent:
        child_pid = int(line_of(parent))

        assert is_gone_within(child_pid, 2.0)


@posix_only
def test_the_child_dies_with_its_parent_though_a_forked_sibling_holds_the_pipe() -> None:
    forked = "pid = os.fork()\nif pid: print(pid, flush=True)\ntime.sleep(600)"
    with python_process(PARENT_OF_A_STUBBORN_CHILD + forked) as parent:
        child_pid, sibling_pid = int(line_of(parent)), int(line_of(parent))
        try:
            parent.kill()

            assert is_gone_within(child_pid, 2.0)
        finally:
            os.kill(sibling_pid, signal.SIGKILL)


def test_the_child_lives_on_when_the_thread_that_started_it_ends(notes: Notes) -> None:
    children: list[ChildProcess] = []
    starter = threading.Thread(target=lambda: children.append(run(STUBBORN, notes=notes)))
    starter.start()
    starter.join()
    child_pid = int(notes.first_line())

    assert not is_gone_within(child_pid, 0.5)

    children[0].kill()
    assert children[0].join(WAIT_S)


@posix_only
def test_a_killed_guardian_takes_the_child_along_and_the_exit_is_reported(
    notes: Notes, stubborn: ChildProcess
) -> None:
    os.kill(stubborn.pid, signal.SIGKILL)

    assert str(notes.exit()) == "signal SIGKILL"
    assert is_gone_within(int(notes.lines[0]), 2.0)


@posix_only
def test_a_terminated_guardian_takes_the_child_along(notes: Notes, stubborn: ChildProcess) -> None:
    os.kill(stubborn.pid, signal.SIGTERM)

    notes.exit()
    assert is_gone_within(int(notes.lines[0]), 2.0)


@posix_only
def test_the_child_is_out_of_reach_of_the_terminal(notes: Notes, stubborn: ChildProcess) -> None:
    assert os.getsid(int(notes.first_line())) == stubborn.pid
    assert os.getsid(stubborn.pid) != os.getsid(0)


@posix_only
def test_children_leave_no_open_files() -> None:
    this = psutil.Process()
    before = this.num_fds()

    for _ in range(5):
        notes = Notes()
        assert run("print('here')", notes=notes).join(WAIT_S)
        assert notes.lines == ["here"]

    assert this.num_fds() == before


@posix_only
def test_the_installed_program_is_its_own_guardian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert guardian_command() == [sys.executable, GUARDIAN_ARGUMENT]


@posix_only
def test_a_process_asked_to_be_the_guardian_runs_the_program_and_ends_with_its_code() -> None:
    script = (
        "from app.services.guarded_program import become_guardian_if_asked as ask\n"
        "import sys\n"
        "ask(['host', '--room', 'r'])\n"
        f"ask([{GUARDIAN_ARGUMENT!r}, sys.executable, '-c', 'print(41); raise SystemExit(5)'])\n"
        "print('never reached')"
    )
    with python_process(script) as process:
        assert line_of(process) == "41"
        assert process.wait(WAIT_S) == 5
        assert line_of(process) == ""
