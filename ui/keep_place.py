"""Takes what a person typed and where they were from a page to the one that takes its place.

Both were made by the same code, so the same fields come in the same order. Where they do not, as
when something came or went meanwhile, nothing is taken over rather than the wrong thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabWidget,
    QWidget,
)

V = TypeVar("V")
W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Place:
    """What is taken over; ``focus`` is the number of the widget that had the focus, or -1."""

    lines: tuple[tuple[str, int], ...] = ()
    texts: tuple[str, ...] = ()
    tabs: tuple[int, ...] = ()
    scrolls: tuple[int, ...] = ()
    focus: int = -1


def place_on(page: QWidget) -> Place:
    """Return what there is to take over from ``page``."""
    focused = page.focusWidget()
    every = _focusable(page)
    return Place(
        tuple((line.text(), line.cursorPosition()) for line in _lines(page)),
        tuple(text.toPlainText() for text in page.findChildren(QPlainTextEdit)),
        tuple(tabs.currentIndex() for tabs in page.findChildren(QTabWidget)),
        tuple(bar.value() for bar in _bars(page)),
        every.index(focused) if focused in every else -1,
    )


def take_place(page: QWidget, place: Place) -> None:
    """Let ``page`` go on from ``place``."""
    for line, (text, cursor) in _pairs(_lines(page), place.lines):
        if line.text() != text:
            line.setText(text)
        line.setCursorPosition(cursor)
    for field, typed in _pairs(page.findChildren(QPlainTextEdit), place.texts):
        field.setPlainText(typed)
    for tabs, index in _pairs(page.findChildren(QTabWidget), place.tabs):
        tabs.setCurrentIndex(index)
    for bar, value in _pairs(_bars(page), place.scrolls):
        _scroll_once_tall(bar, value)
    every = _focusable(page)
    if 0 <= place.focus < len(every):
        every[place.focus].setFocus(Qt.FocusReason.OtherFocusReason)


def _pairs(widgets: list[W], kept: tuple[V, ...]) -> list[tuple[W, V]]:
    """Return each widget with what is kept for it; nothing when they are not as many."""
    return list(zip(widgets, kept, strict=True)) if len(widgets) == len(kept) else []


def _lines(page: QWidget) -> list[QLineEdit]:
    """The fields that people type in, without those for secrets."""
    every = page.findChildren(QLineEdit)
    return [line for line in every if line.echoMode() is QLineEdit.EchoMode.Normal]


def _bars(page: QWidget) -> list[QScrollBar]:
    return [area.verticalScrollBar() for area in page.findChildren(QAbstractScrollArea)]


def _focusable(page: QWidget) -> list[QWidget]:
    every = page.findChildren(QWidget)
    return [widget for widget in every if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]


def _scroll_once_tall(bar: QScrollBar, value: int) -> None:
    """Scroll to ``value`` as soon as the content is laid out."""
    if not value:
        return
    if bar.maximum() >= value:
        bar.setValue(value)
        return

    def scroll(_low: int, high: int) -> None:
        if high > 0:
            bar.rangeChanged.disconnect(scroll)
            bar.setValue(min(value, high))

    bar.rangeChanged.connect(scroll)
