"""The keys that widgets listen to: looked up by what they do, changed at run time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.model.hotkeys import Hotkey, HotkeyMap

_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)

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

    def knows(self, keys: str) -> bool:
        """Whether ``keys`` do something somewhere."""
        return any(keys == self._keys.keys(hotkey) for hotkey in Hotkey)


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


class TypingGuard(QObject):
    """Lets hotkeys work while somebody types, also those that a text field knows as its own.

    On X11, for instance, Ctrl+D deletes a character and Ctrl+E goes to the end of the line.
    """

    def __init__(self, book: HotkeyBook, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._watched: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _former: QWidget | None, present: QWidget | None) -> None:
        former, self._watched = self._watched, None
        if former is not None and isValid(former):
            former.removeEventFilter(self)
        if isinstance(present, _TEXT_FIELDS):
            present.installEventFilter(self)
            self._watched = present

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence(event.keyCombination())
            if self._book.knows(keys.toString(QKeySequence.SequenceFormat.PortableText)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def native_keys(keys: str) -> str:
    """Return ``keys`` as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
