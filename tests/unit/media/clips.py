"""Small media files made on the spot."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from app.media.tone import SAMPLE_RATE_HZ, tone_samples


def write_clip(
    path: Path,
    *,
    frames: int = 15,
    fps: int = 30,
    size: tuple[int, int] = (320, 180),
    sound_s: float = 0.0,
    times: list[float] | None = None,
    pixel_aspect: Fraction = Fraction(1),
) -> Path:
    """Write a clip whose luma counts the frames in steps of ten; ``times`` sets its timestamps."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=fps)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.bit_rate = 2_000_000
        video.time_base = video.codec_context.time_base = Fraction(1, 1000)
        video.codec_context.sample_aspect_ratio = pixel_aspect
        video.sample_aspect_ratio = pixel_aspect
        if sound_s:
            add_tone(container, sound_s)
        for number in range(frames):
            picture = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(picture.planes, (30 + number % 20 * 10, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            picture.time_base = Fraction(1, 1000)
            picture.pts = round(1000 * (times[number] if times else number / fps))
            container.mux(video.encode(picture))
        container.mux(video.encode())
    return path


def add_tone(container: av.container.OutputContainer, length_s: float) -> None:
    """Add a stereo 44.1 kHz-free tone to a container."""
    stream = container.add_stream("pcm_s16le", rate=SAMPLE_RATE_HZ, layout="stereo")
    ten_ms = np.frombuffer(tone_samples(-20.0), np.int16)
    for number in range(round(length_s * 100)):
        frame = av.AudioFrame.from_ndarray(
            np.repeat(ten_ms, 2).reshape(1, -1), format="s16", layout="stereo"
        )
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = number * 480
        frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def write_tone(path: Path, length_s: float = 0.5) -> Path:
    """Write a file with sound only."""
    with av.open(str(path), "w") as container:
        add_tone(container, length_s)
    return path


def write_image(path: Path, size: tuple[int, int] = (101, 57)) -> Path:
    """Write a white image."""
    picture = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 255, np.uint8))
    picture.save(str(path))
    return path


def turn_header(path: Path, matrix: tuple[int, int, int, int]) -> None:
    """Write a display matrix into an MP4's track header, as phones do."""
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4 + 40
    a, b, c, d = matrix
    values = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    for number, value in enumerate(values):
        data[start + 4 * number : start + 4 * number + 4] = (value & 0xFFFFFFFF).to_bytes(4, "big")
    path.write_bytes(data)
