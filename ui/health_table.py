"""Figures in two columns; the labels stay when only numbers change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.health_text import Figure, FigureGroup
from ui.widgets import wrapped


class FigureTable(QWidget):
    """One group of figures under its heading."""

    def __init__(self, group: FigureGroup) -> None:
        super().__init__()
        self._shown: tuple[Figure, ...] = ()
        self._values: list[QLabel] = []
        self._title = wrapped(group.title, "strong")
        self._rows = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._rows)
        self.show_group(group)

    def show_group(self, group: FigureGroup) -> None:
        """Show ``group``."""
        if group.figures == self._shown:
            return
        names = [figure.name for figure in self._shown]
        if names != [figure.name for figure in group.figures]:
            self._rebuild(group.figures)
        for label, figure in zip(self._values, group.figures, strict=True):
            label.setText(figure.value)
            label.setAccessibleName(f"{figure.name}: {figure.value}")
        self._shown = group.figures

    def _rebuild(self, figures: tuple[Figure, ...]) -> None:
        self._layout.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        self._layout.addWidget(self._rows)
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self._values = []
        for number, figure in enumerate(figures):
            name = wrapped(figure.name, "dim")
            value = wrapped(figure.value)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, number, 0)
            grid.addWidget(value, number, 1)
            self._values.append(value)
