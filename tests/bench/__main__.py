"""Runs the bench: ``python -m tests.bench [--list] [--only NAME]... [--quick|--hour]``.

Prints a table and writes the figures as JSON. The exit status is 1 when a case could not be
measured, or with ``--strict`` when a goal was missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from tests.bench.cases import (
    barrage,
    device_switch,
    first_picture,
    glass_to_glass,
    go_live,
    lip_sync,
    load,
    memory,
    reaction,
    smoothness,
    tiles,
    window_load,
    words,
    zego,
)
from tests.bench.cases import start_up as start_up_case
from tests.bench.figures import CaseResult, table, write_json
from tests.bench.stage import Case, Stage, Thoroughness
from tests.instruments import processes
from tests.instruments.children import ChildFailedError

CASES: tuple[Case, ...] = (
    glass_to_glass.CASE,
    smoothness.CASE,
    first_picture.CASE,
    go_live.CASE,
    start_up_case.CASE,
    load.AUDIENCE,
    load.HOST,
    lip_sync.CASE,
    tiles.CASE,
    barrage.CASE,
    device_switch.CASE,
    window_load.CASE,
    memory.CASE,
    reaction.CASE,
    words.CASE,
    zego.CASE,
)
OUTPUT = Path(__file__).parents[2] / "build" / "bench"


def main(arguments: list[str] | None = None) -> int:
    """Run the chosen cases and return the exit status."""
    options = _parse(arguments)
    if options.list:
        for case in CASES:
            print(f"{case.name:16} {case.title}")
        return 0
    chosen = [case for case in CASES if not options.only or case.name in options.only]
    about = _about(options.thoroughness)
    results = [_measure(case, options.thoroughness) for case in chosen]
    print("\n" + table(results))
    write_json(options.json, results, about)
    print(f"\nwritten to {options.json}")
    return _status(results, is_strict=options.strict)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    parser.add_argument(
        "--only", action="append", choices=[case.name for case in CASES], metavar="NAME"
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--quick",
        dest="thoroughness",
        action="store_const",
        const=Thoroughness.QUICK,
        help="short rounds: shows that it works, not how well",
    )
    length.add_argument(
        "--hour",
        dest="thoroughness",
        action="store_const",
        const=Thoroughness.HOUR,
        help="watch memory for an hour",
    )
    parser.add_argument("--json", type=Path, default=None, metavar="PATH")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args(arguments)
    options.thoroughness = options.thoroughness or Thoroughness.FULL
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    options.json = options.json or OUTPUT / f"{stamp}-{options.thoroughness.value}.json"
    return options


def _about(thoroughness: Thoroughness) -> dict[str, object]:
    return {
        "version": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "thoroughness": thoroughness.value,
        "machine": processes.machine(),
    }


def _measure(case: Case, thoroughness: Thoroughness) -> CaseResult:
    print(f"{case.name}: {case.title} ...", flush=True)
    result = CaseResult(case.name, case.title)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="klieg-bench-") as folder:
        try:
            result.figures = case.run(Stage(Path(folder), thoroughness))
        except (ChildFailedError, TimeoutError, OSError, ValueError) as error:
            result.problem = f"{type(error).__name__}: {error}"
            print(result.problem, file=sys.stderr)
    result.seconds = time.monotonic() - began
    for figure in result.figures:
        print(f"  {figure.who}: {figure.what}: {figure.value:.1f} {figure.unit}", flush=True)
    return result


def _status(results: list[CaseResult], *, is_strict: bool) -> int:
    if any(result.problem for result in results):
        return 1
    missed = any(figure.is_reached is False for result in results for figure in result.figures)
    return 1 if is_strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
