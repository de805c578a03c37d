"""How a person likes to watch survives the program, and a damaged part does not take the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.model.errors import InvalidValueError
from app.model.media import SwitchState
from app.model.watching import BarrageStyle, Density, WatchingStyle, WindowPlace
from app.services.settings import Settings
from app.services.settings_file import SettingsFile

STYLE = WatchingStyle(
    BarrageStyle(SwitchState.OFF, Density.FEW, opacity=40, text_size=150, speed=75),
    side=SwitchState.OFF,
    small_window=WindowPlace(-200, 40, 480, 270),
)


def test_how_one_watches_is_remembered(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.save(Settings(watching=STYLE))
    assert file.load().settings.watching == STYLE


def test_a_damaged_part_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    SettingsFile(path).save(Settings(watching=STYLE))
    document = json.loads(path.read_text(encoding="utf-8"))
    document["watching"]["barrage"]["opacity"] = 5
    path.write_text(json.dumps(document), encoding="utf-8")

    loaded = SettingsFile(path).load()

    assert loaded.settings.watching.small_window == STYLE.small_window
    assert loaded.settings.watching.barrage.opacity == BarrageStyle().opacity
    assert loaded.notice


@pytest.mark.parametrize("values", [{"opacity": 10}, {"text_size": 300}, {"speed": 0}])
def test_what_nobody_could_read_is_no_style(values: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError):
        BarrageStyle(**values)  # type: ignore[arg-type]
