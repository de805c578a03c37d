"""The button with the three dots: what every view leads to and does not show all the time."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu

from ui.hotkeys import native_keys
from ui.kit import Kit
from ui.ways import ways_from
from ui.widgets import ControlButton, PushButton


class MoreMenu(QMenu):
    """Made anew whenever it opens; goes for good when it is closed."""

    def __init__(self, kit: Kit, button: QAbstractButton) -> None:
        super().__init__(button.window())  # pictures make native windows of what is between
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(kit.words("more.menu"))
        colour = kit.theme.tokens.text
        for way in ways_from(button):
            keys = kit.hotkeys.keys(way.shortcut)
            text = f"{kit.words(way.key)}\t{native_keys(keys)}" if keys else kit.words(way.key)
            action = QAction(kit.icons.icon(way.icon, colour), text, self)
            action.triggered.connect(way.go)
            self.addAction(action)
        self.popup(_place(self, button))


def _place(menu: QMenu, button: QAbstractButton) -> QPoint:
    """Return where ``menu`` goes: below its button, or above where there is no space."""
    size, rect = menu.sizeHint(), button.rect()
    is_mirrored = button.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left = rect.left() if is_mirrored else rect.right() - size.width()
    below = button.mapToGlobal(QPoint(left, rect.bottom() + 4))
    above = button.mapToGlobal(QPoint(left, rect.top() - 4 - size.height()))
    room = button.screen().availableGeometry()
    return above if below.y() + size.height() > room.bottom() else below


class MoreButton(ControlButton):
    """For the control bar of a live view."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.say(kit.words("more.button"), "more", tip=kit.words("more.tip"))
        self.clicked.connect(lambda: MoreMenu(kit, self))


class QuietMoreButton(PushButton):
    """For a header: the dots alone."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "", kind="quiet", icon="more", tip=kit.words("more.tip"))
        self.setAccessibleName(kit.words("more.tip"))
        self.clicked.connect(lambda: MoreMenu(kit, self))
