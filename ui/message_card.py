"""The words in the middle of the stage while there is no picture: what is, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, wrapped

_MAX_WIDTH_PX = 440


class MessageCard(QWidget):
    """An icon, a title, a hint and up to two buttons."""

    def __init__(self, kit: Kit, *, retry_text: str, back_text: str) -> None:
        super().__init__()
        self._icon = IconLabel(kit, size_px=40, color="dim")
        self._title = wrapped("", "title")
        self._hint = wrapped("", "dim")
        self.retry = PushButton(kit, retry_text, kind="primary", icon="refresh")
        self.back = PushButton(kit, back_text)
        self.retry.clicked.connect(kit.controller.retry)
        self.back.clicked.connect(kit.controller.leave)
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(round(_MAX_WIDTH_PX * kit.theme.text_scale))

    def say(self, icon: str, title: str, hint: str) -> None:
        """Show these words."""
        self._icon.show_icon(icon, "dim")
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(f"{title} {hint}".strip())

    def title(self) -> str:
        """Return the title on show."""
        return self._title.text()

    def _lay_out(self, max_width_px: int) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.retry)
        buttons.addWidget(self.back)
        buttons.addStretch()
        card = QFrame()
        card.setMaximumWidth(max_width_px)
        inside = QVBoxLayout(card)
        inside.setSpacing(12)
        inside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._title)
        inside.addWidget(self._hint)
        inside.addSpacing(4)
        inside.addLayout(buttons)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(card, 1)
        across.addStretch()
        outside = QVBoxLayout(self)
        outside.addStretch()
        outside.addLayout(across)
        outside.addStretch()
