"""Every key that does something, by where it works; as they are now, not as they came."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from app.model.hotkeys import Hotkey, HotkeyPlace, places
from ui.column_page import ColumnPage
from ui.hotkeys import native_keys
from ui.kit import Kit
from ui.widgets import label, wrapped

HELP_KEYS = ("F1", "Ctrl+/")
_FIXED = (
    ("help.this", HELP_KEYS),
    ("help.next", ("Tab", "Shift+Tab")),
    ("help.press", ("Space",)),
    ("help.close", ("Esc",)),
    ("help.choose", ("Up", "Down")),
)
_ON_A_PICTURE = (
    ("stage.keys.pin", ("Return", "Space")),
    ("stage.keys.full", ("F",)),
    ("stage.keys.back", ("Esc",)),
    ("stage.keys.page", ("PgUp", "PgDown")),
    ("stage.keys.corner", ("Left", "Right", "Up", "Down")),
)
_EVERYWHERE = frozenset(HotkeyPlace)
_KEYS_PLACE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HelpPage(ColumnPage):
    """The list of shortcuts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, title=kit.words("help.title"), subtitle=kit.words("help.subtitle"))
        everywhere = [key for key in Hotkey if places(key) == _EVERYWHERE]
        lines = [(f"help.key.{key.value}", (kit.hotkeys.keys(key),)) for key in everywhere]
        self._fill(self._add_panel(kit.words("help.everywhere")), [*lines, *_FIXED])
        for place in HotkeyPlace:
            here = [key for key in Hotkey if place in places(key) and key not in everywhere]
            lines = [(f"help.key.{key.value}", (kit.hotkeys.keys(key),)) for key in here]
            self._fill(self._add_panel(kit.words(f"help.place.{place.value}")), lines)
        self._fill(self._add_panel(kit.words("stage.keys")), _ON_A_PICTURE)
        self._end_column()

    def _fill(self, layout: QVBoxLayout, lines: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for row, (key, keys) in enumerate(lines):
            grid.addWidget(wrapped(self._kit.words(key)), row, 0)
            grid.addWidget(self._keys_label(keys), row, 1, _KEYS_PLACE)
        layout.addSpacing(4)
        layout.addLayout(grid)

    def _keys_label(self, keys: tuple[str, ...]) -> QLabel:
        native = [native_keys(item) for item in keys if item]
        if not native:
            return label(self._kit.words("help.no_key"), "dim")
        return label("  /  ".join(native), "keys")
