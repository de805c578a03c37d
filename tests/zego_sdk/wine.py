"""Wine with a prefix of its own, made in seconds and gone afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

OLDEST = 8
START_LIMIT_S = 120.0
END_LIMIT_S = 20.0
SETTINGS = {
    "WINEARCH": "win64",
    "WINEDEBUG": "-all",
    # No offers to fetch .NET or a browser; our own stand-in for what Wine has not got right.
    "WINEDLLOVERRIDES": "mscoree,mshtml=;dnsapi=n",
}


class WineError(Exception):
    """Wine cannot be used here; says why."""


@contextmanager
def prefix(wine: Path, folder: Path) -> Iterator[Mapping[str, str]]:
    """Make a prefix in ``folder``; gives the environment for Wine and ends all of it.

    Raises:
        WineError: The prefix cannot be made.
    """
    settings = {**SETTINGS, "WINEPREFIX": str(folder)}
    environment = {**os.environ, **settings}
    try:
        _check_version(_run([str(wine), "--version"], environment, END_LIMIT_S))
        _run([str(wine), "wineboot", "--init"], environment, START_LIMIT_S)
        yield settings
    finally:
        server = _server_of(wine)
        if server is not None:
            _run([server, "--kill", "--wait"], environment, END_LIMIT_S)


def _check_version(said: str) -> None:
    found = re.match(r"wine-(\d+)", said)
    if found is None or int(found[1]) < OLDEST:
        raise WineError(f"cannot use Wine: version {OLDEST} is needed, this is {said.strip()!r}")


def _run(command: list[str], environment: Mapping[str, str], limit_s: float) -> str:
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
            timeout=limit_s,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise WineError(f"cannot use Wine: {error}") from error
    return done.stdout


def _server_of(wine: Path) -> str | None:
    beside = wine.parent / "wineserver"
    return str(beside) if beside.exists() else shutil.which("wineserver")
