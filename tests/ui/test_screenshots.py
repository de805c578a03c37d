"""Draws every view and state; with KLIEG_SCREENSHOTS=FOLDER the pictures are kept there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.control.words import Language
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES
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


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0].value}-{look[2].width()}")
def test_every_scene_can_be_drawn(
    desk: Desk, qtbot: QtBot, look: tuple[ThemeChoice, Language, QSize]
) -> None:
    choice, language, size = look
    desk.theme.choose(choice)
    window = desk.window()
    speak(window, language)
    empty = QColor(desk.theme.tokens.background)
    for scene in SCENES:
        show_scene(desk, window, scene, size)
        image = window.grab().toImage()
        assert image.size() == size, scene.name
        assert colours_of(image) - {empty.rgb()}, f"{scene.name} is blank"
        keep(window, f"{scene.name}-{choice.value}-{language.value}-{size.width()}.png")
    window._ended()
    window.deleteLater()
    qtbot.wait(1)


def colours_of(image: QImage) -> set[int]:
    """The colours at points spread over ``image``."""
    across, down = range(5, image.width(), 37), range(5, image.height(), 41)
    return {image.pixelColor(x, y).rgb() for x in across for y in down}


def keep(window: MainWindow, name: str) -> None:
    if FOLDER:
        folder = Path(FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        assert window.grab().save(str(folder / name))
