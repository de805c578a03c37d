"""The virtual environment: uv, found or installed for us alone, puts into it what the lock says.

The native module is built on the way, because the project itself is one of the packages.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workshop.layout import Layout, program_of
from workshop.stamps import Stamp, files_below
from workshop.steps import SetupError, Step, run_logged

UV_VERSION = "0.13.8"
OLDEST_UV = (0, 9)  # the first to read our lock's format without rewriting it


def find_uv(layout: Layout) -> Path | None:
    """The uv on the PATH when it is new enough, else our own, else nothing."""
    own = program_of(layout.tools / "uv", "uv")
    for candidate in (shutil.which("uv"), own):
        if candidate is not None and _version_of(Path(candidate)) >= OLDEST_UV:
            return Path(candidate)
    return None


def uv_of(layout: Layout) -> Path:
    """The uv to use.

    Raises:
        SetupError: There is none.
    """
    uv = find_uv(layout)
    if uv is None:
        raise SetupError("cannot find uv, which UvStep installs")
    return uv


def without_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without traces of a virtual environment that happens to be active."""
    return {key: value for key, value in environment.items() if key != "VIRTUAL_ENV"}


def install_tool(layout: Layout, group: str) -> Path:
    """Install what the lock has for ``group`` into an environment of its own and return that.

    Raises:
        SetupError: It cannot be installed.
    """
    home = layout.tools / group
    run_logged(
        [uv_of(layout), "sync", "--locked", "--only-group", group, "--no-install-project"],
        cwd=layout.root,
        environment={**without_environment(os.environ), "UV_PROJECT_ENVIRONMENT": str(home)},
        log=layout.logs / f"{group}.log",
    )
    return home


def _version_of(uv: Path) -> tuple[int, ...]:
    try:
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ()
    numbers = re.search(r"\d+(\.\d+)+", said)
    return tuple(map(int, numbers[0].split("."))) if numbers else ()


@dataclass(frozen=True, slots=True)
class UvStep:
    """Has uv: the user's, or one of our own in ``build/tools``.

    Attributes:
        layout: The working copy.
        users: The steps that need uv; when all of them are done, uv is not needed.
    """

    layout: Layout
    users: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What the progress says."""
        return f"uv {UV_VERSION}: installing it into build/tools"

    def is_done(self) -> bool:
        """Tell whether there is a uv, or nobody who needs it."""
        return all(step.is_done() for step in self.users) or find_uv(self.layout) is not None

    def carry_out(self) -> None:
        """Install uv from the package index into a virtual environment of its own."""
        home = self.layout.tools / "uv"
        log = self.layout.logs / "uv.log"
        run_logged([sys.executable, "-m", "venv", "--clear", home], log=log)
        pip = [str(program_of(home, "python")), "-m", "pip", "--disable-pip-version-check"]
        run_logged([*pip, "install", f"uv=={UV_VERSION}"], log=log)


@dataclass(frozen=True, slots=True)
class EnvironmentStep:
    """Has ``.venv`` with exactly what ``uv.lock`` says, and the native module built."""

    layout: Layout

    @property
    def title(self) -> str:
        """What the progress says."""
        return "python: packages of uv.lock into .venv, and the native module"

    def is_done(self) -> bool:
        """Tell whether the environment was made from the present files, here."""
        return self.layout.python.exists() and self._stamp().is_current()

    def carry_out(self) -> None:
        """Install and build."""
        environment = without_environment(os.environ)
        if not self.layout.python.exists():
            environment["UV_PYTHON"] = sys.executable
        run_logged(
            [uv_of(self.layout), "sync", "--locked"],
            cwd=self.layout.root,
            environment=environment,
            log=self.layout.logs / "python.log",
        )
        self._stamp().renew()

    def _stamp(self) -> Stamp:
        root = self.layout.root
        return Stamp(
            path=self.layout.environment / "klieg.stamp",
            sources=(
                root / "pyproject.toml",
                root / "uv.lock",
                root / "app" / "__init__.py",
                *files_below(root / "native", (".txt", ".cpp", ".h")),
                *files_below(root / "native" / "bindgen", (".py",)),
                *files_below(root / "native" / "zego", (".json",)),
            ),
            also=str(root),  # the scripts hold it: a moved copy is made anew
        )
