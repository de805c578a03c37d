"""A page over the view with one column in its middle: header with the way back, title, panels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.kit import Kit
from ui.over_page import OverPage
from ui.widgets import PushButton, frame, label, wrapped

_WIDTH_PX = 760


def panel(title: str) -> tuple[QFrame, QVBoxLayout]:
    """Return a panel with ``title`` at its top, and the layout for what follows."""
    made = frame("panel")
    layout = QVBoxLayout(made)
    layout.setContentsMargins(20, 16, 20, 18)
    layout.setSpacing(6)
    layout.addWidget(label(title, "heading"))
    return made, layout


class ColumnPage(OverPage):
    """``column`` takes what the page is about; call :meth:`_end_column` when it is full."""

    def __init__(self, kit: Kit, *, title: str, subtitle: str) -> None:
        super().__init__()
        self._kit = kit
        self.setAccessibleName(title)
        inside = QWidget()
        inside.setMaximumWidth(round(_WIDTH_PX * kit.theme.text_scale))
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(16, 20, 16, 24)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "title"))
        if subtitle:
            self.column.addWidget(wrapped(subtitle, "dim"))
        middle = QWidget()
        centred = QHBoxLayout(middle)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(inside, 1000)
        centred.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(middle)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header())
        layout.addWidget(scroll, 1)

    def _header(self) -> QFrame:
        header = frame("bar")
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 6, 12, 6)
        mark = QLabel()
        mark.setPixmap(self._kit.icons.pixmap("klieg", "", size_px=24))
        mark.setAccessibleName("Klieg")
        self.back_button = PushButton(
            self._kit, self._kit.words("more.back"), kind="quiet", icon="exit", shortcut="Esc"
        )
        self.back_button.clicked.connect(self.closed)
        line.addWidget(mark)
        line.addWidget(label("Klieg", "brand"))
        line.addStretch()
        line.addWidget(self.back_button)
        return header

    def _add_panel(self, title: str) -> QVBoxLayout:
        """Append a panel with ``title``; return the layout for what it holds."""
        made, layout = panel(title)
        self.column.addWidget(made)
        return layout

    def _end_column(self) -> None:
        self.column.addStretch()
