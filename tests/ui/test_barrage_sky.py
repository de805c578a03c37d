"""Where barrage lines are: none over another, none lost without need."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.control.view_state import BarrageLine
from app.model.watching import Density
from ui.barrage_sky import CROSSING_S, Sky

LANE_PX = 30


@dataclass(frozen=True)
class Block:
    width_px: int
    height_px: int = LANE_PX


def sky_of(width: int = 1280, height: int = 720, density: Density = Density.NORMAL) -> Sky[Block]:
    made: Sky[Block] = Sky(lambda line: Block(20 * len(line.text)))
    made.use(density, speed=1.0)
    made.resize(width, height)
    return made


def overlaps(sky: Sky[Block], width: int) -> list[tuple[str, str]]:
    found = []
    for one, other in combinations(sky.flights, 2):
        left, right = width - one.way_px, width - other.way_px
        side = left < right + other.sprite.width_px and right < left + one.sprite.width_px
        if side and abs(one.y_px - other.y_px) < LANE_PX:
            found.append((one.text, other.text))
    return found


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=60),
    steps=st.lists(st.floats(0.01, 0.25), min_size=30, max_size=60),
    widths=st.lists(st.integers(200, 2000), min_size=1, max_size=4),
    density=st.sampled_from(Density),
)
def test_no_line_ever_lies_over_another(
    lengths: list[int], steps: list[float], widths: list[int], density: Density
) -> None:
    sky = sky_of(widths[0], density=density)
    for number, length in enumerate(lengths):
        sky.add(BarrageLine(number, f"{number} ".ljust(length, "x")))
    for number, step in enumerate(steps):
        width = widths[number * len(widths) // len(steps)]
        sky.resize(width, 720)
        sky.launch(3, lane_px=LANE_PX)
        sky.advance(step)
        assert not overlaps(sky, width)


def test_a_line_crosses_the_whole_picture_then_is_gone() -> None:
    sky = sky_of()
    sky.add(BarrageLine(1, "hello"))
    sky.launch(1, lane_px=LANE_PX)
    sky.advance(CROSSING_S)
    assert [flight.way_px for flight in sky.flights] == pytest.approx([1280])
    sky.advance(CROSSING_S * 100 / 1280 + 0.01)
    assert not sky.is_busy


@pytest.mark.parametrize(("density", "share"), [(Density.FEW, 0.25), (Density.ALL, 0.9)])
def test_density_says_how_much_of_the_picture_lines_cross(density: Density, share: float) -> None:
    sky = sky_of(density=density)
    for number in range(60):
        sky.add(BarrageLine(number, "x"))
    sky.launch(60, lane_px=LANE_PX)
    bottom = max(flight.y_px for flight in sky.flights) + LANE_PX
    assert share * 720 - 2 * LANE_PX < bottom <= share * 720


def test_all_shows_every_line_of_a_burst_that_few_thins_out() -> None:
    counts = {}
    for density in (Density.FEW, Density.ALL):
        sky, shown = sky_of(density=density), 0
        for number in range(100):
            sky.add(BarrageLine(number, "x" * 10))
        for _ in range(300):
            before = len(sky.flights)
            sky.launch(3, lane_px=LANE_PX)
            shown += len(sky.flights) - before
            sky.advance(0.1)
        counts[density] = shown
    assert counts[Density.ALL] == 100
    assert counts[Density.FEW] < 20


def test_twice_the_speed_is_half_the_way_s_time() -> None:
    sky = sky_of()
    sky.use(Density.NORMAL, speed=2.0)
    sky.add(BarrageLine(1, "x"))
    sky.launch(1, lane_px=LANE_PX)
    sky.advance(CROSSING_S / 2)
    assert sky.flights[0].way_px == pytest.approx(1280)
