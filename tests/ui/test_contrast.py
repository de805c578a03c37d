"""Contrast of every scene in both themes, measured on its pixels: WCAG AA, without exception."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QSlider, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessible import is_part_of_another
from tests.ui.conftest import Desk
from tests.ui.pixels import (
    AA_SHAPES,
    AA_TEXT,
    Pixels,
    colours_by_count,
    contrast,
    cut,
    drawn,
    strongest_contrast,
    texts_measured,
)
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene
from ui.main_window import MainWindow
from ui.theme import ThemeChoice
from ui.widgets import label

SIZE = QSize(1280, 800)
THEMES = (ThemeChoice.DARK, ThemeChoice.LIGHT)
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QSlider, QListWidget)
FIELDS = (QComboBox, QLineEdit)
OF_ALL_KINDS = (
    "start_devices",
    "host_live_people",
    "host_people_tab",
    "host_asks",
    "watch_playing",
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_text_can_be_read(desk: Desk, window: MainWindow, scene: Scene) -> None:
    faint: list[str] = []
    for choice in THEMES:
        desk.theme.choose(choice)
        show_scene(desk, window, scene, SIZE)
        measured = list(texts_measured(window))
        assert len(measured) >= 3, "there are texts"
        faint += [f"{choice.value}: {item}" for item in measured if not item.is_enough]
    assert faint == []


@pytest.mark.parametrize("choice", THEMES, ids=lambda choice: choice.value)
@pytest.mark.parametrize("name", OF_ALL_KINDS)
def test_controls_can_be_read_and_told_in_every_state(
    desk: Desk, window: MainWindow, name: str, choice: ThemeChoice
) -> None:
    desk.theme.choose(choice)
    show_scene(desk, window, scene_called(name), SIZE)
    window.activateWindow()
    desk.qtbot.waitUntil(window.isActiveWindow)
    controls = controls_of(window)
    assert len(controls) > 5
    top = window.page_over or window.page()
    troubles: list[str] = []
    for control in controls:
        top.setFocus()
        plain = drawn(window, density=1)
        troubles += hover_troubles(window, control)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        assert control.hasFocus()
        troubles += focus_troubles(window, control, plain)
        troubles += border_troubles(window, control, plain)
    assert troubles == []


def test_the_measure_of_contrast_is_right(qtbot: QtBot) -> None:
    text = label("The quick brown fox")
    qtbot.addWidget(text)
    for colour, expected in (("#777777", 4.48), ("#767676", 4.54), ("#000000", 21.0)):
        text.setStyleSheet(f"background: #ffffff; color: {colour}; font-size: 13px")
        text.resize(160, 24)
        assert strongest_contrast(drawn(text)) == pytest.approx(expected, abs=0.03)


def test_an_empty_picture_has_no_contrast() -> None:
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    assert strongest_contrast(np.zeros((20, 20, 3), np.uint8)) == 1.0


def scene_called(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)


def controls_of(window: MainWindow) -> list[QWidget]:
    found: list[QWidget] = []
    for kind in CONTROLS:
        found += [
            item
            for item in window.findChildren(kind)
            if item.isVisible()
            and item.isEnabled()
            and not item.visibleRegion().isEmpty()
            and not is_part_of_another(item)
        ]
    return found


def hover_troubles(window: MainWindow, control: QWidget) -> Iterator[str]:
    control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    inside = where(window, control).adjusted(6, 4, -6, -4) & window.rect()
    found = strongest_contrast(drawn(window, inside))
    control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    if isinstance(control, QAbstractButton) and found < AA_TEXT - 0.05:
        yield f"{named(control)} under the pointer: {found:.2f}"


def focus_troubles(window: MainWindow, control: QWidget, plain: Pixels) -> Iterator[str]:
    """The mark of the focus must stand out from what was there, and be more than a dot."""
    around = where(window, control).adjusted(-3, -3, 3, 3)
    before, now = cut(plain, around, density=1), cut(drawn(window, density=1), around, density=1)
    has_changed = (before != now).any(axis=2)
    marks = colours_by_count(now[has_changed][np.newaxis]) if has_changed.any() else []
    outside = colours_by_count(np.concatenate([before[0], before[-1]])[np.newaxis])[0][0]
    best = max(
        (contrast(mark, outside) for mark, count in marks if count >= control.width() // 4),
        default=1.0,
    )
    if best < AA_SHAPES - 0.05:
        yield f"{named(control)} with the focus: its mark has {best:.2f}"


def border_troubles(window: MainWindow, control: QWidget, plain: Pixels) -> Iterator[str]:
    """Fields are told by their border alone."""
    if not isinstance(control, FIELDS):
        return
    around = where(window, control)
    line = cut(plain, QRect(around.center().x(), around.top(), 1, 2), density=1)
    outside = cut(plain, QRect(around.center().x(), around.top() - 3, 1, 1), density=1)[0][0]
    best = max(contrast(pixel[0], outside) for pixel in line)
    if best < AA_SHAPES - 0.05:
        yield f"{named(control)}: its border has {best:.2f}"


def where(window: MainWindow, control: QWidget) -> QRect:
    return QRect(control.mapTo(window, control.rect().topLeft()), control.size())


def named(control: QWidget) -> str:
    return f"{type(control).__name__} {control.accessibleName()!r}"
