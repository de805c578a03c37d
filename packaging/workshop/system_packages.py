"""Brings what only the system's package manager can, in one call where that needs no password.

Where it does need one, or where there is no package manager we know, the user sees the
exact line to run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workshop.steps import SetupError, run_logged

NAMED_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Need:
    """One capability of the machine and the packages that bring it.

    Attributes:
        name: What is needed, as the user would say it.
        is_met: Looks for it.
        apt: Its Debian packages; ``a|b`` takes the first that the release has.
        dnf: Its Fedora packages.
        pacman: Its Arch packages.
        other: The line that brings it on Windows or macOS.
    """

    name: str
    is_met: Callable[[], bool]
    apt: str = ""
    dnf: str = ""
    pacman: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class PackageManager:
    """One system package manager.

    Attributes:
        program: Its program.
        refresh: Arguments that read the list of packages anew; may be empty.
        install: Arguments before the names of the packages.
        download: The same, when it shall only fetch them.
        names: What ``Need`` says for this manager.
    """

    program: str
    refresh: tuple[str, ...]
    install: tuple[str, ...]
    download: tuple[str, ...]
    names: Callable[[Need], str]

    def packages_for(self, needs: Sequence[Need]) -> list[str]:
        """The names under which this manager knows what ``needs`` ask for."""
        choices = {choice for need in needs for choice in self.names(need).split()}
        return sorted({_first_known(choice.split("|")) for choice in choices})


# --no-remove: never trade a desktop's sound server for the one that the tests use.
APT_INSTALL = ("install", "-y", "-q", "--no-remove", "--no-install-recommends")
MANAGERS = (
    PackageManager(
        "apt-get",
        refresh=("update", "-q"),
        install=APT_INSTALL,
        download=(*APT_INSTALL, "--download-only"),
        names=lambda need: need.apt,
    ),
    PackageManager(
        "dnf",
        refresh=(),
        install=("install", "-y"),
        download=("install", "-y", "--downloadonly"),
        names=lambda need: need.dnf,
    ),
    PackageManager(
        "pacman",
        refresh=(),
        install=("-S", "--needed", "--noconfirm"),
        download=("-Sw", "--noconfirm"),
        names=lambda need: need.pacman,
    ),
)


@dataclass(frozen=True, slots=True)
class SystemPackagesStep:
    """Has everything that ``needs`` lists.

    Attributes:
        needs: What the command cannot do without.
        log: Where the package manager's output goes.
        patience_s: How long to fetch before giving up; None to wait for ever.
    """

    needs: tuple[Need, ...]
    log: Path
    patience_s: float | None = None

    @property
    def title(self) -> str:
        """What the progress says."""
        names = [need.name for need in self._missing()]
        if len(names) > NAMED_AT_MOST:
            names[NAMED_AT_MOST - 1 :] = [f"{len(names) - NAMED_AT_MOST + 1} more"]
        return f"system packages: {', '.join(names)}"

    def is_done(self) -> bool:
        """Tell whether the machine can do all of it."""
        return not self._missing()

    def carry_out(self) -> None:
        """Install what is missing, where that is possible without asking."""
        missing = self._missing()
        manager = next((item for item in MANAGERS if shutil.which(item.program)), None)
        if sys.platform != "linux" or manager is None:
            lines = [f"    {need.name}: {need.other or 'please install it'}" for need in missing]
            raise SetupError("cannot go on: this machine lacks something", hint="\n".join(lines))
        self._install(manager, missing)
        still = ", ".join(need.name for need in self._missing())
        if still:
            raise SetupError(
                f"cannot go on: still missing after the installation: {still}",
                hint=f"What the package manager said is in {self.log}.",
            )

    def _install(self, manager: PackageManager, missing: Sequence[Need]) -> None:
        root = _words_to_become_root()
        if root is None:
            line = [manager.program, *manager.install, *manager.packages_for(missing)]
            raise SetupError(
                "cannot install system packages without a password; run this line, then try again:",
                hint=f"    sudo {' '.join(line)}",
            )
        if manager.refresh:
            with suppress(SetupError):  # one broken source of many; what is not found is named
                self._run([*root, manager.program, *manager.refresh], limit_s=self.patience_s)
        packages = manager.packages_for(missing)
        if self.patience_s is not None:  # only what fetches may be ended half-way
            words = [*root, manager.program, *manager.download, *packages]
            self._run(words, limit_s=self.patience_s)
        self._run([*root, manager.program, *manager.install, *packages])

    def _run(self, command: Sequence[str], *, limit_s: float | None = None) -> None:
        run_logged(command, log=self.log, limit_s=limit_s)

    def _missing(self) -> list[Need]:
        return [need for need in self.needs if not need.is_met()]


def _words_to_become_root() -> list[str] | None:
    """What to put before a command to run it as root; nothing when a password is needed."""
    words = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return words
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n", *words] if asked.returncode == 0 else None


def _first_known(names: Sequence[str]) -> str:
    """The first of ``names`` that this release of Debian or Ubuntu has; the last if none."""
    for name in names[:-1]:
        shown = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
        if shown.returncode == 0:
            return name
    return names[-1]
