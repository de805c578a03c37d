"""The layouts on large screens and from right to left, and what stays in its place everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QTabBar,
    QWidget,
)

from app.control.changes import add_chat
from app.control.view_state import ChatLine
from app.model.session import User
from tests.fakes.samples import live_host
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene
from tests.ui.test_layout import troubles_of
from ui.live_page import LivePage
from ui.main_window import MainWindow
from ui.widgets import ElidedLabel

LARGE = (QSize(1920, 1080), QSize(3840, 2160))
SAMPLES = ("start_devices", "host_live_people", "watch_nine", "watch_ended", "start_about")
HEBREW, ARABIC = "שלום לכולם", "مرحبا"


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    """Everything from right to left."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def scene_called(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)


def place_in(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", LARGE, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("name", SAMPLES)
def test_large_windows_keep_everything_in_order(
    desk: Desk, window: MainWindow, name: str, size: QSize
) -> None:
    show_scene(desk, window, scene_called(name), size)
    assert window.size() == size
    assert troubles_of(window) == []


@pytest.mark.usefixtures("mirrored")
@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(480, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_overlaps_from_right_to_left(
    desk: Desk, window: MainWindow, name: str, size: QSize
) -> None:
    show_scene(desk, window, scene_called(name), size)
    assert troubles_of(window) == []


@pytest.mark.usefixtures("mirrored")
@pytest.mark.parametrize("name", ["host_live_people", "watch_playing"])
def test_a_live_view_is_mirrored_whole(desk: Desk, window: MainWindow, name: str) -> None:
    show_scene(desk, window, scene_called(name), QSize(1280, 800))
    page = window.page()
    assert isinstance(page, LivePage)
    middle = window.width() // 2
    assert place_in(window, page.pill).left() > middle
    assert place_in(window, page.side).right() < middle
    assert place_in(window, page.stage).right() > middle
    (red,) = red_buttons(page.controls)
    assert place_in(window, red).right() < middle


def test_the_red_button_is_always_in_the_same_corner(desk: Desk, window: MainWindow) -> None:
    corners: dict[str, tuple[int, int]] = {}
    for size in (QSize(1280, 800), QSize(480, 800)):
        for name in ("start_devices", "host_live_people", "host_asks", "host_lost", "watch_two"):
            show_scene(desk, window, scene_called(name), size)
            page = window.page()
            holder = page.controls if isinstance(page, LivePage) else page
            (red,) = red_buttons(holder)
            place = place_in(window, red)
            from_right = window.width() - place.right()
            from_below = window.height() - place.bottom()
            corners[f"{name} {size.width()}"] = (from_right, from_below)
    assert all(0 < right <= 20 and 0 < below <= 24 for right, below in corners.values()), corners


@pytest.mark.parametrize(
    "name", ["start_preview", "host_live_nobody", "watch_playing", "watch_interrupted"]
)
def test_the_picture_is_the_largest_thing(desk: Desk, window: MainWindow, name: str) -> None:
    show_scene(desk, window, scene_called(name), QSize(1280, 800))
    page = window.page()
    stage: QWidget = page.stage if isinstance(page, LivePage) else page.preview
    size = place_in(window, stage)
    others = [
        item
        for item in page.findChildren(QWidget)
        if item.isVisible()
        and item.objectName() != "window"
        and isinstance(item, QAbstractButton | QComboBox | QLabel)
        and not stage.isAncestorOf(item)
    ]
    largest = max(item.width() * item.height() for item in others)
    assert size.width() * size.height() > 4 * largest
    assert size.width() * size.height() > 0.25 * window.width() * window.height()


@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(480, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["start_devices", "host_long_names", "watch_nine"])
def test_what_gives_way_to_an_ellipsis_is_whole_in_its_tooltip(
    desk: Desk, window: MainWindow, name: str, size: QSize
) -> None:
    show_scene(desk, window, scene_called(name), size)
    lost: list[str] = []
    for label in window.findChildren(ElidedLabel):
        inner = label.findChild(QLabel)
        if label.isVisible() and inner is not None and inner.text() != label.text():
            lost += [label.text()] * (label.text() not in label.toolTip())
    assert lost == []


@pytest.mark.parametrize("name", ["host_long_names", "watch_playing", "host_people_tab"])
def test_tabs_say_their_whole_text(desk: Desk, window: MainWindow, name: str) -> None:
    for size in (QSize(1280, 800), QSize(480, 800)):
        show_scene(desk, window, scene_called(name), size)
        for bar in window.findChildren(QTabBar):
            metrics = QFontMetrics(bar.font())
            for number in range(bar.count() if bar.isVisible() else 0):
                text = bar.tabText(number)
                assert metrics.horizontalAdvance(text) <= bar.tabRect(number).width(), text


def test_names_and_messages_from_right_to_left_are_shown_as_written(
    desk: Desk, window: MainWindow
) -> None:
    state = replace(live_host(), users=(User("u-1", HEBREW), User("u-2", ARABIC)), online_count=3)
    state = add_chat(state, ChatLine(1, ARABIC, HEBREW, 0))
    scene = Scene("right_to_left", lambda: state, tab=0)
    show_scene(desk, window, scene, QSize(1280, 800))
    page = window.page()
    assert isinstance(page, LivePage)
    told = page.side.chat.lines.toPlainText()
    assert HEBREW in told
    assert ARABIC in told
    assert troubles_of(window) == []


def red_buttons(holder: QWidget) -> list[QAbstractButton]:
    return [
        item
        for item in holder.findChildren(QAbstractButton)
        if item.isVisible() and item.property("kind") == "danger"
    ]
