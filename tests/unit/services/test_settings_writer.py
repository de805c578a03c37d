import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.model.errors import SettingsError
from app.services.settings import Settings
from app.services.settings_file import SettingsFile
from app.services.settings_writer import SettingsWriter


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


def test_the_newest_settings_are_written_in_the_end(file: SettingsFile) -> None:
    writer = SettingsWriter(file, Settings())

    for volume in range(100):
        writer.put(Settings(volume=volume))
    writer.finish()

    assert file.load().settings.volume == 99
    assert not [item for item in threading.enumerate() if item.name == "klieg-settings"]


def test_writers_of_two_windows_change_only_what_is_theirs(file: SettingsFile) -> None:
    first, second = SettingsWriter(file, Settings()), SettingsWriter(file, Settings())

    for number in range(20):
        first.put(Settings(volume=number))
        second.put(Settings(user_name=f"Ada {number}"))
    first.finish()
    second.finish()

    assert file.load().settings == Settings(volume=19, user_name="Ada 19")


def test_trouble_is_told_once_until_saving_works_again(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[SettingsError] = []
    writer = SettingsWriter(file, Settings())
    writer.tell_trouble_to(told.append)
    is_full = True

    def save(self: SettingsFile, settings: Settings, *, base: Settings | None = None) -> None:
        if is_full:
            raise SettingsError("cannot save the settings: No space left on device")
        whole(self, settings, base=base)

    whole = SettingsFile.save
    monkeypatch.setattr(SettingsFile, "save", save)
    for volume in (1, 2, 3):
        writer.put(Settings(volume=volume))
        writer.finish()
    assert len(told) == 1

    is_full = False
    writer.put(Settings(volume=4))
    writer.finish()
    assert file.load().settings.volume == 4
    is_full = True
    writer.put(Settings(volume=5))
    writer.finish()
    assert len(told) == 2


def test_what_could_not_be_written_goes_with_the_next_save(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SettingsWriter(file, Settings())
    with monkeypatch.context() as patched:
        patched.setattr(SettingsFile, "save", _fail)
        writer.put(Settings(user_name="Ada"))
        writer.finish()

    writer.put(replace(Settings(user_name="Ada"), volume=4))
    writer.finish()

    assert file.load().settings == Settings(user_name="Ada", volume=4)


def _fail(*_: object, **__: object) -> None:
    raise SettingsError("cannot save the settings: No space left on device")
