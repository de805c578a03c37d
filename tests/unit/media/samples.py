"""Pictures that tests of frames, scaling and sinks start from."""

import numpy as np
import numpy.typing as npt

from app.media.frames import planes_of
from app.model.frames import VideoFrame, i420_size_bytes

WHITE, BLACK, GREY = 235, 16, 126


def flat_frame(
    width: int, height: int, *, luma: int = WHITE, captured_at_us: int = 1_000_000
) -> VideoFrame:
    """One even grey."""
    data = bytearray(b"\x80" * i420_size_bytes(width, height))
    planes_of(data, width, height).y[:] = luma
    return VideoFrame(width, height, memoryview(data), captured_at_us=captured_at_us)


def quartered_frame(width: int, height: int) -> VideoFrame:
    """Top left white, top right grey, bottom left dark grey, bottom right black."""
    frame = flat_frame(width, height, luma=BLACK)
    luma = planes_of(frame.data, width, height).y
    luma[: height // 2, : width // 2] = WHITE
    luma[: height // 2, width // 2 :] = GREY
    luma[height // 2 :, : width // 2] = 70
    return frame


def bgra_rows(data: memoryview, stride: int, width: int, height: int) -> npt.NDArray[np.uint8]:
    """See drawn pixels as an array of shape (height, width, 4)."""
    rows = np.frombuffer(data, np.uint8).reshape(-1, stride)[:height, : width * 4]
    return rows.reshape(height, width, 4)
