"""How the tests are run: side by side, but for those that measure time on the screen or by ear."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.layout import Layout
from workshop.processes import environment_with, run
from workshop.steps import say

NOTHING_COLLECTED = 5  # pytest's status when a filter leaves no test in a group
APART = ("contract", "e2e")
LIMIT_S = 15 * 60.0  # a group takes a third of it at most; more means that something hangs


@dataclass(frozen=True, slots=True)
class Group:
    """Tests that run in one pytest.

    Attributes:
        name: How it is called in the report.
        arguments: What pytest is told.
        environment: What its tests see besides the stage.
    """

    name: str
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def groups_of(layout: Layout) -> tuple[Group, ...]:
    """Every test in exactly one group."""
    others = tuple(f"--ignore=tests/{name}" for name in APART)
    beside = ("--numprocesses=auto", "--dist=worksteal")
    by_file = ("--numprocesses=auto", "--dist=loadfile")
    groups = (
        Group("unit, ui", (*beside, *others, "tests"), (("QT_QPA_PLATFORM", "offscreen"),)),
        Group("contract", (*beside, "tests/contract")),
        Group("e2e", (*by_file, "-m", "not alone", "tests/e2e")),
        Group("e2e, alone", ("-m", "alone", "tests/e2e")),
    )
    return tuple(group for group in groups if (layout.root / group.arguments[-1]).is_dir())


def run_groups(layout: Layout, arguments: Sequence[str], stage: Mapping[str, str]) -> int:
    """Run the tests and return pytest's exit status; 0 only if every group is well.

    Args:
        layout: The working copy.
        arguments: For pytest; when they name files, only these run, in one group.
        stage: The environment that leads to the screen and the sound server.
    """
    named = any((layout.root / word.split("::")[0]).exists() for word in arguments)
    groups = (Group("chosen", ()),) if named else groups_of(layout)
    statuses: list[int] = []
    lines: list[str] = []
    for group in groups:
        begun = time.monotonic()
        say(f"== {group.name}")
        status = run(
            [str(layout.python), "-m", "pytest", *group.arguments, *arguments],
            environment=environment_with({**stage, **dict(group.environment)}),
            cwd=layout.root,
            limit_s=LIMIT_S,
        )
        statuses.append(status)
        lines.append(f"   {group.name:<12} {_verdict(status):<8} {time.monotonic() - begun:6.1f} s")
    for line in ("== summary", *lines):
        say(line)
    if all(status == NOTHING_COLLECTED for status in statuses):
        return NOTHING_COLLECTED
    return next((status for status in statuses if status not in (0, NOTHING_COLLECTED)), 0)


def _verdict(status: int) -> str:
    return {0: "passed", NOTHING_COLLECTED: "no tests"}.get(status, "FAILED")
