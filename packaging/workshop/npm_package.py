"""Packages of npm's registry, kept outside of the tree and believed only by their digest."""

import base64
import hashlib
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop.layout import Layout
from workshop.node import path_with_node
from workshop.processes import environment_with
from workshop.steps import SetupError, run_logged

FETCH_LIMIT_S = 180.0
PATIENCE = ("--fetch-timeout=60000", "--fetch-retries=1")
TOP = "package/"  # the folder that every such archive has


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """One version of one package.

    Attributes:
        name: Its name in the registry.
        version: Its exact version.
        sha512: The digest of its archive in base64, as lock files have it.
    """

    name: str
    version: str
    sha512: str

    @property
    def file_name(self) -> str:
        """How npm calls the archive."""
        return f"{self.name}-{self.version}.tgz"

    def is_in(self, archive: Path) -> bool:
        """Tell whether ``archive`` is there and is just this package."""
        try:
            with archive.open("rb") as file:
                digest = hashlib.file_digest(file, "sha512").digest()
        except OSError:
            return False
        return base64.b64encode(digest).decode("ascii") == self.sha512


@dataclass(frozen=True, slots=True)
class NpmPackageStep:
    """Has the archive of ``package`` in ``folder``.

    Attributes:
        layout: The working copy whose npm fetches it.
        package: What is fetched.
        folder: Where it is kept.
    """

    layout: Layout
    package: NpmPackage
    folder: Path

    @property
    def title(self) -> str:
        """What the progress says."""
        return f"{self.package.name} {self.package.version}: fetching it into {self.folder}"

    @property
    def archive(self) -> Path:
        """The archive."""
        return self.folder / self.package.file_name

    def is_done(self) -> bool:
        """Tell whether the archive is there, whole and genuine."""
        return self.package.is_in(self.archive)

    def carry_out(self) -> None:
        """Let npm fetch it; what does not have the digest is thrown away.

        Raises:
            SetupError: It cannot be had, or is another one.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.folder) as fresh:
            run_logged(
                [
                    *("npm", "pack", *PATIENCE, "--pack-destination", fresh),
                    f"{self.package.name}@{self.package.version}",
                ],
                cwd=Path(fresh),
                environment=environment_with({"PATH": path_with_node(self.layout)}),
                log=self.layout.logs / "npm_package.log",
                limit_s=FETCH_LIMIT_S,
            )
            fetched = Path(fresh, self.package.file_name)
            if not self.package.is_in(fetched):
                raise SetupError(
                    f"cannot use {self.package.file_name}: it is not the file that was pinned",
                    hint="Its digest differs; what was fetched has been thrown away.",
                )
            fetched.replace(self.archive)

    def unpack(self, names: tuple[str, ...], target: Path) -> None:
        """Write the files ``names`` of the package below ``target``.

        Raises:
            SetupError: The package does not have one of them.
        """
        with tarfile.open(self.archive) as archive:
            for name in names:
                try:
                    content = archive.extractfile(TOP + name)
                except KeyError:
                    content = None
                if content is None:
                    raise SetupError(f"cannot unpack {name}: {self.archive.name} has no such file")
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def cache_folder() -> Path:
    """The user's folder for what can be fetched again; Klieg's own, on Linux."""
    home = os.environ.get("KLIEG_HOME", "")
    if home:
        return Path(home).expanduser().absolute() / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "Klieg"
