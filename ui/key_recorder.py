"""A button that shows keys and, once pressed, takes the next ones that a person presses."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence

from app.model.hotkeys import Hotkey
from ui.hotkeys import native_keys
from ui.kit import Kit
from ui.widgets import PushButton

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)
_NONE = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})


class KeyRecorder(PushButton):
    """``recorded`` comes with what was pressed, empty for no keys; Escape leaves all as it was."""

    recorded = Signal(str)
    _is_recording = False  # asked by events that come while Qt makes the button

    def __init__(self, kit: Kit, hotkey: Hotkey) -> None:
        super().__init__(kit, "")
        self._name = kit.words(f"settings.hotkey.{hotkey.value}")
        self._keys = ""
        self.clicked.connect(self.start)

    @property
    def is_recording(self) -> bool:
        """Whether the next keys are taken."""
        return self._is_recording

    def show_keys(self, keys: str) -> None:
        """Show ``keys``, or that there are none."""
        self._keys = keys
        self._say()

    def start(self) -> None:
        """Take the next keys."""
        self._is_recording = True
        self.setFocus()
        self._say()

    def stop(self) -> None:
        """Take no keys; what was shown stays."""
        self._is_recording = False
        self._say()

    def _say(self) -> None:
        words = self._kit.words
        keys = native_keys(self._keys) or words("settings.hotkeys.none")
        text = words("settings.hotkeys.press") if self._is_recording else keys
        self.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setToolTip(words("settings.hotkeys.change"))

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_alone = modifiers == Qt.KeyboardModifier.NoModifier
        self.stop()
        if is_alone and key == Qt.Key.Key_Escape:
            return
        if is_alone and key in _NONE:
            self.recorded.emit("")
            return
        sequence = QKeySequence(event.keyCombination())
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            sequence = QKeySequence(int(modifiers.value) | int(key))
        self.recorded.emit(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def event(self, event: QEvent) -> bool:
        if self._is_recording and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # keys that do something already are taken, too
            return True
        if self._is_recording and event.type() is QEvent.Type.KeyPress:
            if isinstance(event, QKeyEvent):
                self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._is_recording:
            self.stop()
