"""Seven-segment digits as brightness tiles, for a clock that costs almost nothing to draw."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Tile = npt.NDArray[np.uint8]

# Segments: top, top left, top right, middle, bottom left, bottom right, bottom.
_LIT = {
    "0": "1110111",
    "1": "0010010",
    "2": "1011101",
    "3": "1011011",
    "4": "0111010",
    "5": "1101011",
    "6": "1101111",
    "7": "1010010",
    "8": "1111111",
    "9": "1111011",
}
CHARACTERS = "0123456789:."


class DigitTiles:
    """Tiles of one height for digits, colon and point; even widths, on one ground."""

    def __init__(self, height_px: int, *, lit: int, unlit: int, ground: int) -> None:
        self._height = max(8, height_px)
        self._stroke = max(1, self._height // 9)
        self._levels = (unlit, lit)
        self._ground = ground
        self._tiles = {character: self._draw(character) for character in CHARACTERS}

    def width_px(self, text: str) -> int:
        """Return the width of ``text``."""
        return sum(self._tiles[character].shape[1] for character in text)

    @property
    def height_px(self) -> int:
        """Height of every tile."""
        return self._height

    def write(self, text: str, luma: Tile, *, x_px: int, y_px: int) -> None:
        """Draw ``text`` into a luma plane; it must lie within."""
        for character in text:
            tile = self._tiles[character]
            height, width = tile.shape
            luma[y_px : y_px + height, x_px : x_px + width] = tile
            x_px += width

    def _draw(self, character: str) -> Tile:
        stroke, height = self._stroke, self._height
        gap = stroke * 2
        if character in _LIT:
            width = (height * 5 // 9 + gap) & ~1
            tile = np.full((height, width), self._ground, np.uint8)
            left, right = stroke // 2, width - gap + stroke // 2
            half = (height - stroke) // 2
            boxes = (
                (0, left + stroke, stroke, right - stroke),
                (stroke, left, half, left + stroke),
                (stroke, right - stroke, half, right),
                (half, left + stroke, half + stroke, right - stroke),
                (half + stroke, left, height - stroke, left + stroke),
                (half + stroke, right - stroke, height - stroke, right),
                (height - stroke, left + stroke, height, right - stroke),
            )
            for box, is_lit in zip(boxes, _LIT[character], strict=True):
                top, start, bottom, end = box
                tile[top:bottom, start:end] = self._levels[is_lit == "1"]
            return tile
        tile = np.full((height, (stroke * 3 + 1) & ~1), self._ground, np.uint8)
        tops = (height // 4, height * 5 // 8) if character == ":" else (height - stroke,)
        for top in tops:
            tile[top : top + stroke, stroke // 2 : stroke // 2 + stroke] = self._levels[1]
        return tile
