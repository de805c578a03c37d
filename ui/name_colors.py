"""A colour for each name, the same every time, readable on the panel of the theme."""

from __future__ import annotations

import zlib
from functools import cache

from PySide6.QtGui import QColor

_HUES = 12
_SATURATION = 0.62
_LEAST_CONTRAST = 4.8
_STEP = 0.02


def name_color(name: str, background: str) -> str:
    """Return the colour of ``name`` on ``background``, both as ``#rrggbb``."""
    return _palette(background)[zlib.crc32(name.encode("utf-8", "replace")) % _HUES]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def _palette(background: str) -> tuple[str, ...]:
    return tuple(_readable(number / _HUES, background) for number in range(_HUES))


def _readable(hue: float, background: str) -> str:
    """The colour of this hue that is nearest to the middle and can still be read."""
    is_dark = _luminance(QColor(background)) < 0.2
    lightness, step = (0.58, _STEP) if is_dark else (0.45, -_STEP)
    while 0.0 < lightness < 1.0:
        color = QColor.fromHslF(hue, _SATURATION, lightness).name()
        if contrast(color, background) >= _LEAST_CONTRAST:
            return color
        lightness += step
    return "#ffffff" if is_dark else "#000000"


def _luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
