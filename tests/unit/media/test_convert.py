import av
import numpy as np
import pytest

from app.media.convert import CaptureConverter, PictureScaler
from app.media.frames import rgb_from_frame
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame
from app.model.media import Canvas, SwitchState, VideoProfile, ViewMode
from tests.unit.media.samples import bgra_rows, flat_frame, quartered_frame

PROFILE = VideoProfile(640, 360, fps=30, bitrate_kbps=1000)


def corners(canvas: Canvas, size: tuple[int, int], frame: VideoFrame) -> list[int]:
    """Green of the four corners, in the order top left, top right, bottom left, bottom right."""
    pixels = PictureScaler().render(frame, canvas, size)
    rows = bgra_rows(pixels.data, pixels.stride_bytes, *pixels.target.size_px)
    return [int(rows[y, x, 1]) for y in (2, -3) for x in (2, -3)]


def test_white_and_black_reach_full_range() -> None:
    left_top, _, _, right_bottom = corners(Canvas(1), (128, 96), quartered_frame(64, 48))

    assert left_top >= 253
    assert right_bottom <= 2


def test_drawn_pixels_are_opaque_and_grey_stays_grey() -> None:
    pixels = PictureScaler().render(flat_frame(64, 48, luma=126), Canvas(1), (64, 48))

    rows = bgra_rows(pixels.data, pixels.stride_bytes, 64, 48)
    assert (rows[..., 3] == 255).all()
    assert np.ptp(rows[..., :3].astype(int), axis=2).max() <= 2
    assert abs(int(rows[0, 0, 0]) - 128) <= 2


@pytest.mark.parametrize(
    ("rotation", "order"), [(0, "abcd"), (90, "cadb"), (180, "dcba"), (270, "bdac")]
)
def test_a_picture_turns_clockwise(rotation: int, order: str) -> None:
    size = (96, 128) if rotation % 180 else (128, 96)
    upright = dict(zip("abcd", corners(Canvas(1), (128, 96), quartered_frame(64, 48)), strict=True))

    turned = corners(Canvas(1, rotation=rotation), size, quartered_frame(64, 48))

    assert turned == [upright[letter] for letter in order]


def test_a_mirrored_picture_swaps_left_and_right() -> None:
    plain = corners(Canvas(1), (128, 96), quartered_frame(64, 48))

    mirrored = corners(Canvas(1, mirror=SwitchState.ON), (128, 96), quartered_frame(64, 48))

    assert mirrored == [plain[1], plain[0], plain[3], plain[2]]


def test_a_turned_picture_is_mirrored_as_the_viewer_sees_it() -> None:
    turned = corners(Canvas(1, rotation=90), (96, 128), quartered_frame(64, 48))

    both = corners(
        Canvas(1, rotation=90, mirror=SwitchState.ON), (96, 128), quartered_frame(64, 48)
    )

    assert both == [turned[1], turned[0], turned[3], turned[2]]


@pytest.mark.parametrize("view_mode", list(ViewMode))
@pytest.mark.parametrize("size", [(1, 1), (33, 17), (427, 241), (640, 360)])
@pytest.mark.parametrize("source", [(2, 2), (15, 9), (427, 240), (64, 48), (34, 18)])
def test_every_size_can_be_drawn(
    view_mode: ViewMode, size: tuple[int, int], source: tuple[int, int]
) -> None:
    pixels = PictureScaler().render(
        flat_frame(*source, luma=235), Canvas(1, view_mode=view_mode), size
    )

    rows = bgra_rows(pixels.data, pixels.stride_bytes, *pixels.target.size_px)
    assert rows.min() >= 250


@pytest.mark.parametrize("width", range(16, 34, 2))
def test_the_last_columns_of_an_unscaled_picture_are_drawn(width: int) -> None:
    used_before = [bytearray(b"\x55" * (width * 4 * 48 + 4096)) for _ in range(20)]
    del used_before[:]  # so that new memory is likely not white by chance

    pixels = PictureScaler().render(flat_frame(width, 48), Canvas(1), (width, 48))

    rows = bgra_rows(pixels.data, pixels.stride_bytes, width, 48)
    assert rows.min() >= 250


@pytest.mark.parametrize("size", [(1602, 901), (1924, 1081), (1920, 1080)])
def test_large_pictures_have_no_seam(size: tuple[int, int]) -> None:
    pixels = PictureScaler().render(
        flat_frame(1280, 720), Canvas(1, view_mode=ViewMode.SCALE_TO_FILL), size
    )

    assert bgra_rows(pixels.data, pixels.stride_bytes, *size).min() >= 250


def test_a_frame_whose_memory_does_not_fit_its_size_is_refused() -> None:
    frame = VideoFrame(64, 48, memoryview(bytearray(10)), captured_at_us=0)

    with pytest.raises(InvalidValueError):
        PictureScaler().render(frame, Canvas(1), (64, 48))


@pytest.mark.parametrize("pixel_format", ["bgra", "bgr0", "rgb24", "yuyv422", "nv12", "yuv420p"])
def test_captures_of_any_format_become_i420_within_the_profile(pixel_format: str) -> None:
    white = av.VideoFrame.from_ndarray(np.full((720, 1280, 3), 255, np.uint8), format="rgb24")
    captured = white.reformat(format=pixel_format)

    frame = CaptureConverter(PROFILE).convert(captured, captured_at_us=5)

    assert (frame.width_px, frame.height_px, frame.captured_at_us) == (640, 360, 5)
    assert frame.data.nbytes == 640 * 360 * 3 // 2
    assert abs(frame.data[1000] - 235) <= 2
    assert abs(frame.data[640 * 360 + 50] - 128) <= 1


def test_a_capture_in_other_colours_is_brought_to_bt709() -> None:
    captured = av.VideoFrame(64, 48, "yuv420p")
    for plane, value in zip(captured.planes, (81, 90, 240), strict=True):  # pure red in BT.601
        plane.update(bytes([value]) * plane.buffer_size)
    captured.colorspace = 5

    frame = CaptureConverter(PROFILE).convert(captured, captured_at_us=0)

    assert np.abs(rgb_from_frame(frame)[20, 20].astype(int) - (255, 0, 0)).max() <= 6


def test_a_full_range_capture_is_brought_to_limited_range() -> None:
    captured = av.VideoFrame(64, 48, "yuvj420p")
    for plane, value in zip(captured.planes, (255, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)

    frame = CaptureConverter(PROFILE).convert(captured, captured_at_us=0)

    assert abs(frame.data[0] - 235) <= 1


def test_a_small_capture_is_not_enlarged_but_made_even() -> None:
    captured = av.VideoFrame(101, 57, "bgra")
    captured.planes[0].update(bytes(captured.planes[0].buffer_size))

    frame = CaptureConverter(PROFILE).convert(captured, captured_at_us=0)

    assert (frame.width_px, frame.height_px) == (100, 56)
