"""The cells of the start view's form: a caption, a field, and what belongs to it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets import label


def captioned(
    caption: str, field: QWidget, *below: QWidget, buddy: QWidget | None = None
) -> QWidget:
    """Return a field with its caption above, and what belongs to it below."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    text = label(caption, "caption")
    text.setBuddy(buddy or field)
    layout.addWidget(text)
    layout.addWidget(field)
    for widget in below:
        layout.addWidget(widget)
    layout.addStretch()
    return made
