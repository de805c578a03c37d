"""Fields side by side, in as many columns as there is space for."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

_MOST_COLUMNS = 3


class FieldGrid(QWidget):
    """Holds ``cells`` in rows, from left to right."""

    def __init__(self, *cells: QWidget) -> None:
        super().__init__()
        self._cells = cells
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self.use_columns(_MOST_COLUMNS)

    def use_columns(self, count: int) -> None:
        """Place the fields in so many columns, three at most."""
        if count == self._columns:
            return
        self._columns = count
        for cell in self._cells:
            self._grid.removeWidget(cell)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < count else 0)
        for number, cell in enumerate(self._cells):
            self._grid.addWidget(cell, number // count, number % count)
