from hypothesis import given
from hypothesis import strategies as st

from app.media.geometry import Rectangle, fit_even, place
from app.model.media import ViewMode

sizes = st.tuples(st.integers(2, 4000), st.integers(2, 4000))
turns = st.sampled_from([0, 90, 180, 270])


def test_a_picture_of_the_same_shape_fills_the_canvas_without_a_crop() -> None:
    placement = place((1280, 720), (1920, 1080), view_mode=ViewMode.ASPECT_FIT)

    assert placement.crop == Rectangle(0, 0, 1280, 720)
    assert placement.target == Rectangle(0, 0, 1920, 1080)


def test_aspect_fit_leaves_equal_bars_beside_a_narrow_picture() -> None:
    placement = place((480, 640), (1280, 720), view_mode=ViewMode.ASPECT_FIT)

    assert placement.target == Rectangle(370, 0, 540, 720)


def test_aspect_fill_crops_the_middle_of_a_wide_picture() -> None:
    placement = place((1280, 720), (720, 720), view_mode=ViewMode.ASPECT_FILL)

    assert placement.crop == Rectangle(280, 0, 720, 720)
    assert placement.target == Rectangle(0, 0, 720, 720)


def test_a_turned_picture_is_fitted_by_its_turned_shape() -> None:
    placement = place((1280, 720), (720, 1280), view_mode=ViewMode.ASPECT_FIT, rotation=90)

    assert placement.target == Rectangle(0, 0, 720, 1280)


@given(source=sizes, canvas=sizes, view_mode=st.sampled_from(ViewMode), rotation=turns)
def test_crop_and_target_always_lie_inside_with_even_crop_edges(
    source: tuple[int, int], canvas: tuple[int, int], view_mode: ViewMode, rotation: int
) -> None:
    placement = place(source, canvas, view_mode=view_mode, rotation=rotation)

    for part, bound in ((placement.crop, source), (placement.target, canvas)):
        assert part.x_px >= 0
        assert part.y_px >= 0
        assert part.width_px >= 1
        assert part.height_px >= 1
        assert part.x_px + part.width_px <= bound[0]
        assert part.y_px + part.height_px <= bound[1]
    crop = placement.crop
    assert not any(edge % 2 for edge in (crop.x_px, crop.y_px, crop.width_px, crop.height_px))


@given(source=sizes, bound=st.tuples(st.integers(16, 4000), st.integers(16, 4000)))
def test_a_fitted_capture_is_even_within_the_profile_and_never_enlarged(
    source: tuple[int, int], bound: tuple[int, int]
) -> None:
    width, height = fit_even(source, bound)

    assert (width % 2, height % 2) == (0, 0)
    assert width >= 2
    assert height >= 2
    assert width <= source[0]
    assert height <= source[1]
    assert sorted((width, height))[1] <= max(bound)


def test_a_portrait_camera_keeps_its_pixels_under_a_landscape_profile() -> None:
    assert fit_even((720, 1280), (1280, 720)) == (720, 1280)


def test_a_full_hd_screen_becomes_720p() -> None:
    assert fit_even((1920, 1080), (1280, 720)) == (1280, 720)
