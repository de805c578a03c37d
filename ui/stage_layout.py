"""Where the pictures of a stage go: pure arithmetic, no widget.

One picture fills the stage. Several share it alike (GRID), or the first is large and the others
are in a strip beside or below it (FOCUS), or another one lies small in a corner of it (INSET).
Cells keep the shape of 16:9. What would become too small to see waits on another page.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.control.stage import Arrangement
from app.model.stage import Corner

_SHAPE = 16 / 9
_STRIP_SHARE = 0.22
_STRIP_MIN_PX = 72
_INSET_SHARE = 0.26
_GRID_MAX = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of one picture, in pixels of the stage."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths in pixels that grow with the text.

    Attributes:
        gap: Between pictures.
        tile_min: No picture is narrower, as long as the stage is wider.
        pager: Height of the row that leads to other pages.
    """

    gap: int = 8
    tile_min: int = 168
    pager: int = 36


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is.

    Attributes:
        cells: The place of each picture in order; None while it is on another page.
        page: Which page is shown, from 0.
        pages: How many there are.
        pager: Where the way to the other pages is; None with one page.
    """

    cells: tuple[Cell | None, ...] = ()
    page: int = 0
    pages: int = 1
    pager: Cell | None = None


def arrange(
    count: int, width: int, height: int, *, arrangement: Arrangement, gap: int = 8
) -> tuple[Cell, ...]:
    """Return the cells of ``count`` pictures on one page of this size, in order."""
    if count <= 0 or width <= 0 or height <= 0:
        return ()
    if count == 1:
        return (Cell(0, 0, width, height),)
    if arrangement is Arrangement.FOCUS:
        return _focus(count, width, height, gap)
    return _grid(count, width, height, gap)


def place(
    count: int,
    size: tuple[int, int],
    *,
    arrangement: Arrangement,
    page: int = 0,
    corner: Corner = Corner.BOTTOM_RIGHT,
    measures: Measures | None = None,
) -> Places:
    """Return where ``count`` pictures are on a stage of this size.

    Args:
        count: How many pictures there are.
        size: Width and height of the stage.
        arrangement: How they share it.
        page: Which page is wanted; the nearest there is will be shown.
        corner: Where the small picture lies.
        measures: Lengths of this theme.
    """
    sizes = measures or Measures()
    width, height = size
    if count <= 0 or min(size) <= 0:
        return Places((None,) * max(0, count))
    if count == 1 or arrangement is Arrangement.ALONE:
        return Places((Cell(0, 0, width, height), *(None,) * (count - 1)))
    fixed = 0 if arrangement is Arrangement.GRID else 1
    room = _room(arrangement, count, size, sizes)
    if count - fixed <= room:
        return Places(_page(arrangement, count, size, corner=corner, sizes=sizes))
    inner = (width, max(1, height - sizes.pager))
    room = _room(arrangement, count, inner, sizes)
    pages = -(-(count - fixed) // room)
    number = min(max(0, page), pages - 1)
    first = fixed + min(number * room, count - fixed - room)  # the last page is full, too
    shown = _page(arrangement, fixed + room, inner, corner=corner, sizes=sizes)
    cells: list[Cell | None] = [None] * count
    cells[:fixed] = shown[:fixed]
    cells[first : first + room] = shown[fixed:]
    return Places(tuple(cells), number, pages, Cell(0, inner[1], width, height - inner[1]))


def _room(arrangement: Arrangement, count: int, size: tuple[int, int], sizes: Measures) -> int:
    """How many pictures, besides the large one, a page can show without getting too small."""
    if arrangement is Arrangement.INSET:
        return 1
    gap, least = sizes.gap, sizes.tile_min
    if arrangement is Arrangement.GRID:
        columns = max(1, (size[0] + gap) // (least + gap))
        rows = max(1, int((size[1] + gap) // (least / _SHAPE + gap)))
        return min(_GRID_MAX, columns * rows)
    return max(_strips(count, size, sizes))


def _strips(count: int, size: tuple[int, int], sizes: Measures) -> tuple[int, int]:
    """How many fit into a strip below and beside; 0 for the one that takes more away."""
    below = max(1, (size[0] + sizes.gap) // (sizes.tile_min + sizes.gap))
    beside = max(1, int((size[1] + sizes.gap) // (sizes.tile_min / _SHAPE + sizes.gap)))
    areas = tuple(
        _picture_area(_strip(min(count, room + 1), size, sizes.gap, is_below=is_below)[0])
        for room, is_below in ((below, True), (beside, False))
    )
    return (below, 0) if areas[0] >= areas[1] else (0, beside)


def _page(
    arrangement: Arrangement,
    count: int,
    size: tuple[int, int],
    *,
    corner: Corner,
    sizes: Measures,
) -> tuple[Cell, ...]:
    if arrangement is Arrangement.INSET:
        return _inset(size, corner, sizes)
    if arrangement is Arrangement.FOCUS:
        is_below = _strips(count, size, sizes)[0] > 0
        return _strip(count, size, sizes.gap, is_below=is_below)
    return _grid(count, *size, sizes.gap)


def _inset(size: tuple[int, int], corner: Corner, sizes: Measures) -> tuple[Cell, ...]:
    width, height = size
    small_width = max(min(sizes.tile_min, width // 2), int(width * _INSET_SHARE))
    small_height = min(int(small_width / _SHAPE), height // 2)
    small_width = max(1, int(small_height * _SHAPE))
    margin = 2 * sizes.gap
    x = margin if corner.is_left else width - margin - small_width
    y = margin if corner.is_top else height - margin - small_height
    small = Cell(max(0, x), max(0, y), small_width, max(1, small_height))
    return (Cell(0, 0, width, height), small)


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
    sides = (_strip(count, (width, height), gap, is_below=is_below) for is_below in (True, False))
    return max(sides, key=lambda cells: _picture_area(cells[0]))


def _strip(count: int, size: tuple[int, int], gap: int, *, is_below: bool) -> tuple[Cell, ...]:
    if is_below:
        return _focus_below(count, *size, gap)
    return tuple(
        Cell(cell.y, cell.x, cell.height, cell.width)
        for cell in _focus_below(count, size[1], size[0], gap, shape=1 / _SHAPE)
    )


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
