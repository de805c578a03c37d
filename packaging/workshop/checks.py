"""What ``dev.py lint`` checks; the hooks and CI run the same and nothing else."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from workshop.layout import Layout
from workshop.stamps import files_below
from workshop.steps import say

CMAKE = ("native", "tests/zego_sdk")
PROSE = ("app", "ui", "native", "tests", "packaging", "resources", "dev.py", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Check:
    """One checker.

    Attributes:
        name: How it is called in the report.
        command: Ends with 0 when all is well.
        fix: What mends its findings; empty when nobody can but the author.
    """

    name: str
    command: tuple[str, ...]
    fix: tuple[str, ...] = ()


def checks_of(layout: Layout) -> tuple[Check, ...]:
    """All checkers, the slowest first."""
    program = layout.program
    cpp = tuple(str(path) for path in files_below(layout.root / "native", (".cpp", ".h")))
    units = tuple(path for path in cpp if path.endswith(".cpp"))
    trial = tuple(map(str, files_below(layout.root / "tests" / "zego_sdk", (".cpp", ".h"))))
    prose = [name for name in PROSE if (layout.root / name).exists()]
    prose += [path.name for path in layout.root.glob("*.md")]
    ruff, clang_format = program("ruff"), program("clang-format")
    return (
        Check("mypy", (program("mypy"),)),
        Check("clang-tidy", (program("clang-tidy"), "--quiet", *units, "--", *_flags(layout))),
        Check("import-linter", (program("lint-imports"), "--no-logo")),
        Check("ruff check", (ruff, "check", "."), fix=(ruff, "check", "--fix", ".")),
        Check("ruff format", (ruff, "format", "--check", "."), fix=(ruff, "format", ".")),
        Check(
            "clang-format",
            (clang_format, "--dry-run", "--Werror", *cpp, *trial),
            fix=(clang_format, "-i", *cpp, *trial),
        ),
        Check(
            "gersemi",
            (program("gersemi"), "--check", *CMAKE),
            fix=(program("gersemi"), "--in-place", *CMAKE),
        ),
        Check("codespell", (program("codespell"), *prose)),
        Check("zizmor", (program("zizmor"), "--offline", "--quiet", ".github")),
    )


def run_checks(layout: Layout) -> bool:
    """Run all checkers side by side; report each, and the words of those that object."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        reports = [pool.submit(_run_check, check, layout) for check in checks_of(layout)]
        return all(report.result() for report in reports)


def mend(layout: Layout) -> None:
    """Let those checkers that can mend what they find, one after the other."""
    for check in checks_of(layout):
        if check.fix:
            subprocess.run(check.fix, cwd=layout.root, check=False)


def _run_check(check: Check, layout: Layout) -> bool:
    begun = time.monotonic()
    done = _output_of(check.command, layout)
    good = done.returncode == 0
    line = f"{check.name:<14} {'ok' if good else 'FAILED':<7} {time.monotonic() - begun:5.1f} s"
    say(line if good else f"{line}\n{done.stdout.rstrip()}")
    return good


def _flags(layout: Layout) -> list[str]:
    """How the native module is compiled, as far as a reader of its source must know."""
    includes = _output_of((str(layout.python), "-m", "pybind11", "--includes"), layout).stdout
    folders = [word.removeprefix("-I") for word in includes.split() if word.startswith("-I")]
    native, made = layout.root / "native", layout.root / "build" / "zego_made"
    _output_of((str(layout.python), str(native / "bindgen"), str(made)), layout)
    return [
        *("-std=c++17", f"-I{native}", f"-isystem{made}"),
        *(f"-isystem{folder}" for folder in folders),
    ]


def _output_of(command: Sequence[str], layout: Layout) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=layout.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
