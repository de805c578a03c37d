"""Hints on the window: at their place, covering nothing that matters, gone by one press."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.control.view_state import ViewState
from app.control.words import Language
from app.model.conduct import Hint
from tests.fakes.samples import live_host, watching
from tests.ui.conftest import Desk
from tests.ui.show import speak
from ui.hint_bubble import HintBubble
from ui.hint_place import find_spot
from ui.hints import Hints
from ui.main_window import MainWindow
from ui.video_widget import VideoWidget

SIZES = (QSize(1280, 800), QSize(760, 600), QSize(480, 800))
LIVE = replace(live_host(), link="http://127.0.0.1:7070/watch/#invite")


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    made = desk.window()
    made.resize(1280, 800)
    made.show()
    return made


def bubble_of(window: MainWindow) -> HintBubble | None:
    return hints_of(window).bubble


def hints_of(window: MainWindow) -> Hints:
    found = window.findChild(Hints)
    assert found is not None
    return found


def shown(window: MainWindow) -> HintBubble:
    bubble = bubble_of(window)
    assert bubble is not None
    assert bubble.isVisible()
    return bubble


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize(
    "case",
    [
        (Hint.PREVIEW, ViewState()),
        (Hint.GO_LIVE, ViewState()),
        (Hint.COPY_LINK, LIVE),
        (Hint.CHAT, watching()),
    ],
    ids=lambda case: case[0].value,
)
def test_a_hint_never_lies_on_a_picture_or_a_red_button(
    desk: Desk, window: MainWindow, case: tuple[Hint, ViewState], size: QSize
) -> None:
    hint, state = case
    desk.show(state)
    window.resize(size)
    desk.give_hint(window, hint)
    bubble = bubble_of(window)
    if bubble is None or bubble.isHidden():
        assert size.width() < 1280, "a wide window has space for it"
        return
    kept_free: list[QWidget] = [
        *(item for item in window.findChildren(VideoWidget) if item.isVisible()),
        *(
            item
            for item in window.findChildren(QAbstractButton)
            if item.isVisible() and item.property("kind") == "danger"
        ),
    ]
    assert kept_free
    for item in kept_free:
        place = QRect(item.mapTo(window, item.rect().topLeft()), item.size())
        assert not place.intersects(bubble.geometry())
    assert window.rect().contains(bubble.geometry())


def test_one_press_dismisses_a_hint_for_good_and_the_next_one_comes(
    desk: Desk, window: MainWindow
) -> None:
    desk.give_hint(window, Hint.PREVIEW)
    desk.forget_hints(Hint.PREVIEW, Hint.GO_LIVE)
    first = shown(window)
    QTest.mouseClick(first.done, Qt.MouseButton.LeftButton)
    assert Hint.PREVIEW in desk.saved[-1].hints_seen
    assert bubble_of(window) is None
    hints = hints_of(window)
    hints.look()
    assert "live" in shown(window).text()


def test_a_hint_is_dismissed_by_the_keyboard(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.give_hint(window, Hint.GO_LIVE)
    bubble = shown(window)
    before = QApplication.focusWidget()
    assert before is None or not bubble.isAncestorOf(before), "a hint takes no focus"
    bubble.done.setFocus()
    QTest.keyClick(bubble.done, Qt.Key.Key_Escape)
    assert bubble_of(window) is None
    assert Hint.GO_LIVE in desk.saved[-1].hints_seen


def test_a_hint_goes_while_a_page_lies_over_the_view(desk: Desk, window: MainWindow) -> None:
    desk.give_hint(window, Hint.GO_LIVE)
    shown(window)
    window.take_way("more.shortcuts")
    QApplication.processEvents()
    hints_of(window).look()
    assert bubble_of(window) is None


def test_a_hint_speaks_the_language_of_the_window(desk: Desk, window: MainWindow) -> None:
    desk.give_hint(window, Hint.GO_LIVE)
    speak(window, Language.CHINESE)
    QApplication.processEvents()
    hints_of(window).look()
    assert "开播" in shown(window).text()


def test_nothing_is_looked_for_once_every_hint_was_seen(desk: Desk, window: MainWindow) -> None:
    desk.give_hint(window, Hint.GO_LIVE)
    hints = hints_of(window)
    assert hints._timer.isActive()
    desk.forget_hints()
    assert not hints._timer.isActive()
    desk.forget_hints(Hint.CHAT)
    assert hints._timer.isActive(), "shown again from the settings"


rects = st.builds(
    QRect,
    st.integers(0, 700),
    st.integers(0, 500),
    st.integers(1, 400),
    st.integers(1, 300),
)


@given(rects, st.lists(rects, max_size=6))
def test_a_place_is_free_and_inside_or_there_is_none(anchor: QRect, others: list[QRect]) -> None:
    area = QRect(0, 0, 800, 600)
    spot = find_spot(QSize(200, 100), anchor, area, kept_free=others)
    if spot is not None:
        assert area.contains(spot.rect)
        assert not spot.rect.intersects(anchor)
        assert not any(spot.rect.intersects(other) for other in others)


def test_with_all_space_free_a_hint_is_below_its_anchor() -> None:
    spot = find_spot(QSize(200, 100), QRect(300, 100, 80, 30), QRect(0, 0, 800, 600), kept_free=())
    assert spot is not None
    assert spot.rect.top() > 130
    assert spot.rect.center().x() == pytest.approx(340, abs=2)
