import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.frames import planes_of, rgb_from_frame
from app.media.strip import (
    TimeStrip,
    read_strip_frame,
    read_strip_pixels,
    read_strip_row,
    strip_age_ms,
    strip_height_px,
    strip_time_ms,
)
from app.model.frames import VideoFrame
from tests.unit.media.samples import flat_frame

times_us = st.integers(0, 2**52)
even = st.integers(36, 1000).map(lambda value: value * 2)


def frame_with_strip(width: int, height: int, unix_us: int) -> VideoFrame:
    frame = flat_frame(width, height, luma=100, captured_at_us=unix_us)
    TimeStrip(width, height).draw(planes_of(frame.data, width, height), unix_us)
    return frame


@given(width=even, height=even, unix_us=times_us)
def test_what_is_drawn_can_be_read_in_any_size(width: int, height: int, unix_us: int) -> None:
    frame = frame_with_strip(width, height, unix_us)

    assert read_strip_frame(frame) == unix_us // 1000 % 2**32


@given(unix_us=times_us)
def test_the_strip_survives_the_way_to_rgb(unix_us: int) -> None:
    pixels = rgb_from_frame(frame_with_strip(320, 180, unix_us))

    assert read_strip_pixels(pixels) == strip_time_ms(unix_us)


@given(unix_us=times_us, seed=st.integers(0, 2**32 - 1))
def test_the_strip_survives_coding_noise(unix_us: int, seed: int) -> None:
    frame = frame_with_strip(640, 360, unix_us)
    row = np.frombuffer(frame.data[:640], np.uint8).astype(int)
    noise = np.random.default_rng(seed).integers(-30, 31, 640)

    assert read_strip_row(np.clip(row + noise, 0, 255).astype(np.uint8)) == strip_time_ms(unix_us)


def test_the_blocks_are_exactly_as_the_design_says() -> None:
    frame = frame_with_strip(1280, 720, 0b1101 * 1000)
    luma = planes_of(frame.data, 1280, 720).y

    assert [int(luma[0, block * 40]) for block in range(5)] == [235, 16, 235, 235, 16]
    assert [int(luma[39, block * 40 + 39]) for block in range(5)] == [235, 16, 235, 235, 16]
    assert set(luma[40]) == {100}
    assert set(planes_of(frame.data, 1280, 720).u[:20].flat) == {128}


def test_the_strip_takes_the_top_eighteenth_in_even_rows() -> None:
    assert [strip_height_px(height) for height in (720, 1080, 360, 480, 20)] == [40, 60, 20, 26, 2]


@pytest.mark.parametrize("brightness", [np.full(640, 128, np.uint8), np.full(40, 235, np.uint8)])
def test_a_row_without_a_strip_reads_as_nothing(brightness: np.ndarray) -> None:
    assert read_strip_row(brightness) is None


@given(taken_us=times_us, age_ms=st.integers(-100_000, 2**31 - 1))
def test_the_age_is_right_across_the_turn_of_32_bits(taken_us: int, age_ms: int) -> None:
    taken_ms = taken_us // 1000 + 100_000

    age = strip_age_ms(strip_time_ms(taken_ms * 1000), (taken_ms + age_ms) * 1000)

    assert age == age_ms
