import asyncio
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.bootstrap.preferences import problem_of_file, remember, show_settings_trouble
from app.bootstrap.workplace import Workplace
from app.control.plans import Preferences
from app.control.words import Language, load_words
from app.model.errors import SettingsError
from app.model.media import LatencyMode
from app.paths import program_root
from app.services.settings import Settings
from app.services.settings_file import FileFault, FileNotice, SettingsFile
from tests.unit.control.bench import Bench


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path))
    return Workplace()


def test_every_preference_has_a_setting_with_the_same_default() -> None:
    settings = Settings()

    for item in fields(Preferences):
        assert getattr(settings, item.name) == getattr(Preferences(), item.name), item.name


def test_preferences_come_back_at_the_next_start(workplace: Workplace) -> None:
    first = remember(workplace)
    wanted = replace(first.preferences, user_name="Ada", latency_mode=LatencyMode.SMOOTH)

    first.save(wanted)
    first.finish()

    assert remember(workplace).preferences == wanted


@pytest.mark.parametrize("fault", list(FileFault))
@pytest.mark.parametrize("language", list(Language))
def test_every_trouble_with_the_file_has_words(fault: FileFault, language: Language) -> None:
    words = load_words(program_root() / "resources" / "i18n", language)
    aside = Path("/home/ada/settings.json.damaged-1")

    cause, hint = words.problem(problem_of_file(FileNotice(fault, "It is bad.", aside)))

    assert "settings." not in cause
    assert aside.name in hint
    assert problem_of_file(FileNotice(fault, "It is bad.")).file == ""


async def test_a_full_disk_is_told_in_the_window(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SettingsError("cannot save the settings: No space left on device")

    remembered = remember(workplace)
    stage = Bench()
    show_settings_trouble(stage.controller, remembered)
    monkeypatch.setattr(SettingsFile, "save", fail)

    remembered.save(replace(remembered.preferences, user_name="Ada"))
    remembered.finish()
    await asyncio.sleep(0)  # what the writing thread asked of the loop

    problem = stage.controller.state.problem
    assert problem is not None
    assert "No space left" in problem.detail


async def test_a_damaged_file_is_a_problem_that_leads_to_it(workplace: Workplace) -> None:
    file = workplace.paths.settings_file
    file.parent.mkdir(parents=True)
    file.write_text("{", encoding="utf-8")
    stage = Bench()

    show_settings_trouble(stage.controller, remember(workplace))

    problem = stage.controller.state.problem
    assert problem is not None
    assert problem.file == f"{file}.damaged-1"
