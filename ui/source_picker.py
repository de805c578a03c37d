"""A list to choose a picture or a sound from; the choice outlives a change of the devices."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.model.media import CaptureSource
from ui.device_menus import ask_for_file
from ui.elided_combo import ElidedComboBox
from ui.kit import Kit
from ui.sources import Choice


class SourcePicker(ElidedComboBox):
    """Shows choices and keeps the chosen source."""

    source_chosen = Signal()

    def __init__(self, kit: Kit, *, name: str) -> None:
        super().__init__(name)
        self._kit = kit
        self._choices: tuple[Choice, ...] = ()
        self._source: CaptureSource | None = None
        self.activated.connect(self._activated)

    @property
    def source(self) -> CaptureSource | None:
        """The chosen source."""
        return self._source

    def offer(self, choices: tuple[Choice, ...], source: CaptureSource) -> None:
        """Show ``choices`` with ``source`` chosen, or the first of its kind."""
        if choices != self._choices:
            self._choices = choices
            self.clear()
            last_group = choices[0].group if choices else ""
            for choice in choices:
                if choice.group != last_group:
                    self.insertSeparator(self.count())
                    last_group = choice.group
                self.addItem(choice.text, choice)
        self._select(source)

    def _select(self, source: CaptureSource) -> None:
        rows = {
            row: choice.source
            for row in range(self.count())
            if isinstance(choice := self.itemData(row), Choice) and choice.source is not None
        }
        same = (row for row, item in rows.items() if item == source)
        same_kind = (row for row, item in rows.items() if item.kind is source.kind)
        row = next(same, next(same_kind, -1))
        self.setCurrentIndex(row)
        self._source = rows.get(row, source)

    def _activated(self, row: int) -> None:
        choice = self.itemData(row)
        if not isinstance(choice, Choice):
            return
        if choice.source is None:
            if self._source is not None:
                self._select(self._source)  # until a file is chosen
            ask_for_file(self._kit, self, self._take)
        else:
            self._take(choice.source)

    def _take(self, source: CaptureSource) -> None:
        if source != self._source:
            self._source = source
            self.source_chosen.emit()
