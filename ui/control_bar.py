"""The switches at the foot of a live page, and the one red button in its corner.

What does not fit into one row goes into a menu behind "More": the last added first, those that
people must always see never. Only when these alone need more, there are more rows.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QWidget,
)

from ui.kit import Kit
from ui.widgets import ControlButton

_MARGIN_PX = 12
_GAP_PX = 8


class ControlBar(QFrame):
    """Places its controls from the left; the red one at the end of the last row.

    A control in the menu is a hidden button whose shortcut goes on working. Say with ``want``, not
    with ``setVisible``, whether a control shall be there at all.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("role", "controls")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._controls: list[QWidget] = []
        self._essential: set[QWidget] = set()
        self._parked: list[QAbstractButton] = []
        self._shortcuts: dict[QAbstractButton, QShortcut] = {}
        self._danger: QPushButton | None = None
        self.more = ControlButton(kit)
        self.more.setParent(self)
        self.more.say(kit.words("stage.more"), "more", tip=kit.words("stage.more_tip"))
        self.more.hide()
        self.more.clicked.connect(self.open_more)
        self._menu = QMenu(self)
        kit.hotkeys.changed.connect(self.place, Qt.ConnectionType.QueuedConnection)

    @property
    def parked(self) -> tuple[QAbstractButton, ...]:
        """What is in the menu now."""
        return tuple(self._parked)

    @property
    def menu(self) -> QMenu:
        """The menu behind "More"; filled when it opens."""
        return self._menu

    def add(self, widget: QWidget, *, is_essential: bool = False) -> None:
        """Append a control; what is no button is always to be seen."""
        widget.setParent(self)
        self._controls.append(widget)
        if is_essential or not isinstance(widget, QAbstractButton):
            self._essential.add(widget)

    def want(self, widget: QWidget, *, is_wanted: bool) -> None:
        """Have ``widget`` on the bar or in its menu, or not at all."""
        if not is_wanted and widget in self._parked:
            self._park([item for item in self._parked if item is not widget])
        widget.setVisible(is_wanted)
        self.place()

    def set_danger(self, button: QPushButton) -> None:
        """Set the one button that ends or leaves."""
        button.setParent(self)
        self._danger = button
        for before, after in pairwise((*self._controls, self.more, button)):
            self.setTabOrder(before, after)

    def open_more(self) -> None:
        """Offer what has no room on the bar."""
        self._menu.clear()
        for button in self._parked:
            self._menu.addAction(self._entry(button))
        corner = self.more.mapToGlobal(QPoint(0, 0))
        height = self._menu.sizeHint().height()
        self._menu.popup(QPoint(corner.x(), max(0, corner.y() - height - 4)))

    def place(self) -> None:
        """Place all again; for when a text or a visibility changed."""
        wanted = [item for item in self._controls if item in self._parked or not item.isHidden()]
        kept = [item for item in wanted if item in self._essential]
        count = len(self._rows([*kept, self.more]))
        if self._fits(wanted, count):
            self._show(wanted, [])
            return
        for item in wanted:
            more = [other for other in wanted if other in kept or other is item]
            if self._fits([*more, self.more], count):
                kept = more
        parked = [item for item in wanted if item not in kept]
        self._show(kept, [item for item in parked if isinstance(item, QAbstractButton)])

    def _entry(self, button: QAbstractButton) -> QAction:
        keys = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = button.text().replace("&", "&&")
        action = QAction(button.icon(), f"{text}\t{keys}" if keys else text, self._menu)
        action.setEnabled(button.isEnabled())
        action.setCheckable(button.isCheckable())
        action.setChecked(button.isChecked())
        action.triggered.connect(button.click)
        return action

    def _show(self, shown: list[QWidget], parked: list[QAbstractButton]) -> None:
        self._park(parked)
        self.more.setVisible(bool(parked))
        rows = self._rows([*shown, self.more] if parked else shown)
        self._place_rows(rows)

    def _park(self, parked: list[QAbstractButton]) -> None:
        for button in self._parked:
            if button not in parked:
                self._shortcuts[button].setEnabled(False)
                button.show()
        for button in parked:
            if button not in self._shortcuts:
                shortcut = QShortcut(self)
                shortcut.activated.connect(button.click)
                self._shortcuts[button] = shortcut
            self._shortcuts[button].setKey(button.shortcut())
            self._shortcuts[button].setEnabled(True)
            button.hide()
        self._parked = parked

    def _fits(self, controls: list[QWidget], count: int) -> bool:
        return len(self._rows(controls)) <= count

    def _rows(self, controls: list[QWidget]) -> list[list[QWidget]]:
        """Break ``controls`` into rows; the last one has room for the red button."""
        rows: list[list[QWidget]] = [[]]
        free = self._row_width()
        for widget in controls:
            width = _size(widget).width()
            if width > free and rows[-1]:
                rows.append([])
                free = self._row_width()
            rows[-1].append(widget)
            free -= width + _GAP_PX
        needs_row = self._danger is not None and _size(self._danger).width() > free
        if needs_row and rows[-1]:
            rows.append([])
        return rows

    def _row_width(self) -> int:
        return max(1, self.width() - 2 * _MARGIN_PX)

    def _place_rows(self, rows: list[list[QWidget]]) -> None:
        y = _MARGIN_PX - 2
        for number, row in enumerate(rows):
            is_last = number == len(rows) - 1
            members: list[QWidget] = [*row]
            if is_last and self._danger is not None:
                members.append(self._danger)
            height = max((_size(widget).height() for widget in members), default=0)
            x = _MARGIN_PX
            for widget in row:
                _put(self, widget, QPoint(x, y), height)
                x += _size(widget).width() + _GAP_PX
            if is_last and self._danger is not None:
                width = _size(self._danger).width()
                at = QPoint(self.width() - _MARGIN_PX - width, y)
                _put(self, self._danger, at, height)
            y += height + _GAP_PX
        self.setFixedHeight(y - _GAP_PX + _MARGIN_PX - 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.place()


def menu_anchor(button: QWidget) -> QWidget:
    """Return what a menu of ``button`` opens at: itself, or "More" while it is in there."""
    bar = button.parentWidget()
    if isinstance(bar, ControlBar) and button in bar.parked:
        return bar.more
    return button


def _put(bar: QWidget, widget: QWidget, at: QPoint, row_height: int) -> None:
    """Place ``widget`` in a row of ``bar``, mirrored where one reads from the right."""
    size = _size(widget)
    place = QRect(at + QPoint(0, (row_height - size.height()) // 2), size)
    widget.setGeometry(QStyle.visualRect(bar.layoutDirection(), bar.rect(), place))


def _size(widget: QWidget) -> QSize:
    wanted = widget.sizeHint().expandedTo(widget.minimumSize())
    return wanted.boundedTo(widget.maximumSize())
