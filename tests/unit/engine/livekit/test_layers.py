"""The size a canvas needs of a picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.engine.common.layers import needed_size
from app.model.media import Canvas, ViewMode

HD = (1280, 720)
sides = st.integers(1, 8000)


def test_sizes_that_are_not_known_yet_need_nothing() -> None:
    assert needed_size((0, 0), (100, 100), Canvas(1)) is None
    assert needed_size(HD, (0, 0), Canvas(1)) is None


def test_a_letter_boxed_picture_needs_only_what_is_seen_of_it() -> None:
    assert needed_size(HD, (704, 1000), Canvas(1)) == (640, 360)


def test_a_filling_picture_needs_its_larger_side() -> None:
    filling = Canvas(1, view_mode=ViewMode.ASPECT_FILL)
    assert needed_size(HD, (704, 792), filling) == (1280, 720)


def test_a_turned_picture_is_measured_across() -> None:
    assert needed_size(HD, (396, 704), Canvas(1, rotation=90)) == (640, 360)


@given(st.tuples(sides, sides), st.tuples(sides, sides))
def test_never_more_than_there_is_and_never_nothing(
    video_px: tuple[int, int], canvas_px: tuple[int, int]
) -> None:
    size = needed_size(video_px, canvas_px, Canvas(1))
    assert size is not None
    assert 1 <= size[0] <= video_px[0]
    assert 1 <= size[1] <= video_px[1]
