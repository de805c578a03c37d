"""Which file is taken for the SDK."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.zego.library import LIBRARY_VARIABLE, find_library, library_names
from app.model.errors import InvalidValueError


def sdk_in(folder: Path) -> Path:
    file = folder / library_names()[0]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"not looked into")
    return file


def test_the_chosen_file_is_taken(tmp_path: Path) -> None:
    file = sdk_in(tmp_path)
    assert find_library(file, {}) == file


def test_a_folder_stands_for_the_file_in_it(tmp_path: Path) -> None:
    file = sdk_in(tmp_path)
    assert find_library(tmp_path, {LIBRARY_VARIABLE: "/elsewhere"}) == file


def test_the_environment_names_a_file_where_none_was_chosen(tmp_path: Path) -> None:
    file = sdk_in(tmp_path)
    assert find_library(None, {LIBRARY_VARIABLE: str(file)}) == file


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="no such file"):
        find_library(tmp_path / "missing.so", {})


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_every_system_has_names_for_the_file(platform: str) -> None:
    assert library_names(platform)
