"""A package is believed only by its digest, wherever it comes from."""

import base64
import hashlib
import io
import sys
import tarfile
from pathlib import Path

import pytest

from tests.unit.workshop.conftest import AddProgram
from workshop.layout import Layout
from workshop.npm_package import NpmPackage, NpmPackageStep, cache_folder
from workshop.steps import SetupError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="npm is a shell script here")


def archive_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def package_of(archive: bytes) -> NpmPackage:
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")
    return NpmPackage("engine", "1.2.3", digest)


ARCHIVE = archive_of({"win/x64/engine.dll": b"MZ"})


@pytest.fixture
def step(tmp_path: Path) -> NpmPackageStep:
    return NpmPackageStep(Layout(tmp_path), package_of(ARCHIVE), tmp_path / "cache")


@pytest.fixture
def registry(add_program: AddProgram, tmp_path: Path) -> Path:
    """What our npm hands out, whatever is asked for."""
    served = tmp_path / "served.tgz"
    served.write_bytes(ARCHIVE)
    (tmp_path / "programs" / "cp").symlink_to("/usr/bin/cp")
    add_program(
        "npm",
        'while [ "$1" != --pack-destination ]; do shift; done\n'
        f'[ "$3" = engine@1.2.3 ] && cp {served} "$2/engine-1.2.3.tgz"',
    )
    return served


@pytest.mark.usefixtures("registry")
def test_the_pinned_package_is_fetched_once(step: NpmPackageStep) -> None:
    assert not step.is_done()

    step.carry_out()

    assert step.is_done()
    assert [path.name for path in step.folder.iterdir()] == ["engine-1.2.3.tgz"]


def test_another_file_of_that_name_is_thrown_away(registry: Path, step: NpmPackageStep) -> None:
    registry.write_bytes(archive_of({"win/x64/engine.dll": b"MZ, but another"}))

    with pytest.raises(SetupError, match="not the file that was pinned"):
        step.carry_out()

    assert not step.is_done()
    assert not list(step.folder.iterdir())


def test_a_file_that_was_changed_in_the_cache_is_not_taken(step: NpmPackageStep) -> None:
    step.folder.mkdir()
    step.archive.write_bytes(ARCHIVE)
    assert step.is_done()

    step.archive.write_bytes(ARCHIVE + b" ")

    assert not step.is_done()


def test_without_a_registry_the_reason_is_told(
    add_program: AddProgram, step: NpmPackageStep
) -> None:
    add_program("npm", "echo ENOTFOUND; exit 1")

    with pytest.raises(SetupError, match="npm ended with status 1") as caught:
        step.carry_out()

    assert "ENOTFOUND" in caught.value.hint


def test_only_the_named_files_are_unpacked(step: NpmPackageStep, tmp_path: Path) -> None:
    step.folder.mkdir()
    step.archive.write_bytes(archive_of({"win/x64/engine.dll": b"MZ", "../outside": b"no"}))

    step.unpack(("win/x64/engine.dll",), tmp_path / "sdk")

    assert [path.name for path in (tmp_path / "sdk").rglob("*.*")] == ["engine.dll"]
    with pytest.raises(SetupError, match=r"has no such file"):
        step.unpack(("mac/engine.dylib",), tmp_path / "sdk")


def test_what_is_fetched_goes_into_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KLIEG_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "Klieg"

    monkeypatch.setenv("KLIEG_HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / "cache"
