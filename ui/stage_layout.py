"""Where the pictures of a stage go: pure arithmetic, no widget.

One picture fills the stage. Several share it, either alike (GRID) or the first large and the
others in a strip beside or below it (FOCUS). Cells keep the shape of 16:9.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

FOCUS_MAX = 5
"""More pictures than this are shown alike: a strip of them would be too small to see."""

_SHAPE = 16 / 9
_STRIP_SHARE = 0.22
_STRIP_MIN_PX = 72


class Arrangement(Enum):
    """How several pictures share the stage."""

    GRID = "grid"
    FOCUS = "focus"


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of one picture, in pixels of the stage."""

    x: int
    y: int
    width: int
    height: int


def arrange(
    count: int, width: int, height: int, *, arrangement: Arrangement, gap: int = 8
) -> tuple[Cell, ...]:
    """Return the cells of ``count`` pictures on a stage of this size, in order."""
    if count <= 0 or width <= 0 or height <= 0:
        return ()
    if count == 1:
        return (Cell(0, 0, width, height),)
    if arrangement is Arrangement.FOCUS and count <= FOCUS_MAX:
        return _focus(count, width, height, gap)
    return _grid(count, width, height, gap)


def _grid(count: int, width: int, height: int, gap: int) -> tuple[Cell, ...]:
    columns = max(range(1, count + 1), key=lambda n: _cell_width(count, n, (width, height), gap))
    rows = -(-count // columns)
    cell_width = max(1, int(_cell_width(count, columns, (width, height), gap)))
    cell_height = max(1, int(cell_width / _SHAPE))
    top = max(0, (height - rows * cell_height - (rows - 1) * gap) // 2)
    cells: list[Cell] = []
    for row in range(rows):
        in_row = min(columns, count - row * columns)
        left = max(0, (width - in_row * cell_width - (in_row - 1) * gap) // 2)
        y = top + row * (cell_height + gap)
        cells += [
            Cell(left + column * (cell_width + gap), y, cell_width, cell_height)
            for column in range(in_row)
        ]
    return tuple(cells)


def _cell_width(count: int, columns: int, size: tuple[int, int], gap: int) -> float:
    """The widest 16:9 cell that fits ``columns`` times across and often enough down."""
    rows = -(-count // columns)
    by_width = (size[0] - (columns - 1) * gap) / columns
    by_height = (size[1] - (rows - 1) * gap) / rows * _SHAPE
    return min(by_width, by_height)


def _focus(count: int, width: int, height: int, gap: int) -> tuple[Cell, ...]:
    """The strip goes where it takes least from the large picture: below, or to the right."""
    below = _focus_below(count, width, height, gap)
    beside = tuple(
        Cell(cell.y, cell.x, cell.height, cell.width)
        for cell in _focus_below(count, height, width, gap, shape=1 / _SHAPE)
    )
    return max((below, beside), key=lambda cells: _picture_area(cells[0]))


def _focus_below(
    count: int, width: int, height: int, gap: int, *, shape: float = _SHAPE
) -> tuple[Cell, ...]:
    others = count - 1
    strip = max(min(_STRIP_MIN_PX, height // 3), int(height * _STRIP_SHARE))
    small_width = min(int(strip * shape), (width - (others - 1) * gap) // others)
    small_width = max(1, small_width)
    strip = max(1, min(strip, int(small_width / shape)))
    large = Cell(0, 0, width, max(1, height - strip - gap))
    small = tuple(
        Cell(number * (small_width + gap), height - strip, small_width, strip)
        for number in range(others)
    )
    return (large, *small)


def _picture_area(cell: Cell) -> float:
    """How much of a cell a 16:9 picture covers."""
    fitted = min(cell.width, cell.height * _SHAPE)
    return fitted * fitted / _SHAPE
