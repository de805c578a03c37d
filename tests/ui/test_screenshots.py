"""Draws every view and state; with KLIEG_SCREENSHOTS=FOLDER the pictures are kept there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.control.words import Language
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene, speak
from ui.main_window import MainWindow
from ui.theme import ThemeChoice

FOLDER = os.environ.get("KLIEG_SCREENSHOTS", "")
WIDE, NARROW = QSize(1280, 800), QSize(480, 800)
LOOKS = (
    (ThemeChoice.DARK, Language.ENGLISH, WIDE),
    (ThemeChoice.LIGHT, Language.ENGLISH, WIDE),
    (ThemeChoice.DARK, Language.CHINESE, NARROW),
    (ThemeChoice.LIGHT, Language.ENGLISH, NARROW),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_scene_can_be_drawn(desk: Desk, qtbot: QtBot, scene: Scene) -> None:
    window = desk.window()
    for choice, language, size in LOOKS:
        desk.theme.choose(choice)
        speak(window, language)
        show_scene(desk, window, scene, size)
        picture = window.grab()
        assert picture.size() == size
        keep(window, f"{scene.name}-{choice.value}-{language.value}-{size.width()}.png")
    window._ended()
    window.deleteLater()
    qtbot.wait(1)


def keep(window: MainWindow, name: str) -> None:
    if FOLDER:
        folder = Path(FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        assert window.grab().save(str(folder / name))
