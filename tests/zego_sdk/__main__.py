"""Tries the binding on the real SDK: ``python -m tests.zego_sdk --trial P --package F``.

Prints one line per check; the exit status is 1 when one failed, and 77 when
nothing could be tried here.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.instruments.children import ChildFailedError
from tests.zego_sdk.check import Check
from tests.zego_sdk.checks import CHECKS
from tests.zego_sdk.facts import CheckError
from tests.zego_sdk.findings import Findings
from tests.zego_sdk.gather import Libraries, gather
from tests.zego_sdk.glass import screen
from tests.zego_sdk.trial import Trial
from tests.zego_sdk.wine import WineError, prefix

CANNOT_RUN = 77


def main() -> int:
    """Run every check and return the exit status."""
    options = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is ended
    libraries = Libraries(options.package, options.older)
    try:
        verdicts = _try_all(options, libraries)
    except (ChildFailedError, WineError) as error:
        _say(f"   not run: {error}")
        return CANNOT_RUN
    bad = verdicts.count("FAILED")
    _say(f"   {verdicts.count('ok')} ok, {bad} failed, {verdicts.count('not run')} not run")
    if bad:
        _say(f"What the trial said is in {options.log}.")
    return 1 if bad else 0


def _try_all(options: argparse.Namespace, libraries: Libraries) -> list[str]:
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="klieg-zego-")))
        look, drawing = stack.enter_context(screen())
        os.environ.update(drawing)
        if options.wine is not None:
            os.environ.update(stack.enter_context(prefix(options.wine, work / "wine")))
        runner = (str(options.wine),) if options.wine is not None else ()
        trial = Trial(options.trial, runner, options.log)
        findings = gather(trial, libraries, work, look)
        return [_verdict(check, findings) for check in CHECKS]


def _verdict(check: Check, findings: Findings) -> str:
    """Judge one check and show the line."""
    if check.refuses is not None and check.refuses not in findings.refusals:
        return _shown("not run", check, "the file is not at hand")
    try:
        return _shown("ok", check, check.prove(findings))
    except CheckError as error:
        return _shown("FAILED", check, str(error))


def _shown(verdict: str, check: Check, note: str) -> str:
    _say(f"   {verdict:<8} {check.name}{f' ({note})' if note else ''}")
    return verdict


def _say(line: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(line.encode(encoding, errors="replace").decode(encoding) + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="python -m tests.zego_sdk", description=__doc__)
    result.add_argument("--trial", type=Path, required=True, help="the built program")
    result.add_argument("--package", type=Path, required=True, help="the unpacked SDK package")
    result.add_argument("--older", type=Path, help="the unpacked package with SDK 1.7.5")
    result.add_argument("--wine", type=Path, help="Wine's 64 bit program, where that is needed")
    result.add_argument("--log", type=Path, default=Path("zego_sdk.log"), help="what was printed")
    return result


if __name__ == "__main__":
    sys.exit(main())
