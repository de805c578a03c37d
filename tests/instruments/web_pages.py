"""The pages of ``resources/web``, built once per change in a folder of their own."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.instruments.children import ChildFailedError, find_program

SOURCES = Path(__file__).parents[2] / "resources" / "web"
COPY = Path(__file__).parents[2] / "build" / "web"
OUT = Path(__file__).parents[2] / "build" / "web_page"  # the same for the copy and the original
_OURS = ("build.mjs", "package.json", "package-lock.json", "tsconfig.json", "page", "src", "tests")
_TIMEOUT_S = 240.0


class WebPagesUnavailableError(RuntimeError):
    """There is no npm here, or it cannot fetch the locked packages."""


@dataclass(frozen=True, slots=True)
class WebPages:
    """Folders of the built project.

    Attributes:
        project: The copy that was built; ``npm`` runs there.
        site: The page on the vendor's library.
        rehearsal: The same page on an engine that needs no service.
    """

    project: Path
    site: Path
    rehearsal: Path


@cache
def build_pages() -> WebPages:
    """Install the locked packages and build; quick when nothing changed.

    Raises:
        WebPagesUnavailableError: The packages cannot be had here.
        ChildFailedError: The build failed.
    """
    pages = WebPages(COPY, OUT / "site", OUT / "rehearsal")
    installed = COPY / "installed.stamp"
    built = pages.site / "built.stamp"  # gone when somebody builds by hand
    lock = _digest(("package.json", "package-lock.json"))
    everything = _digest(_OURS)
    if not _says(installed, lock):
        shutil.rmtree(COPY, ignore_errors=True)
    _copy_sources()
    if not _says(installed, lock):
        try:
            run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        except (ChildFailedError, subprocess.TimeoutExpired) as error:
            raise WebPagesUnavailableError(f"cannot install the locked packages: {error}") from None
        installed.write_text(lock)
    if not _says(built, everything):
        run_npm("run", "build")
        run_npm("run", "build", "--", "--rehearsal")
        built.write_text(everything)
    return pages


def run_npm(*arguments: str) -> None:
    """Run npm in the copied project.

    Raises:
        ChildFailedError: There is no npm, or it ended with an error; holds its last words.
    """
    done = subprocess.run(
        [find_program("npm"), *arguments],
        cwd=COPY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        raise ChildFailedError(f"npm {' '.join(arguments)}:\n{done.stdout[-3000:]}")


def _copy_sources() -> None:
    COPY.mkdir(parents=True, exist_ok=True)
    for name in _OURS:
        source, target = SOURCES / name, COPY / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def _digest(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        path = SOURCES / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(SOURCES)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _says(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text
