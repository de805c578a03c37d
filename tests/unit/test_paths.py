import os
import shutil
import sys
from pathlib import Path

import pytest

from app.model.errors import MediaServerError
from app.model.media import SwitchState
from app.paths import MEDIA_SERVER_NAME, AppPaths, media_server_binary, program_root

ROOT = Path(__file__).resolve().parents[2]


def make_program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(sys.executable, path)
    return path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like that of the installed program."""
    program = make_program(tmp_path / "Klieg" / "klieg")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(program.parent / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    return program.parent


def test_one_variable_moves_all_folders_and_creates_none(tmp_path: Path) -> None:
    paths = AppPaths.find({"KLIEG_HOME": str(tmp_path / "home")})

    folders = {paths.data, paths.config, paths.cache, paths.logs}
    assert len(folders) == 4
    assert all(tmp_path / "home" in folder.parents for folder in folders)
    assert paths.settings_file == paths.config / "settings.json"
    assert not (tmp_path / "home").exists()


def test_without_the_variable_the_folders_are_those_of_the_platform() -> None:
    paths = AppPaths.find({})

    assert all("klieg" in str(folder).lower() for folder in (paths.data, paths.logs))
    assert paths.data.is_absolute()


def test_a_source_tree_is_its_own_root() -> None:
    assert program_root() == ROOT
    assert (program_root() / "pyproject.toml").is_file()


def test_the_installed_program_finds_its_files_in_the_bundle(installed: Path) -> None:
    assert program_root() == installed / "_internal"


def test_the_media_server_of_the_variable_comes_first(tmp_path: Path) -> None:
    own = make_program(tmp_path / "my server")

    assert media_server_binary({"KLIEG_MEDIA_SERVER": str(own)}) == own


@pytest.mark.parametrize("name", ["missing", "folder"])
def test_a_variable_that_names_no_program_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(MediaServerError, match="it is no program file") as caught:
        media_server_binary({"KLIEG_MEDIA_SERVER": str(tmp_path / name)})

    assert "KLIEG_MEDIA_SERVER" in caught.value.hint


def test_the_installed_program_brings_its_media_server(installed: Path) -> None:
    beside = make_program(installed / MEDIA_SERVER_NAME)

    assert media_server_binary({}) == beside


@pytest.mark.usefixtures("installed")
def test_a_missing_media_server_is_told_with_the_way_to_get_it() -> None:
    with pytest.raises(MediaServerError, match="it is missing") as caught:
        media_server_binary({})

    assert caught.value.hint.startswith("Reinstall Klieg")


@pytest.mark.usefixtures("installed")
def test_a_media_server_on_the_path_is_used_only_on_request(tmp_path: Path) -> None:
    on_path = make_program(tmp_path / "tools" / MEDIA_SERVER_NAME)
    environment = {"PATH": str(on_path.parent)}

    with pytest.raises(MediaServerError):
        media_server_binary(environment)
    assert media_server_binary(environment, from_path=SwitchState.ON) == on_path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission")
def test_a_file_that_may_not_be_run_is_no_media_server(installed: Path) -> None:
    make_program(installed / MEDIA_SERVER_NAME).chmod(0o644)

    with pytest.raises(MediaServerError, match="it is missing"):
        media_server_binary({})
