"""Pictures of Qt Multimedia as pictures of PyAV."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt
from av.video.codeccontext import VideoCodecContext
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from app.model.errors import DeviceUnusableError

_Format = QVideoFrameFormat.PixelFormat
_FOUR_BYTES = {
    _Format.Format_BGRA8888: "bgra",
    _Format.Format_BGRA8888_Premultiplied: "bgra",
    _Format.Format_BGRX8888: "bgra",
    _Format.Format_ARGB8888: "argb",
    _Format.Format_ARGB8888_Premultiplied: "argb",
    _Format.Format_XRGB8888: "argb",
    _Format.Format_ABGR8888: "abgr",
    _Format.Format_XBGR8888: "abgr",
    _Format.Format_RGBA8888: "rgba",
    _Format.Format_RGBX8888: "rgba",
}
_COPIED = {
    _Format.Format_YUV420P: "yuv420p",
    _Format.Format_YV12: "yuv420p",
    _Format.Format_YUV422P: "yuv422p",
    _Format.Format_NV12: "nv12",
    _Format.Format_NV21: "nv21",
    _Format.Format_YUYV: "yuyv422",
    _Format.Format_UYVY: "uyvy422",
    _Format.Format_P010: "p010le",
    _Format.Format_P016: "p016le",
    _Format.Format_YUV420P10: "yuv420p10le",
    _Format.Format_Y8: "gray",
    _Format.Format_Y16: "gray16le",
}
_BT709 = 1  # where a device does not say: then nothing needs to be converted
_COLOUR_SPACES = {
    QVideoFrameFormat.ColorSpace.ColorSpace_BT601: 5,
    QVideoFrameFormat.ColorSpace.ColorSpace_AdobeRgb: 5,
    QVideoFrameFormat.ColorSpace.ColorSpace_BT2020: 9,
}
_COLOUR_RANGES = {
    QVideoFrameFormat.ColorRange.ColorRange_Video: 1,
    QVideoFrameFormat.ColorRange.ColorRange_Full: 2,
}
_TURNS = {
    QtVideo.Rotation.None_: 0,
    QtVideo.Rotation.Clockwise90: 3,
    QtVideo.Rotation.Clockwise180: 2,
    QtVideo.Rotation.Clockwise270: 1,
}


class QtPictureReader:
    """Reads Qt's frames; keeps a decoder for cameras that send JPEG. One thread at a time."""

    def __init__(self) -> None:
        self._jpeg: VideoCodecContext | None = None

    def read(self, frame: QVideoFrame) -> av.VideoFrame:
        """Return the picture; it may lie over the memory of ``frame``: keep that until done.

        Raises:
            DeviceUnusableError: The frame cannot be read.
        """
        if not frame.isMapped() and not frame.map(QVideoFrame.MapMode.ReadOnly):
            raise DeviceUnusableError("cannot read a picture of the device: it gives no memory")
        pixel_format = frame.pixelFormat()
        if pixel_format in _FOUR_BYTES:
            return _over_memory(frame, _FOUR_BYTES[pixel_format])
        if pixel_format in _COPIED:
            picture = _copied(frame, _COPIED[pixel_format])
            surface = frame.surfaceFormat()
            picture.colorspace = _COLOUR_SPACES.get(surface.colorSpace(), _BT709)
            picture.color_range = _COLOUR_RANGES.get(surface.colorRange(), 0)
            return picture
        if pixel_format == _Format.Format_Jpeg:
            return self._decoded(frame)
        return _from_image(frame)

    def _decoded(self, frame: QVideoFrame) -> av.VideoFrame:
        if self._jpeg is None:
            self._jpeg = av.CodecContext.create("mjpeg", "r")
        packet = av.Packet(bytes(frame.bits(0)))
        for picture in self._jpeg.decode(packet):
            if isinstance(picture, av.VideoFrame):
                return picture
        raise DeviceUnusableError("cannot read a picture of the device: its JPEG is damaged")


def counterclockwise_turns(frame: QVideoFrame) -> int:
    """Return the quarter turns that bring ``frame`` upright."""
    return _TURNS[frame.rotation()]


def _over_memory(frame: QVideoFrame, name: str) -> av.VideoFrame:
    rows: npt.NDArray[np.uint8] = np.ndarray(
        (frame.height(), frame.width(), 4),
        np.uint8,
        buffer=frame.bits(0),
        strides=(frame.bytesPerLine(0), 4, 1),
    )
    return av.VideoFrame.from_numpy_buffer(rows, format=name)


def _copied(frame: QVideoFrame, name: str) -> av.VideoFrame:
    picture = av.VideoFrame(frame.width(), frame.height(), name)
    order = [0, 2, 1] if frame.pixelFormat() == _Format.Format_YV12 else range(frame.planeCount())
    for plane, number in zip(picture.planes, order, strict=True):
        stride = frame.bytesPerLine(number)
        source = np.frombuffer(frame.bits(number), np.uint8)
        height = min(plane.height, source.size // stride)
        width = min(stride, plane.line_size)
        target = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        target[:height, :width] = source[: height * stride].reshape(height, stride)[:, :width]
    return picture


def _from_image(frame: QVideoFrame) -> av.VideoFrame:
    """Let Qt convert what has no counterpart; slow, for rare formats only."""
    image = frame.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    if image.isNull():
        raise DeviceUnusableError("cannot read a picture of the device: its format is unknown")
    rows: npt.NDArray[np.uint8] = np.ndarray(
        (image.height(), image.width(), 4),
        np.uint8,
        buffer=image.constBits(),
        strides=(image.bytesPerLine(), 4, 1),
    )
    return av.VideoFrame.from_numpy_buffer(rows.copy(), format="rgba")
