"""Measures contrast where people see it: on the pixels of a drawn window.

Texts are drawn three times as large as on the screen, so that strokes have pixels of their full
colour; what is behind a text is the colour that most of its rectangle has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QRegion, QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTabBar,
    QTextBrowser,
    QWidget,
)

Pixels = NDArray[np.uint8]
"""Rows of pixels, each red, green, blue."""

DENSITY = 3
AA_TEXT = 4.5
AA_LARGE_TEXT = 3.0
AA_SHAPES = 3.0
LARGE_PX = 24
LARGE_BOLD_PX = 18.7
_STROKE = 6  # pixels that a colour must have, so that it is no stray one


@dataclass(frozen=True)
class Measured:
    """One text, its contrast and what it needs."""

    text: str
    contrast: float
    needed: float
    where: str

    @property
    def is_enough(self) -> bool:
        return self.contrast >= self.needed - 0.05  # colours are whole numbers


def drawn(widget: QWidget, part: QRect | None = None, *, density: float = DENSITY) -> Pixels:
    """Return the pixels of ``widget``, or of a ``part`` of it, and what is in it."""
    rect = part or widget.rect()
    size = QSize(round(rect.width() * density), round(rect.height() * density))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(widget.palette().window().color())
    image.setDevicePixelRatio(density)
    widget.render(image, QPoint(0, 0), QRegion(rect))
    return pixels_of(image)


def pixels_of(image: QImage) -> Pixels:
    """Return a copy of the pixels of ``image``."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = plain.width(), plain.height(), plain.bytesPerLine()
    flat = np.frombuffer(plain.constBits(), np.uint8, height * stride).reshape(height, stride)
    return flat[:, : 3 * width].reshape(height, width, 3).copy()


def luminances(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the relative luminance of each colour, as WCAG defines it."""
    shares = colours.astype(np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, brighter = sorted(float(luminances(colour)) for colour in (first, second))
    return (brighter + 0.05) / (darker + 0.05)


def colours_by_count(pixels: Pixels) -> list[tuple[NDArray[np.uint8], int]]:
    """Return the colours of ``pixels``, the most frequent first."""
    flat = pixels.reshape(-1, 3).astype(np.uint32)
    packed = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    order = np.argsort(-counts.astype(np.int64))
    return [(_unpacked(int(values[place])), int(counts[place])) for place in order]


def _unpacked(colour: int) -> NDArray[np.uint8]:
    return np.array([colour >> 16, (colour >> 8) & 255, colour & 255], np.uint8)


def strongest_contrast(pixels: Pixels) -> float:
    """Return the contrast of what stands out most with what is behind; 1 when there is nothing."""
    colours = colours_by_count(pixels)
    behind = colours[0][0]
    return max(
        (contrast(colour, behind) for colour, count in colours[1:] if count >= _STROKE),
        default=1.0,
    )


def texts_measured(window: QWidget) -> Iterator[Measured]:
    """Measure every text of ``window`` that is on show and not of a disabled control."""
    pixels = drawn(window)
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        for text, rect, is_large in _texts_of(widget):
            clipped = rect & widget.visibleRegion().boundingRect()
            if clipped.width() < 4 or clipped.height() < 6:
                continue
            inside = QRect(widget.mapTo(window, clipped.topLeft()), clipped.size())
            found = strongest_contrast(cut(pixels, inside))
            needed = AA_LARGE_TEXT if is_large else AA_TEXT
            yield Measured(text, round(found, 2), needed, type(widget).__name__)


def cut(pixels: Pixels, rect: QRect, *, density: float = DENSITY) -> Pixels:
    """Return the part of ``pixels`` that ``rect`` of the window has."""
    top, left = round(rect.top() * density), round(rect.left() * density)
    bottom = round((rect.top() + rect.height()) * density)
    right = round((rect.left() + rect.width()) * density)
    return pixels[max(0, top) : bottom, max(0, left) : right]


def _texts_of(  # noqa: C901 - one case for each kind
    widget: QWidget,
) -> Iterator[tuple[str, QRect, bool]]:
    font = widget.font()
    is_large = font.pixelSize() >= (LARGE_BOLD_PX if font.bold() else LARGE_PX)
    match widget:
        case QLabel() if widget.text().strip():
            yield widget.text(), widget.contentsRect(), is_large
        case QAbstractButton() if widget.text().strip() or not widget.icon().isNull():
            yield widget.text() or widget.accessibleName(), _inside(widget), is_large
        case QLineEdit():
            text = widget.text() or widget.placeholderText()
            if text.strip():
                yield text, _inside(widget), is_large
        case QComboBox():
            if widget.currentText().strip():
                yield widget.currentText(), _inside(widget), is_large
        case QTabBar():
            for number in range(widget.count()):
                rect = widget.tabRect(number).adjusted(6, 6, -6, -6)
                yield widget.tabText(number), rect, is_large
        case QListWidget():
            for number in range(min(widget.count(), 12)):
                item = widget.item(number)
                rect = widget.visualItemRect(item).translated(widget.viewport().pos())
                yield item.text(), rect, is_large
        case QTextBrowser():
            yield from _texts_of_browser(widget)


def _inside(widget: QWidget) -> QRect:
    """Without border and rounded corners."""
    return widget.rect().adjusted(6, 4, -6, -4)


def _texts_of_browser(browser: QTextBrowser) -> Iterator[tuple[str, QRect, bool]]:
    """Each piece of one format on its own: they have colours of their own."""
    if browser.document().isEmpty() and browser.placeholderText():
        top = browser.viewport().geometry()
        yield browser.placeholderText(), QRect(top.topLeft(), QSize(top.width(), 40)), False
    block = browser.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            cursor = QTextCursor(browser.document())
            cursor.setPosition(piece.position())
            first = browser.cursorRect(cursor)
            cursor.setPosition(piece.position() + piece.length())
            last = browser.cursorRect(cursor)
            rect = QRect(first.topLeft(), QPoint(last.left(), last.bottom()))
            is_whole = first.top() == last.top() and browser.viewport().rect().contains(rect)
            if is_whole and piece.text().strip():
                yield piece.text(), rect.translated(browser.viewport().pos()), False
            pieces += 1
        block = block.next()
