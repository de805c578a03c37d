"""The ways from every view to what lies over it, by pointer and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.control.words import Language, load_words
from app.model.hotkeys import Hotkey, HotkeyMap
from tests.fakes.samples import live_host
from tests.ui.conftest import ABOUT, RESOURCES, Desk
from tests.ui.show import speak
from ui.about_page import AboutPage
from ui.header_tools import HeaderTools
from ui.help_page import HelpPage
from ui.main_window import MainWindow
from ui.more_menu import MoreButton, MoreMenu, QuietMoreButton
from ui.widgets import PushButton

pytestmark = pytest.mark.qt_log_ignore("does not support lower", extend=True)  # after a menu


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> MainWindow:
    made = desk.window()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Slash])
def test_a_key_shows_the_shortcuts_and_escape_goes_back_where_one_was(
    window: MainWindow, key: Qt.Key, qtbot: QtBot
) -> None:
    window._ways.header_tools()
    before = focusable(window)
    before.setFocus()
    is_slash = key is Qt.Key.Key_Slash
    modifier = Qt.KeyboardModifier.ControlModifier if is_slash else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, modifier)
    page = window.page_over
    assert isinstance(page, HelpPage)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.page_over is None)
    assert window.focusWidget() is before


def test_the_shortcuts_are_those_of_now(window: MainWindow) -> None:
    window.kit.hotkeys.use(HotkeyMap().with_keys(Hotkey.MICROPHONE, "Ctrl+Shift+U"))
    window.take_way("more.shortcuts")
    page = window.page_over
    assert isinstance(page, HelpPage)
    texts = [item.text() for item in page.findChildren(QLabel)]
    assert "Ctrl+Shift+U" in texts
    assert "Ctrl+D" not in texts


def test_about_tells_versions_that_can_be_copied(window: MainWindow, qtbot: QtBot) -> None:
    window.take_way("more.about")
    page = window.page_over
    assert isinstance(page, AboutPage)
    qtbot.waitUntil(page.copy_button.isEnabled)
    QTest.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Klieg: 1.2.3\nPython: 3.12.4\nLiveKit SDK: 1.2.1"
    assert page.parts.count() == len(ABOUT.parts)
    assert "Apache License" in page.text.toPlainText()


def test_a_licence_without_its_text_is_said_to_be_elsewhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.take_way("more.about")
    page = window.page_over
    assert isinstance(page, AboutPage)
    qtbot.waitUntil(lambda: page.parts.count() == 2)
    page.parts.setCurrentRow(1)
    assert "LGPL-3.0-only" in page.text.toPlainText()
    assert page.home_button.isEnabled()


def test_leaving_about_before_the_answer_is_no_trouble(desk: Desk, window: MainWindow) -> None:
    window.take_way("more.about")
    window.close_over()
    desk.settle()
    assert window.page_over is None


def test_the_dots_lead_everywhere_from_the_start_view(window: MainWindow) -> None:
    (dots,) = window.findChildren(QuietMoreButton)
    menu = opened(dots)
    texts = [action.text().partition("\t")[0] for action in menu.actions()]
    assert texts == ["Settings…", "简体中文", "Keyboard shortcuts", "About Klieg"]
    menu.actions()[-1].trigger()
    menu.close()
    assert isinstance(window.page_over, AboutPage)


def test_the_dots_work_on_a_live_view_and_what_is_live_goes_on(
    desk: Desk, window: MainWindow
) -> None:
    desk.show(live_host())
    button = MoreButton(window.kit)
    button.setParent(window)
    button.show()
    menu = opened(button)
    next(item for item in menu.actions() if item.text().startswith("Keyboard")).trigger()
    menu.close()
    assert isinstance(window.page_over, HelpPage)
    assert desk.controller.state.outgoing


def test_a_page_over_the_view_closes_when_the_language_changes(window: MainWindow) -> None:
    window.take_way("more.shortcuts")
    speak(window, Language.CHINESE)
    assert window.page_over is None


def test_header_buttons_give_way_to_the_dots_and_come_back(desk: Desk, qtbot: QtBot) -> None:
    kit = desk.kit()
    buttons = (PushButton(kit, "first button"), PushButton(kit, "second button"))
    dots = QuietMoreButton(kit)
    tools = HeaderTools(buttons, dots)
    qtbot.addWidget(tools)
    tools.show()
    for_one = buttons[1].sizeHint().width() + dots.sizeHint().width() + 8
    for width, shown in ((tools.sizeHint().width(), [True, True]), (for_one, [False, True])):
        tools.resize(QSize(width, 40))
        assert [button.isVisible() for button in buttons] == shown
        assert dots.isVisible()
    tools.resize(tools.minimumSizeHint())
    assert [button.isVisible() for button in buttons] == [False, False]
    tools.resize(tools.sizeHint())
    assert all(button.isVisible() for button in buttons)
    assert buttons[0].geometry().right() < buttons[1].geometry().left() < dots.geometry().left()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("hotkey", Hotkey)
def test_every_key_has_words(hotkey: Hotkey, language: Language) -> None:
    key = f"help.key.{hotkey.value}"
    assert load_words(RESOURCES / "i18n", language)(key) != key


def opened(button: QAbstractButton) -> MoreMenu:
    button.click()
    (menu,) = button.window().findChildren(MoreMenu)
    return menu


def focusable(window: MainWindow) -> QWidget:
    (dots,) = window.findChildren(QuietMoreButton)
    return dots
