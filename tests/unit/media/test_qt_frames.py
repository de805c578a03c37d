import av
import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from app.media.convert import CaptureConverter
from app.media.frames import COLOUR_SPACE, rgb_from_frame
from app.media.qt_frames import QtPictureReader, counterclockwise_turns
from app.model.media import PROFILE_720P30

Format = QVideoFrameFormat.PixelFormat
ORANGE = (230, 140, 60)
COUNTERPARTS = {
    Format.Format_BGRA8888: "bgra",
    Format.Format_BGRX8888: "bgra",
    Format.Format_ARGB8888: "argb",
    Format.Format_XRGB8888: "argb",
    Format.Format_ABGR8888: "abgr",
    Format.Format_XBGR8888: "abgr",
    Format.Format_RGBA8888: "rgba",
    Format.Format_RGBX8888: "rgba",
    Format.Format_YUV420P: "yuv420p",
    Format.Format_YUV422P: "yuv422p",
    Format.Format_NV12: "nv12",
    Format.Format_NV21: "nv21",
    Format.Format_YUYV: "yuyv422",
    Format.Format_UYVY: "uyvy422",
}


def orange_picture(name: str, size: tuple[int, int]) -> av.VideoFrame:
    rgb = np.full((size[1], size[0], 3), ORANGE, np.uint8)
    return av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format=name, dst_colorspace=COLOUR_SPACE
    )


def qt_frame(pixel_format: Format, size: tuple[int, int]) -> QVideoFrame:
    """Fill a frame of Qt's own memory with orange."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(*size), pixel_format))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    source = orange_picture(COUNTERPARTS[pixel_format], size)
    for number, plane in enumerate(source.planes):
        stride = frame.bytesPerLine(number)
        target = np.frombuffer(frame.bits(number), np.uint8)
        rows = target[: target.size // stride * stride].reshape(-1, stride)
        given = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        width = min(stride, plane.line_size)
        rows[: plane.height, :width] = given[: plane.height, :width]
    frame.unmap()
    return frame


def mean_rgb(picture: av.VideoFrame) -> npt.NDArray[np.float64]:
    frame = CaptureConverter(PROFILE_720P30).convert(picture, captured_at_us=0)
    return np.array([rgb_from_frame(frame)[..., channel].mean() for channel in range(3)])


@pytest.mark.parametrize("size", [(64, 48), (322, 182)])
@pytest.mark.parametrize("pixel_format", COUNTERPARTS, ids=COUNTERPARTS.get)
def test_every_common_format_keeps_its_colour(pixel_format: Format, size: tuple[int, int]) -> None:
    frame = qt_frame(pixel_format, size)

    picture = QtPictureReader().read(frame)

    assert (picture.width, picture.height) == size
    assert np.abs(mean_rgb(picture) - ORANGE).max() <= 6


def test_the_planes_of_yv12_are_not_swapped() -> None:
    frame = QVideoFrame(QVideoFrameFormat(QSize(64, 48), Format.Format_YV12))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    for number, value in enumerate((63, 240, 102)):  # Y, V, U of pure red
        np.frombuffer(frame.bits(number), np.uint8)[:] = value
    frame.unmap()

    red = mean_rgb(QtPictureReader().read(frame))

    assert np.abs(red - (254, 0, 0)).max() <= 5


def test_full_range_and_its_colour_space_are_told_to_the_converter() -> None:
    surface = QVideoFrameFormat(QSize(64, 48), Format.Format_YUV420P)
    surface.setColorRange(QVideoFrameFormat.ColorRange.ColorRange_Full)
    surface.setColorSpace(QVideoFrameFormat.ColorSpace.ColorSpace_BT601)
    frame = QVideoFrame(surface)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    for number, value in enumerate((255, 128, 128)):
        np.frombuffer(frame.bits(number), np.uint8)[:] = value
    frame.unmap()

    converted = CaptureConverter(PROFILE_720P30).convert(
        QtPictureReader().read(frame), captured_at_us=0
    )

    assert abs(converted.data[0] - 235) <= 1


@pytest.mark.qt_log_ignore("No RHI backend")
def test_a_format_without_a_counterpart_is_left_to_qt() -> None:
    frame = QVideoFrame(QVideoFrameFormat(QSize(64, 48), Format.Format_AYUV))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    np.frombuffer(frame.bits(0), np.uint8).reshape(-1, 4)[:] = (
        255,
        81,
        90,
        240,
    )  # A, Y, U, V of red as Qt takes it: BT.601
    frame.unmap()

    red = mean_rgb(QtPictureReader().read(frame))

    assert np.abs(red - (254, 0, 0)).max() <= 5


@pytest.mark.parametrize(
    ("rotation", "turns"),
    [
        (QtVideo.Rotation.None_, 0),
        (QtVideo.Rotation.Clockwise90, 3),
        (QtVideo.Rotation.Clockwise180, 2),
        (QtVideo.Rotation.Clockwise270, 1),
    ],
)
def test_a_turned_device_is_turned_back(rotation: QtVideo.Rotation, turns: int) -> None:
    frame = QVideoFrame(QVideoFrameFormat(QSize(64, 48), Format.Format_NV12))
    frame.setRotation(rotation)

    assert counterclockwise_turns(frame) == turns
