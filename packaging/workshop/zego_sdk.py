"""Tries the binding on the real ZEGO SDK: its Windows library under Wine, without a network.

The library is the vendor's: it comes from the registry into the user's cache and is no part
of the tree. Where all this cannot be had, the outcome is "not run", which is no success.
"""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop import needs
from workshop.layout import Layout
from workshop.node import NodeStep
from workshop.npm_package import NpmPackage, NpmPackageStep, cache_folder
from workshop.processes import run
from workshop.python_environment import UvStep
from workshop.stamps import Stamp, files_below
from workshop.steps import SetupError, carry_out, run_logged, say
from workshop.system_packages import SystemPackagesStep

NAME = "zego-express-engine-electron"
SDK = NpmPackage(
    NAME,
    "3.25.0-51516.1302",
    "1sZ0nBpRPQIRY1P4KceFI5T3Vh0JT9HyFF8O/60YxwKKi2cwgC6Ox4Py+Obyweqkd2n3910EHpybleAFGuwyDA==",
)
OLDER = NpmPackage(
    NAME,
    "0.7.5",
    "S2UPvMB61+O6EuTuFvuvHfUQvlSdwxA6rmNcCCUNEjQLtDT6pESvfNyUIS/NhBcFpfwERv2dDiso3g/b5XjGtA==",
)
SDK_FILES = (
    "win/x64/ZegoExpressEngine.dll",
    "win/x86/ZegoExpressEngine.dll",
    "mac/libZegoExpressEngine.dylib",
)
OLDER_FILES = ("x64/ZegoExpressEngine.dll",)
INSTALL_PATIENCE_S = 150.0
BUILD_LIMIT_S = 600.0
CANNOT_RUN = 77  # the status of tests.zego_sdk when it has said "not run"
# A network of one's own, as root and as a user who may make namespaces.
ISOLATIONS = (("unshare", "--net"), ("unshare", "--map-root-user", "--net"))
WITH_LOOPBACK = ("sh", "-c", 'ip link set lo up && exec "$@"', "sh")


class Outcome(Enum):
    """What became of the trial, as it is shown."""

    PASSED = "passed"
    FAILED = "FAILED"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class TrialStep:
    """Has the program that tries the SDK, built for Windows."""

    layout: Layout

    @property
    def title(self) -> str:
        """What the progress says."""
        return "zego sdk: building the trial for Windows (about a minute)"

    @property
    def folder(self) -> Path:
        """Where it is built."""
        return self.layout.build / "zego_sdk"

    @property
    def program(self) -> Path:
        """The program."""
        return self.folder / "trial.exe"

    def is_done(self) -> bool:
        """Tell whether the program is built from the sources of now."""
        return self.program.exists() and self._stamp().is_current()

    def carry_out(self) -> None:
        """Configure and build."""
        source = self.layout.root / "tests" / "zego_sdk"
        toolchain = f"-DCMAKE_TOOLCHAIN_FILE={source / 'mingw.cmake'}"
        settings = ("-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", toolchain)
        for part, command in (
            ("configure", ["cmake", "-S", str(source), "-B", str(self.folder), *settings]),
            ("build", ["cmake", "--build", str(self.folder)]),
        ):
            log = self.layout.logs / f"zego_sdk_{part}.log"
            run_logged(command, log=log, limit_s=BUILD_LIMIT_S)
        self._stamp().renew()

    def _stamp(self) -> Stamp:
        suffixes = (".c", ".cpp", ".h", ".txt", ".cmake")
        trial = files_below(self.layout.root / "tests" / "zego_sdk", suffixes)
        native = self.layout.root / "native"
        core = files_below(native / "zego", (".cpp", ".h", ".json"))
        made = files_below(native / "bindgen", (".py",))
        sources = (*trial, *core, *made, *native.glob("CMakeLists.txt"))
        return Stamp(self.folder / "trial.stamp", sources)


def try_zego_sdk(layout: Layout) -> Outcome:
    """Set up what it takes, run every check and show each; never raises for what is lacking."""
    say("== zego sdk")
    try:
        words = isolation()
        trial, packages = _set_up(layout)
        with TemporaryDirectory(dir=layout.build) as folder:
            command = _command(layout, trial, packages, Path(folder))
            status = run([*words, *WITH_LOOPBACK, *command], cwd=layout.root)
    except SetupError as error:
        say(f"   not run: {error}")
        if error.hint:
            say(error.hint)
        return Outcome.NOT_RUN
    return {0: Outcome.PASSED, CANNOT_RUN: Outcome.NOT_RUN}.get(status, Outcome.FAILED)


def isolation() -> tuple[str, ...]:
    """What to put before a command so that it sees no network but its own.

    Raises:
        SetupError: This machine does not run such programs, or allows no such network.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise SetupError(
            "the SDK's Windows library is run under Wine on 64 bit Linux only",
            hint="How to run it on Windows itself stands in tests/zego_sdk/__init__.py.",
        )
    for words in ISOLATIONS:
        if shutil.which(words[0]) is not None and _works([*words, "true"]):
            return words
    raise SetupError(
        "cannot make a network of its own",
        hint="It takes root, or user namespaces: sysctl kernel.unprivileged_userns_clone=1",
    )


def _set_up(layout: Layout) -> tuple[TrialStep, tuple[NpmPackageStep, NpmPackageStep]]:
    cache = cache_folder() / "zego_sdk"
    trial = TrialStep(layout)
    packages = (NpmPackageStep(layout, SDK, cache), NpmPackageStep(layout, OLDER, cache))
    log = layout.logs / "zego_sdk_packages.log"
    machine = SystemPackagesStep(needs.for_the_zego_sdk(), log, patience_s=INSTALL_PATIENCE_S)
    missing = [step for step in packages if not step.is_done()]
    npm = [NodeStep(layout)] if missing else []
    carry_out([machine, UvStep(layout, tuple(npm)), *npm, *missing, trial])
    return trial, packages


def _command(
    layout: Layout,
    trial: TrialStep,
    packages: tuple[NpmPackageStep, NpmPackageStep],
    folder: Path,
) -> list[str]:
    sdk, older = packages
    sdk.unpack(SDK_FILES, folder / "sdk")
    older.unpack(OLDER_FILES, folder / "older")
    log = layout.logs / "zego_sdk.log"
    log.unlink(missing_ok=True)
    return [
        *(str(layout.python), "-m", "tests.zego_sdk"),
        *("--trial", str(trial.program), "--log", str(log)),
        *("--package", str(folder / "sdk"), "--older", str(folder / "older")),
        *("--wine", os.fspath(needs.find_wine() or "wine")),
    ]


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
