"""The small pieces that pages are made of."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

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
