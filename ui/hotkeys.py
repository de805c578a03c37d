"""The keys that widgets listen to: looked up by what they do, changed at run time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.model.hotkeys import Hotkey, HotkeyMap

Shortcut: TypeAlias = Hotkey | str
"""What a widget is given: an action whose keys a person may change, or fixed keys."""


class HotkeyBook(QObject):
    """The keys of one window."""

    changed = Signal()

    def __init__(self, keys: HotkeyMap | None = None) -> None:
        super().__init__()
        self._keys = keys or HotkeyMap()

    @property
    def map(self) -> HotkeyMap:
        """The keys as they are now."""
        return self._keys

    def use(self, keys: HotkeyMap) -> None:
        """Listen to other keys from now on."""
        if keys != self._keys:
            self._keys = keys
            self.changed.emit()

    def keys(self, shortcut: Shortcut) -> str:
        """Return the keys of ``shortcut``; empty when it has none."""
        return self._keys.keys(shortcut) if isinstance(shortcut, Hotkey) else shortcut


class FollowingShortcut(QShortcut):
    """Calls ``act`` by the keys of an action, whatever they are at the moment.

    Works while ``owner`` is shown and its window is the active one.
    """

    def __init__(
        self, book: HotkeyBook, hotkey: Hotkey, owner: QWidget, *, act: Callable[[], object]
    ) -> None:
        super().__init__(owner)
        self._book = book
        self._hotkey = hotkey
        self.activated.connect(act)
        book.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setKey(QKeySequence(self._book.keys(self._hotkey)))


def native_keys(keys: str) -> str:
    """Return ``keys`` as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
