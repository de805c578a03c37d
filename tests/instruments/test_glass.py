"""The glass meter reads what is on a screen, tells when it is torn, and invents nothing."""

import time

import numpy as np
import pytest

from tests.instruments.glass import (
    GlassSamples,
    StripReader,
    delay_ms,
    wait_for_picture,
    watch,
)
from tests.instruments.screen import Pixels, Rectangle

AREA = Rectangle(0, 0, 1280, 720)


def blank(width_px: int = 1280, height_px: int = 720) -> Pixels:
    return np.full((height_px, width_px, 4), 60, dtype=np.uint8)


def write_strip(pixels: Pixels, area: Rectangle, value: int) -> None:
    edges = [area.left_px + round(block * area.width_px / 32) for block in range(33)]
    bottom = area.top_px + area.height_px // 18
    for block in range(32):
        level = 235 if value >> block & 1 else 16
        pixels[area.top_px : bottom, edges[block] : edges[block + 1]] = level


@pytest.mark.parametrize("value", [0, 1, 0x80000000, 0xDEADBEEF, 2**32 - 1])
@pytest.mark.parametrize(
    "area",
    [AREA, Rectangle(100, 50, 640, 360), Rectangle(7, 3, 421, 237), Rectangle(0, 40, 1180, 664)],
)
def test_a_strip_is_read_at_any_place_and_size(area: Rectangle, value: int) -> None:
    pixels = blank()
    write_strip(pixels, area, value)
    assert StripReader(pixels, area).read() == value


def test_a_torn_strip_is_not_read() -> None:
    pixels = blank()
    write_strip(pixels, AREA, 0xAAAAAAAA)
    pixels[20:40, :640] = pixels[20:40, 40:680].copy()
    assert StripReader(pixels, AREA).read() is None


def test_the_delay_survives_the_wrap_of_32_bits() -> None:
    assert delay_ms(2**32 - 5, 7 + 2**32 * 3) == 12
    assert delay_ms(5, 2**32 - 5) == -10


def test_pictures_of_known_age_are_measured() -> None:
    pixels = blank()
    reader = StripReader(pixels, AREA)
    write_strip(pixels, AREA, round(time.time() * 1000 - 40) % 2**32)
    seen_at = wait_for_picture(reader, timeout_s=1)
    assert abs(seen_at - time.time()) < 0.5


def test_a_picture_that_stands_still_counts_once_at_most() -> None:
    pixels = blank()
    write_strip(pixels, AREA, round(time.time() * 1000) % 2**32)
    assert watch(StripReader(pixels, AREA), 0.2).delays_ms == []


def test_noise_is_no_picture() -> None:
    pixels = blank()
    write_strip(pixels, AREA, round(time.time() * 1000 + 3_600_000) % 2**32)
    with pytest.raises(TimeoutError):
        wait_for_picture(StripReader(pixels, AREA), timeout_s=0.1)


def test_freezes_and_rate_come_from_the_times_at_which_pictures_appear() -> None:
    samples = GlassSamples(seconds=1.0, delays_ms=[10, 12, 30], shown_at_s=[0.0, 0.1, 0.4])
    assert samples.freezes == 1
    assert samples.frames_per_second == 3
    assert samples.median_ms == 12
