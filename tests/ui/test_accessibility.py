"""What a screen reader and the keyboard find in every scene, read from Qt's accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.control.words import Language
from tests.ui.accessible import CONTROL_ROLES, NAMED_ROLES, Node, is_part_of_another, nodes_of
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene, speak
from ui.main_window import MainWindow

WIDE = QSize(1280, 800)
_ROLE = QAccessible.Role
ROLES: tuple[tuple[type[QWidget], set[QAccessible.Role]], ...] = (
    (QPushButton, {_ROLE.Button, _ROLE.CheckBox, _ROLE.ButtonMenu}),
    (QToolButton, {_ROLE.Button, _ROLE.CheckBox, _ROLE.ButtonMenu, _ROLE.ButtonDropDown}),
    (QComboBox, {_ROLE.ComboBox}),
    (QLineEdit, {_ROLE.EditableText}),
    (QListWidget, {_ROLE.List}),
    (QSlider, {_ROLE.Slider}),
    (QTabBar, {_ROLE.PageTabList}),
)
PICTURES_AND_METERS = ("PictureTile", "VideoWidget", "SoundMeter")
FOCUSABLE = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QSlider, QTabBar)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_scene_can_be_read_out(desk: Desk, window: MainWindow, scene: Scene) -> None:
    for language in Language:
        speak(window, language)
        show_scene(desk, window, scene, WIDE)
        nodes = nodes_of(window)
        assert len(nodes) > 12, "the tree is there"
        assert [*nameless(nodes), *misfits(nodes), *wrong_states(nodes)] == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_tab_goes_the_way_people_read(
    desk: Desk, window: MainWindow, scene: Scene, qtbot: QtBot
) -> None:
    show_scene(desk, window, scene, WIDE)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    chain = focus_chain(window)
    assert unreachable(window, chain) == []
    assert jumps_back(chain) == []


def nameless(nodes: list[Node]) -> Iterator[str]:
    """What people act on or look at, and would hear no name of."""
    for node in nodes:
        kind = type(node.widget).__name__
        is_own = node.widget is None or not is_part_of_another(node.widget)
        needs_name = node.role in NAMED_ROLES or kind in PICTURES_AND_METERS
        if needs_name and is_own and not node.name:
            yield f"no name: {node.path} ({node.role.name})"


def misfits(nodes: list[Node]) -> Iterator[str]:
    """Controls that say they are something else, or cannot take the focus."""
    for node in nodes:
        widget = node.widget
        if widget is None or is_part_of_another(widget):
            continue
        for kind, roles in ROLES:
            if isinstance(widget, kind) and node.role not in roles:
                yield f"{node.path} ({node.name!r}) says it is a {node.role.name}"
        is_control = isinstance(widget, FOCUSABLE) and not is_other_of_a_group(widget)
        if is_control and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield f"{node.path} ({node.name!r}) cannot be reached by Tab"


def wrong_states(nodes: list[Node]) -> Iterator[str]:
    """Controls whose state is seen and not told, or told and not there."""
    for node in nodes:
        widget = node.widget
        if widget is None or node.role not in CONTROL_ROLES:
            continue
        if widget.isEnabled() == node.is_disabled:
            yield f"{node.path} ({node.name!r}) tells the wrong ability"
        if isinstance(widget, QAbstractButton) and widget.isCheckable():
            told = (node.is_checkable, node.is_checked)
            if told != (True, widget.isChecked()):
                yield f"{node.path} ({node.name!r}) is checked {widget.isChecked()}, tells {told}"


def focus_chain(window: MainWindow) -> list[QWidget]:
    """Return what Tab goes through, from the top of the page round to where it began."""
    top = window.page_over or window.page()
    top.setFocus(Qt.FocusReason.TabFocusReason)
    chain: list[QWidget] = []
    for _ in range(120):
        window.focusNextChild()
        focused: QWidget | None = window.focusWidget()
        if focused is None or focused in chain:
            break
        chain.append(focused)
    return chain


def unreachable(window: MainWindow, chain: list[QWidget]) -> list[str]:
    found: list[str] = []
    for kind in FOCUSABLE:
        for widget in window.findChildren(kind):
            is_wanted = widget.isVisible() and widget.isEnabled() and not is_part_of_another(widget)
            if is_wanted and widget not in chain and not is_other_of_a_group(widget):
                found.append(f"{type(widget).__name__} {widget.accessibleName()!r}")
    return found


def is_other_of_a_group(widget: QWidget) -> bool:
    """Radio buttons are one stop: Tab reaches the chosen one, arrows the others."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked()


def jumps_back(chain: list[QWidget]) -> list[str]:
    """Steps of Tab that go up, or left within a line, among neighbours of one parent."""
    found: list[str] = []
    for first, second in pairwise(chain):
        if first.parentWidget() is not second.parentWidget():
            continue
        before, after = first.geometry(), second.geometry()
        is_above = after.bottom() <= before.top()
        is_left = after.right() <= before.left() and after.top() < before.bottom()
        if is_above or (is_left and after.bottom() > before.top()):
            found.append(f"{first.accessibleName()!r} then {second.accessibleName()!r}")
    return found
