from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.bootstrap.preferences import remember
from app.bootstrap.workplace import Workplace
from app.control.plans import Preferences
from app.model.media import LatencyMode
from app.services.settings import Settings


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
