#!/usr/bin/env python3
"""The one way in: ``python3 dev.py run | test | lint | bench``.

Each command first sets up whatever this machine lacks, says what it does, and is quick
the second time. It needs Python 3.11 and nothing else: what it stands on, in
``packaging/workshop``, is standard library only.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent

if sys.version_info < OLDEST_PYTHON:  # before anything that older versions cannot read
    sys.exit(f"dev.py: Klieg needs Python 3.11 or newer; this is {sys.version.split()[0]}")

sys.path.insert(0, str(ROOT / "packaging"))

from workshop import needs  # noqa: E402 - found on the path set above
from workshop.checks import mend, run_checks  # noqa: E402
from workshop.layout import Layout  # noqa: E402
from workshop.media_server import MediaServerStep  # noqa: E402
from workshop.node import NodeStep, path_with_node  # noqa: E402
from workshop.processes import environment_with, leave_on_termination, run  # noqa: E402
from workshop.python_environment import EnvironmentStep, UvStep  # noqa: E402
from workshop.stage import has_screen, virtual_screen, virtual_sound  # noqa: E402
from workshop.steps import SetupError, Step, carry_out, say  # noqa: E402
from workshop.system_packages import Need, SystemPackagesStep  # noqa: E402
from workshop.test_groups import run_groups  # noqa: E402
from workshop.web_pages import prepare_web_pages  # noqa: E402
from workshop.zego_sdk import Outcome, try_zego_sdk  # noqa: E402

SHOWS_NOTHING = frozenset({"--headless", "--help", "--version", "-h", "devices", "doctor"})


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status."""
    leave_on_termination()
    own, passed_on = split_arguments(arguments)
    options = parser().parse_args(own)
    layout = Layout(ROOT)
    try:
        return carry_out_command(options, layout, passed_on)
    except SetupError as error:
        print(f"dev.py: {error}", error.hint, sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def carry_out_command(options: argparse.Namespace, layout: Layout, arguments: Sequence[str]) -> int:
    """Set up what the chosen command needs, then do it."""
    if options.command == "run":
        return run_klieg(layout, arguments)
    if options.command == "test":
        return run_zego_sdk(layout) if options.zego_sdk else run_tests(layout, arguments)
    if options.command == "lint":
        return run_lint(layout, mending=options.fix)
    return run_bench(layout, arguments)


def split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those before the first ``--`` and those after it."""
    words = list(arguments)
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(
        prog="dev.py",
        description="Sets up what is missing, then runs, tests, checks or measures Klieg.",
        epilog="What follows -- goes to klieg (run), pytest (test) or the benchmark (bench).",
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="open Klieg; without a screen: a short broadcast, photographed")
    test = commands.add_parser("test", help="run every test")
    test.add_argument("--zego-sdk", action="store_true", help="only try the real ZEGO SDK")
    lint = commands.add_parser("lint", help="check style, types, architecture and spelling")
    lint.add_argument("--fix", action="store_true", help="first mend what can be mended")
    commands.add_parser("bench", help="measure latency, processor and memory")
    return result


def run_klieg(layout: Layout, arguments: Sequence[str]) -> int:
    """Open the app; where nothing can be shown, show it on a virtual screen."""
    staged = not has_screen() and SHOWS_NOTHING.isdisjoint(arguments)
    screen = needs.for_a_virtual_screen() if staged else ()
    prepare(layout, (*needs.for_building(layout), *needs.for_showing_windows(), *screen))
    klieg = [layout.program("klieg"), *arguments]
    if not staged:
        return run(klieg)
    with virtual_screen() as stage:
        command = klieg if arguments else [str(layout.python), "-m", "app.demo"]
        return run(command, environment=environment_with(stage))


def run_tests(layout: Layout, arguments: Sequence[str]) -> int:
    """Run the tests on a stage of their own."""
    building, showing = needs.for_building(layout), needs.for_showing_windows()
    prepare(layout, (*building, *showing, *needs.for_the_tests()))
    web = prepare_web_pages(layout)
    with ExitStack() as stages:
        stage = stages.enter_context(virtual_screen()) | stages.enter_context(virtual_sound()) | web
        status = run_groups(layout, arguments, stage)
    if arguments:  # only some of the tests
        return status
    outcome = try_zego_sdk(layout)
    say(f"   zego sdk     {outcome.value}")
    return status or int(outcome is Outcome.FAILED)


def run_zego_sdk(layout: Layout) -> int:
    """Try the real ZEGO SDK alone; not to be able to is a failure here."""
    prepare(layout, needs.for_building(layout), with_server=False)
    return int(try_zego_sdk(layout) is not Outcome.PASSED)


def run_lint(layout: Layout, *, mending: bool) -> int:
    """Check everything that can be checked without running it."""
    prepare(layout, needs.for_building(layout), with_server=False)
    if mending:
        mend(layout)
    return 0 if run_checks(layout) else 1


def run_bench(layout: Layout, arguments: Sequence[str]) -> int:
    """Measure; the benchmark builds its own stage."""
    building, showing = needs.for_building(layout), needs.for_showing_windows()
    prepare(layout, (*building, *showing, *needs.for_the_bench()), with_node=True)
    command = [str(layout.python), "-m", "tests.bench", *arguments]
    environment = environment_with({"PATH": path_with_node(layout)})
    return run(command, environment=environment, cwd=layout.root)


def prepare(
    layout: Layout,
    machine: tuple[Need, ...],
    *,
    with_server: bool = True,
    with_node: bool = False,
) -> None:
    """Set up whatever is missing.

    Raises:
        SetupError: Something cannot be set up without the user.
    """
    users: list[Step] = [EnvironmentStep(layout)]
    if with_server:
        users.append(MediaServerStep(layout))
    if with_node:
        users.append(NodeStep(layout))
    log = layout.logs / "system_packages.log"
    carry_out([SystemPackagesStep(machine, log), UvStep(layout, tuple(users)), *users])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
