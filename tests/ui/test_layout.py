"""Facts about the layout of every scene: nothing overlaps, no text is cut off, all have names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.control.words import Language
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene, speak
from ui.hint_bubble import HintBubble
from ui.main_window import MainWindow
from ui.widgets import ElidedLabel

SIZES = (QSize(1280, 800), QSize(480, 800), QSize(760, 600))
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QSlider)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_overlaps_and_no_text_is_cut_off(
    desk: Desk, window: MainWindow, scene: Scene
) -> None:
    troubles: list[str] = []
    for language in Language:
        speak(window, language)
        for size in SIZES:
            show_scene(desk, window, scene, size)
            assert window.size() == size
            where = f"{language.value} {size.width()}x{size.height()}"
            troubles += [f"{where}: {trouble}" for trouble in troubles_of(window)]
    assert troubles == []


@pytest.mark.parametrize("name", ["host_live_people", "watch_playing", "start_devices"])
@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(640, 900)])
def test_text_of_twice_the_size_still_fits(
    desk: Desk, window: MainWindow, name: str, size: QSize
) -> None:
    desk.theme.choose(desk.theme._choice, text_scale=2.0)
    speak(window, Language.ENGLISH)
    show_scene(desk, window, scene_called(name), size)
    assert troubles_of(window) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_control_says_what_it_is(desk: Desk, window: MainWindow, scene: Scene) -> None:
    show_scene(desk, window, scene, SIZES[0])
    unnamed = [
        type(widget).__name__
        for widget in visible_controls(window)
        if not accessible_name(widget).strip()
    ]
    assert unnamed == []


@pytest.mark.parametrize(
    ("name", "shortcuts"),
    [
        ("start", {"Ctrl+Return"}),
        (
            "host_live_people",
            {
                *("Ctrl+D", "Ctrl+E", "Ctrl+Shift+S", "Ctrl+Shift+D", "Ctrl+Shift+M"),
                *("Ctrl+I", "Ctrl+L", "F11", "Ctrl+T", "Ctrl+Shift+E"),
            },
        ),
        (
            "watch_playing",
            {
                *("Ctrl+M", "Ctrl+B", "Ctrl+L", "F11", "Ctrl+P"),
                *("Ctrl+I", "Ctrl+T", "Ctrl+Shift+E"),
            },
        ),
    ],
)
def test_shortcuts_are_there_and_told(
    desk: Desk, window: MainWindow, name: str, shortcuts: set[str]
) -> None:
    show_scene(desk, window, scene_called(name), SIZES[0])
    buttons = [item for item in visible_controls(window) if isinstance(item, QAbstractButton)]
    told = {item.shortcut().toString(): item.toolTip() for item in buttons}
    told = {keys: tip for keys, tip in told.items() if keys}
    assert set(told) == shortcuts
    assert all(f"({keys})" in tip for keys, tip in told.items())


@pytest.mark.parametrize("name", ["start", "host_live_people", "watch_playing", "watch_ended"])
def test_the_keyboard_reaches_every_control(
    desk: Desk, window: MainWindow, name: str, qtbot: QtBot
) -> None:
    show_scene(desk, window, scene_called(name), SIZES[0])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    reached: set[QWidget] = set()
    for _ in range(80):
        window.focusNextChild()
        focused = window.focusWidget()
        if focused is not None:
            reached.add(focused)
    missed = [
        accessible_name(widget)
        for widget in visible_controls(window)
        if widget.isEnabled() and widget not in reached and not is_part_of(widget)
    ]
    assert missed == []


def scene_called(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)


def visible_controls(window: MainWindow) -> list[QWidget]:
    found: list[QWidget] = []
    for kind in CONTROLS:
        found += [item for item in window.findChildren(kind) if item.isVisible()]
    return [item for item in found if not is_part_of(item)]


def is_part_of(widget: QWidget) -> bool:
    """Whether Qt made the widget as a part of another: an arrow of a scroll bar, a clear button."""
    name, parent = widget.objectName(), widget.parentWidget()
    return name.startswith(("qt_", "Scroll")) or isinstance(parent, QLineEdit | QComboBox)


def accessible_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def troubles_of(window: MainWindow) -> list[str]:
    return [*cut_off_texts(window), *overlaps(window), *outside(window)]


def cut_off_texts(window: MainWindow) -> Iterator[str]:
    for item in window.findChildren(QLabel):
        if item.isVisible() and item.text() and not isinstance(item.parentWidget(), ElidedLabel):
            yield from cut_off_label(item)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and not is_part_of(button):
            needed = button.sizeHint()
            if needed.width() > button.width() or needed.height() > button.height() + 1:
                yield f"button {button.text()!r} is {button.size().toTuple()}"


def cut_off_label(item: QLabel) -> Iterator[str]:
    if item.wordWrap():
        needed = item.heightForWidth(item.width())
        if needed > item.height():
            yield f"text {item.text()!r} needs {needed} px of height, has {item.height()}"
    else:
        needed = QFontMetrics(item.font()).horizontalAdvance(item.text())
        if needed > item.width():
            yield f"text {item.text()!r} needs {needed} px of width, has {item.width()}"


def overlaps(window: MainWindow) -> Iterator[str]:
    """Controls that lie over each other; what flies over the picture may, and a hint for once."""
    shown = [
        (item, shown_rect(item, window))
        for item in visible_controls(window)
        if not item.visibleRegion().isEmpty() and not isinstance(item.parent(), HintBubble)
    ]
    for position, (first, first_rect) in enumerate(shown):
        for second, second_rect in shown[position + 1 :]:
            related = first.isAncestorOf(second) or second.isAncestorOf(first)
            if not related and first_rect.intersects(second_rect):
                yield f"{accessible_name(first)!r} overlaps {accessible_name(second)!r}"


def shown_rect(item: QWidget, window: MainWindow) -> QRect:
    """The part of ``item`` that its scroll areas let through."""
    rect, inside = item.rect(), item
    while inside is not window:
        rect = rect.translated(inside.pos())
        around = inside.parentWidget()
        if around is None:
            break
        rect, inside = rect.intersected(around.rect()), around
    return rect


def outside(window: MainWindow) -> Iterator[str]:
    """Controls that reach over the right edge; below it, the start view scrolls."""
    for item in visible_controls(window):
        right = item.mapTo(window, item.rect().topRight()).x()
        left = item.mapTo(window, item.rect().topLeft()).x()
        if right > window.width() or left < 0:
            yield f"{accessible_name(item)!r} reaches from {left} to {right}"
