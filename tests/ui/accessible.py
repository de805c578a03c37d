"""Reads a window the way a screen reader does: through Qt's accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QComboBox,
    QLineEdit,
    QTabBar,
    QTabWidget,
    QWidget,
)

_ROLE = QAccessible.Role
CONTROL_ROLES = {
    _ROLE.Button,
    _ROLE.ButtonDropDown,
    _ROLE.ButtonMenu,
    _ROLE.CheckBox,
    _ROLE.ComboBox,
    _ROLE.Dial,
    _ROLE.EditableText,
    _ROLE.Link,
    _ROLE.List,
    _ROLE.ListItem,
    _ROLE.MenuItem,
    _ROLE.PageTab,
    _ROLE.RadioButton,
    _ROLE.Slider,
    _ROLE.SpinBox,
    _ROLE.Switch,
    _ROLE.Table,
    _ROLE.Tree,
    _ROLE.TreeItem,
}
"""What people act on."""

NAMED_ROLES = CONTROL_ROLES | {
    _ROLE.Chart,
    _ROLE.Dialog,
    _ROLE.Graphic,
    _ROLE.Indicator,
    _ROLE.ProgressBar,
}
"""What says nothing without a name."""


@dataclass(frozen=True)
class Node:
    """One thing that a screen reader stops at; ``widget`` is None for a part of a widget."""

    role: QAccessible.Role
    name: str
    description: str
    is_disabled: bool
    is_checkable: bool
    is_checked: bool
    is_focusable: bool
    widget: QWidget | None
    path: str


def nodes_of(widget: QWidget) -> list[Node]:
    """Return everything visible in ``widget``, itself first, in the order it is read."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return list(_walk(interface, type(widget).__name__))


def _walk(interface: QAccessibleInterface, path: str) -> Iterator[Node]:
    state = interface.state()
    target = interface.object()
    widget = target if isinstance(target, QWidget) else None
    if state.invisible or (widget is not None and not widget.isVisible()):
        return
    yield Node(
        interface.role(),
        interface.text(QAccessible.Text.Name).strip(),
        interface.text(QAccessible.Text.Description).strip(),
        bool(state.disabled),
        bool(state.checkable),
        bool(state.checked),
        bool(state.focusable),
        widget,
        path,
    )
    parts = [interface.child(number) for number in range(interface.childCount())]
    for child in filter(None, parts):  # Qt gives none for a part that is not made yet
        if child.isValid():
            below: object = child.object()
            kind = type(below).__name__ if below else child.role().name
            yield from _walk(child, f"{path} > {kind}")


def is_part_of_another(widget: QWidget) -> bool:
    """Whether Qt made ``widget`` as a part of another: an arrow, a clear button, a popup."""
    name, parent = widget.objectName(), widget.parentWidget()
    if name.startswith(("qt_", "Scroll")):
        return True
    if isinstance(parent, QLineEdit | QComboBox | QTabBar):
        return True
    # the viewport of a scroll area and the stack of a tab widget
    return isinstance(parent, QAbstractScrollArea | QTabWidget) and not isinstance(widget, QTabBar)
