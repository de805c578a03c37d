import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.control.stage import Arrangement
from app.model.stage import Corner
from ui.bare_view import fitted
from ui.stage_layout import Cell, Measures, arrange, place

sides = st.integers(min_value=160, max_value=4000)
counts = st.integers(min_value=1, max_value=20)
arrangements = st.sampled_from([Arrangement.GRID, Arrangement.FOCUS])
any_arrangement = st.sampled_from(Arrangement)
many = st.integers(min_value=1, max_value=60)
pages = st.integers(min_value=0, max_value=70)
MEASURES = Measures()


def overlap(first: Cell, second: Cell) -> bool:
    across = first.x < second.x + second.width and second.x < first.x + first.width
    down = first.y < second.y + second.height and second.y < first.y + first.height
    return across and down


@given(counts, sides, sides, arrangements)
def test_cells_lie_within_the_stage_and_beside_each_other(
    count: int, width: int, height: int, arrangement: Arrangement
) -> None:
    cells = arrange(count, width, height, arrangement=arrangement)
    assert len(cells) == count
    for cell in cells:
        assert cell.x >= 0
        assert cell.y >= 0
        assert cell.width > 0
        assert cell.height > 0
        assert cell.x + cell.width <= width
        assert cell.y + cell.height <= height
    pairs = [(a, b) for position, a in enumerate(cells) for b in cells[position + 1 :]]
    assert not any(overlap(a, b) for a, b in pairs)


@given(sides, sides, arrangements)
def test_one_picture_has_the_whole_stage(width: int, height: int, arrangement: Arrangement) -> None:
    assert arrange(1, width, height, arrangement=arrangement) == (Cell(0, 0, width, height),)


@pytest.mark.parametrize(("count", "width", "height"), [(0, 100, 100), (2, 0, 9), (2, 9, 0)])
def test_no_picture_or_no_space_makes_no_cells(count: int, width: int, height: int) -> None:
    assert arrange(count, width, height, arrangement=Arrangement.GRID) == ()


def test_nine_pictures_make_three_rows_on_a_wide_stage() -> None:
    cells = arrange(9, 1280, 720, arrangement=Arrangement.GRID, gap=0)
    assert {cell.x for cell in cells} == {0, 426, 852} or len({cell.x for cell in cells}) == 3
    assert len({cell.y for cell in cells}) == 3


def test_all_cells_of_a_grid_are_of_one_size_and_shape() -> None:
    cells = arrange(5, 1280, 720, arrangement=Arrangement.GRID)
    sizes = {(cell.width, cell.height) for cell in cells}
    assert len(sizes) == 1
    width, height = sizes.pop()
    assert width / height == pytest.approx(16 / 9, rel=0.01)


@given(st.integers(min_value=2, max_value=5), sides, sides)
def test_the_picture_in_focus_is_the_largest(count: int, width: int, height: int) -> None:
    large, *others = arrange(count, width, height, arrangement=Arrangement.FOCUS)
    assert all(large.width * large.height >= cell.width * cell.height for cell in others)


def test_on_a_high_stage_the_strip_lies_below_and_on_a_flat_one_beside() -> None:
    high = arrange(3, 600, 900, arrangement=Arrangement.FOCUS)
    flat = arrange(3, 1600, 500, arrangement=Arrangement.FOCUS)
    assert high[1].y > high[0].y + high[0].height - 1
    assert flat[1].x > flat[0].x + flat[0].width - 1


@pytest.mark.parametrize(
    ("picture", "screen", "place"),
    [
        ((1280, 720), (1280, 720), (1280, 720)),
        ((1280, 720), (1920, 1080), (1920, 1080)),
        ((1280, 720), (1280, 1024), (1280, 720)),
        ((640, 480), (1280, 720), (960, 720)),
        ((0, 0), (1280, 800), (1280, 720)),
        ((720, 1280), (1280, 720), (405, 720)),
    ],
)
def test_a_bare_picture_keeps_its_shape_and_fits(
    picture: tuple[int, int], screen: tuple[int, int], place: tuple[int, int]
) -> None:
    assert fitted(picture, *screen) == place


@given(many, st.tuples(sides, sides), any_arrangement, pages)
def test_no_page_shows_pictures_too_small_or_outside(
    count: int, size: tuple[int, int], arrangement: Arrangement, page: int
) -> None:
    width, height = size
    places = place(count, (width, height), arrangement=arrangement, page=page)
    assert len(places.cells) == count
    shown = [cell for cell in places.cells if cell is not None]
    assert shown
    for cell in shown:
        assert cell.x >= 0
        assert cell.y >= 0
        assert cell.x + cell.width <= width
        assert cell.y + cell.height <= height
    if arrangement is Arrangement.GRID and min(width, height) > 400:
        assert all(cell.width >= MEASURES.tile_min - 2 for cell in shown)


@given(many, sides, sides, any_arrangement.filter(lambda item: item is not Arrangement.ALONE))
def test_every_picture_is_on_some_page(
    count: int, width: int, height: int, arrangement: Arrangement
) -> None:
    seen: set[int] = set()
    number = 0
    while True:
        places = place(count, (width, height), arrangement=arrangement, page=number)
        seen |= {index for index, cell in enumerate(places.cells) if cell is not None}
        assert (places.pager is None) == (places.pages == 1)
        number += 1
        if number >= places.pages:
            break
    assert seen == set(range(count))


@given(many, sides, sides, pages)
def test_the_large_picture_is_on_every_page(count: int, width: int, height: int, page: int) -> None:
    for arrangement in (Arrangement.FOCUS, Arrangement.INSET, Arrangement.ALONE):
        assert place(count, (width, height), arrangement=arrangement, page=page).cells[0]


def test_forty_pictures_come_sixteen_at_a_time() -> None:
    places = place(40, (1280, 720), arrangement=Arrangement.GRID)
    assert sum(cell is not None for cell in places.cells) == 16
    assert places.pages == 3


@pytest.mark.parametrize("corner", list(Corner))
def test_the_small_picture_lies_in_its_corner(corner: Corner) -> None:
    large, small = place(2, (1280, 720), arrangement=Arrangement.INSET, corner=corner).cells
    assert large == Cell(0, 0, 1280, 720)
    assert small is not None
    assert (small.x + small.width / 2 < 640) is corner.is_left
    assert (small.y + small.height / 2 < 360) is corner.is_top


def test_alone_means_alone() -> None:
    assert place(3, (800, 600), arrangement=Arrangement.ALONE).cells == (
        Cell(0, 0, 800, 600),
        None,
        None,
    )
