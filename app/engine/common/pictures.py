"""Pictures from one layout into another."""

from __future__ import annotations

import numpy as np

from app.model.frames import VideoFrame


def i420_of_bgra(data: bytes, width_px: int, height_px: int) -> memoryview:
    """Return a picture of packed BGRA as I420 (BT.601, limited range), of even size.

    An odd last row or column is left out.
    """
    pixels = np.frombuffer(data, np.uint8).reshape(height_px, width_px, 4)
    pixels = pixels[: height_px & ~1, : width_px & ~1]
    blue, green, red = (pixels[..., plane].astype(np.float32) for plane in range(3))
    luma = 16 + 0.257 * red + 0.504 * green + 0.098 * blue
    u = 128 - 0.148 * red - 0.291 * green + 0.439 * blue
    v = 128 + 0.439 * red - 0.368 * green - 0.071 * blue
    planes = (luma, _halved(u), _halved(v))
    parts = [np.clip(np.rint(plane), 0, 255).astype(np.uint8).ravel() for plane in planes]
    return memoryview(np.concatenate(parts).tobytes())


def black_frame(width_px: int, height_px: int, *, captured_at_us: int) -> VideoFrame:
    """Return a dark picture of even size."""
    luma = width_px * height_px
    data = bytearray(b"\x80" * (luma * 3 // 2))
    data[:luma] = b"\x10" * luma
    return VideoFrame(width_px, height_px, memoryview(data), captured_at_us=captured_at_us)


def _halved(
    plane: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    height, width = plane.shape
    halved = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3), dtype=np.float32)
    return np.asarray(halved, dtype=np.float32).reshape(height // 2, width // 2)
