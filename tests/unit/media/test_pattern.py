import threading

import numpy as np
import pytest

from app.media.frames import planes_of, rgb_from_frame
from app.media.pattern import start_pattern
from app.media.pattern_picture import PatternPicture
from app.media.strip import read_strip_frame, strip_time_ms
from app.model.errors import DeviceUnusableError, KliegError
from app.model.frames import VideoFrame
from app.model.media import VideoProfile

PROFILE = VideoProfile(320, 180, fps=50, bitrate_kbps=500)
NOON_US = 1_700_000_000_000_000


def collect(count: int, profile: VideoProfile = PROFILE) -> list[VideoFrame]:
    frames: list[VideoFrame] = []
    enough = threading.Event()

    def take(frame: VideoFrame) -> None:
        frames.append(frame)
        if len(frames) >= count:
            enough.set()

    capture = start_pattern(profile, on_frame=take, on_end=lambda _error: None)
    assert enough.wait(10)
    capture.stop()
    return frames


def test_every_picture_carries_its_capture_time_in_the_strip() -> None:
    for frame in collect(5):
        assert read_strip_frame(frame) == strip_time_ms(frame.captured_at_us)


def test_pictures_have_the_size_of_the_profile_and_memory_of_their_own() -> None:
    frames = collect(3)

    assert {(frame.width_px, frame.height_px) for frame in frames} == {(320, 180)}
    assert len({id(frame.data.obj) for frame in frames}) == 3
    assert all(frame.data.nbytes == len(frame.data.obj) for frame in frames)  # type: ignore[arg-type]


def test_pictures_are_taken_on_the_grid_of_full_seconds() -> None:
    frames = collect(10)

    late_us = [frame.captured_at_us % 20_000 for frame in frames]
    assert min(late_us) < 2_000


def test_the_picture_moves_below_the_strip_too() -> None:
    picture = PatternPicture(320, 180)

    first = planes_of(picture.paint(NOON_US + 100_000).data, 320, 180).y[20:].copy()
    second = planes_of(picture.paint(NOON_US + 140_000).data, 320, 180).y[20:]

    assert 100 < np.count_nonzero(first != second) < 320 * 160 // 4


@pytest.mark.parametrize(
    ("offset_ms", "is_lit"), [(0, True), (49, True), (50, False), (999, False)]
)
def test_the_flash_is_lit_for_50_ms_from_every_full_second(offset_ms: int, is_lit: bool) -> None:
    frame = PatternPicture(1280, 720).paint(NOON_US + offset_ms * 1000)

    level = planes_of(frame.data, 1280, 720).y[640, 1200]
    assert bool(level > 200) is is_lit


def test_the_bars_have_their_colours() -> None:
    pixels = rgb_from_frame(PatternPicture(1280, 720).paint(NOON_US))

    assert np.abs(pixels[200, 1190].astype(int) - (0, 0, 191)).max() <= 5
    assert np.abs(pixels[200, 90].astype(int) - (191, 191, 191)).max() <= 5


@pytest.mark.parametrize("size", [(16, 16), (18, 300), (300, 18), (426, 240), (1918, 1078)])
def test_any_size_of_a_profile_can_be_painted(size: tuple[int, int]) -> None:
    frame = PatternPicture(*size).paint(NOON_US)

    assert frame.data.nbytes == size[0] * size[1] * 3 // 2


def test_a_handler_may_stop_its_own_source_and_nothing_follows() -> None:
    frames: list[VideoFrame] = []
    ends: list[KliegError | None] = []
    is_started, is_stopped = threading.Event(), threading.Event()

    def stop_at_once(frame: VideoFrame) -> None:
        frames.append(frame)
        is_started.wait(10)
        capture.stop()
        is_stopped.set()

    capture = start_pattern(PROFILE, on_frame=stop_at_once, on_end=ends.append)
    is_started.set()
    assert is_stopped.wait(10)
    capture.stop()

    assert len(frames) == 1
    assert ends == []


def test_a_handler_that_breaks_ends_the_source_with_one_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ends: list[KliegError | None] = []
    is_ended = threading.Event()

    def end(error: KliegError | None) -> None:
        ends.append(error)
        is_ended.set()

    def break_off(_frame: VideoFrame) -> None:
        raise ZeroDivisionError

    capture = start_pattern(PROFILE, on_frame=break_off, on_end=end)
    assert is_ended.wait(10)
    capture.stop()

    assert isinstance(ends[0], DeviceUnusableError)
    assert len(ends) == 1
    assert "pattern broke off" in caplog.text
