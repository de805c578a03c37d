"""Chooses how the pictures share the stage: a control button with a small menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.control.stage import StageChoice
from app.control.stage_desk import StageDesk
from app.model.hotkeys import Hotkey
from app.model.stage import StageLayout
from ui.control_bar import menu_anchor
from ui.kit import Kit
from ui.widgets import ControlButton

_ICONS = {
    StageLayout.AUTOMATIC: "layout_automatic",
    StageLayout.SPEAKER: "layout_speaker",
    StageLayout.GRID: "layout_grid",
    StageLayout.PICTURE_IN_PICTURE: "layout_inset",
}


class StageMenuButton(ControlButton):
    """Shows the present layout; its menu offers the others, and to unpin what is pinned."""

    def __init__(self, kit: Kit, desk: StageDesk) -> None:
        super().__init__(kit, shortcut=Hotkey.LAYOUT)
        self._desk = desk
        self.menu_of_layouts = QMenu(self)
        self._group = QActionGroup(self)
        for layout in StageLayout:
            self._offer(layout)
        self.menu_of_layouts.addSeparator()
        self._unpin = QAction(kit.words("stage.unpin"), self)
        self._unpin.triggered.connect(desk.unpin)
        self.menu_of_layouts.addAction(self._unpin)
        self.clicked.connect(self.open_menu)
        unsubscribe = desk.subscribe(self._show_choice)
        self.destroyed.connect(unsubscribe)
        self._show_choice(desk.choice)

    def open_menu(self) -> None:
        """Offer the layouts, above the button."""
        menu = self.menu_of_layouts
        corner = menu_anchor(self).mapToGlobal(QPoint(0, 0))
        menu.popup(QPoint(corner.x(), max(0, corner.y() - menu.sizeHint().height() - 4)))

    def _offer(self, layout: StageLayout) -> None:
        action = QAction(self._kit.words(f"stage.{layout.value}"), self)
        action.setCheckable(True)
        action.setData(layout)
        action.triggered.connect(partial(_choose, self._desk, layout))
        self._group.addAction(action)
        self.menu_of_layouts.addAction(action)

    def _show_choice(self, choice: StageChoice) -> None:
        words, layout = self._kit.words, choice.style.layout
        now = words(f"stage.{layout.value}")
        self.say(words("stage.layout"), _ICONS[layout], tip=words("stage.layout_tip", layout=now))
        for action in self._group.actions():
            action.setChecked(action.data() is layout)
        self._unpin.setVisible(bool(choice.pinned))


def _choose(desk: StageDesk, layout: StageLayout, _is_checked: object = None) -> None:
    desk.choose_layout(layout)
