"""The small pieces that pages are made of."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Desk
from ui.widgets import ElidedLabel


def test_names_of_others_are_no_markup_in_a_tooltip_either(qtbot: QtBot) -> None:
    name = "<img src='file:///etc/hostname'> & Company"
    shown = ElidedLabel(name)
    qtbot.addWidget(shown)
    shown.resize(40, 20)
    shown.show()
    tip = QTextDocument()
    tip.setHtml(shown.toolTip())
    assert shown.toolTip()
    assert tip.toPlainText() == name


def test_names_of_others_do_not_turn_the_words_around_them(qtbot: QtBot) -> None:
    shown = ElidedLabel("\u202eevil (you)")
    qtbot.addWidget(shown)
    assert shown.text() == "evil (you)"
    shown.set_text("a\u2067b שלום")
    assert shown.text() == "ab שלום"


def test_a_short_list_to_choose_from_opens_whole(desk: Desk, qtbot: QtBot) -> None:
    desk.kit()
    choice = QComboBox()
    qtbot.addWidget(choice)
    choice.addItems(["one", "two", "three"])
    choice.show()
    choice.showPopup()
    rows = choice.view()
    qtbot.waitUntil(rows.isVisible)
    assert rows.verticalScrollBar().maximum() == 0
    assert rows.viewport().height() >= sum(rows.sizeHintForRow(row) for row in range(3))
