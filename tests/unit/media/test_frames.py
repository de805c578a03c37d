import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.frames import av_picture, frame_from_rgb, i420_bytes, planes_of, rgb_from_frame
from app.media.geometry import Rectangle
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame, i420_size_bytes
from tests.unit.media.samples import flat_frame, quartered_frame


def test_the_pyav_picture_lies_over_the_same_memory() -> None:
    frame = flat_frame(64, 48)

    picture = av_picture(frame)
    planes_of(frame.data, 64, 48).y[7, 5] = 99

    seen = np.frombuffer(picture.planes[0], np.uint8).reshape(48, -1)  # type: ignore[call-overload]
    assert seen[7, 5] == 99


def test_read_only_memory_is_accepted_too() -> None:
    data = bytes(i420_size_bytes(16, 16))

    picture = av_picture(VideoFrame(16, 16, memoryview(data), captured_at_us=0))

    assert (picture.width, picture.height) == (16, 16)


def test_a_part_of_a_frame_is_seen_without_a_copy() -> None:
    picture = av_picture(quartered_frame(64, 48), Rectangle(32, 24, 32, 24))

    assert set(i420_bytes(picture)[: 32 * 24]) == {16}


def test_an_odd_last_column_is_left_out() -> None:
    picture = av_picture(flat_frame(427, 241))

    assert (picture.width, picture.height) == (426, 240)


@given(width=st.integers(1, 70), height=st.integers(1, 70))
def test_planes_cover_the_whole_memory_of_any_size(width: int, height: int) -> None:
    data = bytearray(i420_size_bytes(width, height))
    planes = planes_of(data, width, height)

    planes.y[:], planes.u[:], planes.v[:] = 1, 2, 3

    assert data.count(1) == width * height
    assert data.count(2) == data.count(3) == ((width + 1) // 2) * ((height + 1) // 2)


def test_memory_of_the_wrong_size_is_refused_with_both_numbers() -> None:
    with pytest.raises(InvalidValueError, match=r"64x48.*100 bytes"):
        planes_of(bytearray(100), 64, 48)


def test_i420_bytes_drops_the_padding_of_pyav() -> None:
    picture = av.VideoFrame(50, 30, "yuv420p")  # 50 is padded to 64
    for index, plane in enumerate(picture.planes):
        plane.update(bytes([index + 1]) * plane.buffer_size)

    data = i420_bytes(picture)

    assert bytes(data) == b"\1" * 1500 + b"\2" * 375 + b"\3" * 375


@pytest.mark.parametrize(
    "colour", [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (90, 140, 200)]
)
def test_colours_survive_the_way_through_i420(colour: tuple[int, int, int]) -> None:
    rgb = np.full((48, 64, 3), colour, np.uint8)

    back = rgb_from_frame(frame_from_rgb(rgb))

    assert np.abs(back.astype(int) - rgb).max() <= 4


def test_pure_red_has_the_luma_of_bt709_limited() -> None:
    red = np.zeros((16, 16, 3), np.uint8)
    red[..., 0] = 255

    frame = frame_from_rgb(red)

    planes = planes_of(frame.data, 16, 16)
    assert abs(int(planes.y[0, 0]) - 63) <= 1  # BT.601 would give 81
    assert abs(int(planes.u[0, 0]) - 102) <= 1
    assert abs(int(planes.v[0, 0]) - 240) <= 1


def test_an_rgb_array_keeps_its_capture_time_and_gets_an_even_size() -> None:
    frame = frame_from_rgb(np.zeros((31, 41, 3), np.uint8), captured_at_us=123)

    assert (frame.width_px, frame.height_px, frame.captured_at_us) == (40, 30, 123)
    assert frame.data.nbytes == i420_size_bytes(40, 30)


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (1, 10, 3)])
def test_an_array_that_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidValueError, match="as a picture"):
        frame_from_rgb(np.zeros(shape, np.uint8))
