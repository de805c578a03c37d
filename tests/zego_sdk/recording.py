"""Reads a recording as a player would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from tests.zego_sdk.facts import CheckError
from tests.zego_sdk.picture import strange_quarters

if TYPE_CHECKING:
    from av.container import InputContainer

FEWEST_FRAMES = 30  # of 4 s at 15 a second
TONE_HZ = 440.0
TOLERANCE_HZ = 5.0
SHORTEST_SOUND_S = 2.0


def check_codecs(path: Path) -> str:
    """Raise when it is not H.264 with AAC."""
    with _opened(path) as container:
        names = sorted(stream.codec_context.name for stream in container.streams)
    if names != ["aac", "h264"]:
        raise CheckError(f"it holds {', '.join(names)}")
    return f"{path.stat().st_size} bytes"


def check_frames(path: Path) -> str:
    """Raise when its frames do not decode, are few, or do not show the fed picture."""
    with _opened(path) as container:
        pictures = (frame.to_ndarray(format="rgb24") for frame in container.decode(video=0))
        frames = [picture.astype(np.uint8, copy=False) for picture in pictures]
    if len(frames) < FEWEST_FRAMES:
        raise CheckError(f"it has {len(frames)} frames, expected {FEWEST_FRAMES}")
    for number in (len(frames) // 2, len(frames) - 1):
        strange = strange_quarters(frames[number])
        if strange:
            raise CheckError(f"frame {number} of {len(frames)}: {'; '.join(strange)}")
    height, width = frames[0].shape[:2]
    return f"{len(frames)} frames of {width} x {height}"


def check_sound(path: Path) -> str:
    """Raise when the loudest tone in it is not the fed one."""
    with _opened(path) as container:
        rate_hz = container.streams.audio[0].rate
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    samples = np.concatenate(parts).astype(np.float64)
    duration_s = samples.size / rate_hz
    if duration_s < SHORTEST_SOUND_S:
        raise CheckError(f"it has {duration_s:.1f} s of sound")
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    loudest_hz = float(np.fft.rfftfreq(samples.size, 1 / rate_hz)[int(spectrum.argmax())])
    if abs(loudest_hz - TONE_HZ) > TOLERANCE_HZ:
        raise CheckError(f"its loudest tone is {loudest_hz:.0f} Hz, fed was {TONE_HZ:.0f} Hz")
    return f"{duration_s:.1f} s, {loudest_hz:.0f} Hz"


def _opened(path: Path) -> InputContainer:
    if not path.exists():
        raise CheckError(f"there is no {path.name}")
    try:
        return av.open(str(path))
    except av.FFmpegError as error:
        raise CheckError(f"no player opens it: {error}") from error
