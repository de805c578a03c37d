"""Draws every view and state in both languages and themes, wide and narrow; keeps the pictures.

They go to the folder that KLIEG_SCREENSHOTS names, with a contact sheet for people's eyes. When it
names none, every second look is drawn, into ``build/screenshots``. Pixels are not compared: fonts
differ from machine to machine. What must be true of every picture is counted by the other tests
of this folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.control.words import Language
from tests.ui.conftest import Desk
from tests.ui.contact_sheet import write_contact_sheet
from tests.ui.scenes import SCENES
from tests.ui.show import show_scene, speak
from ui.main_window import MainWindow
from ui.theme import ThemeChoice

DEFAULT_FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
WANTED_FOLDER = os.environ.get("KLIEG_SCREENSHOTS", "")
FOLDER = Path(WANTED_FOLDER or DEFAULT_FOLDER)
IS_WANTED = bool(WANTED_FOLDER)
WIDE, NARROW = QSize(1280, 800), QSize(480, 800)
_ALL_LOOKS = tuple(
    (choice, language, size)
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT)
    for language in Language
    for size in (WIDE, NARROW)
)
_EVERY_PAIR = (0, 3, 5, 6)  # each theme with each language and width, each language with each width
LOOKS = _ALL_LOOKS if IS_WANTED else tuple(_ALL_LOOKS[place] for place in _EVERY_PAIR)
BATCHES = 6  # so that no test takes long, and several processes share the work


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize(
    "look", LOOKS, ids=lambda look: f"{look[0].value}-{look[1].value}-{look[2].width()}"
)
def test_every_scene_can_be_drawn(
    desk: Desk, window: MainWindow, look: tuple[ThemeChoice, Language, QSize], batch: int
) -> None:
    choice, language, size = look
    desk.theme.choose(choice)
    speak(window, language)
    empty = QColor(desk.theme.tokens.background)
    for scene in SCENES[batch::BATCHES]:
        show_scene(desk, window, scene, size)
        image = window.grab().toImage()
        assert image.size() == size, scene.name
        assert colours_of(image) - {empty.rgb()}, f"{scene.name} is blank"
        keep(image, f"{scene.name}-{choice.value}-{language.value}-{size.width()}.png")
    write_contact_sheet(FOLDER)


def test_the_contact_sheet_shows_every_picture_once(tmp_path: Path) -> None:
    for name in ("start-dark-en-480.png", "start-light-en-480.png", "host_live-dark-zh-480.png"):
        (tmp_path / name).write_bytes(b"")
    text = write_contact_sheet(tmp_path).read_text(encoding="utf-8")
    assert text.count("<h2") == 2
    assert text.count('src="start-dark-en-480.png"') == 1
    assert text.count("<img") == 3


def colours_of(image: QImage) -> set[int]:
    """The colours at points spread over ``image``."""
    across, down = range(5, image.width(), 37), range(5, image.height(), 41)
    return {image.pixelColor(x, y).rgb() for x in across for y in down}


def keep(image: QImage, name: str) -> None:
    """Save ``image``; only loosely packed, for the sake of time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    assert image.save(str(FOLDER / name), quality=85)
