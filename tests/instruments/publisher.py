"""Lean publishers of other people: several in one process, each with one moving picture.

They leave the processor to the program under test. Run as a module: what to publish comes from a
file that is gone as soon as it was read, so that no token is in a process list.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from livekit import rtc
from livekit.rtc._proto.track_pb2 import FMF_USER_TIMESTAMP
from livekit.rtc._proto.video_frame_pb2 import FrameMetadata, VideoBufferType, VideoCodec

from tests.instruments.children import Child
from tests.instruments.glass import BLOCKS, STRIP_SHARE
from tests.instruments.media_server import Identity, MediaServer


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many publishers ``<name>-<n>`` with a stream each of the same name."""

    room: str
    count: int
    name: str = "tile"
    width_px: int = 640
    height_px: int = 360
    fps: int = 30
    kbps: int = 800

    def stream_ids(self) -> list[str]:
        """Return the names of the streams."""
        return [f"{self.name}-{number}" for number in range(self.count)]


def start_crowd(crowd: Crowd, server: MediaServer, folder: Path) -> Child:
    """Start the publishers in a process of their own; returns when all publish."""
    identities = [Identity(crowd.room, name, publishes=True) for name in crowd.stream_ids()]
    task = {
        "url": server.url,
        "tokens": [server.token(identity) for identity in identities],
        "crowd": asdict(crowd),
    }
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".json") as file:
        json.dump(task, file)
        file.flush()
        command = [sys.executable, "-m", __name__, file.name]
        child = Child(
            command,
            output=folder / f"{crowd.name}.log",
            working_directory=Path(__file__).parents[2],
        )
        child.wait_until(lambda: "all publish" in child.text(), timeout_s=30, what="publishers")
    return child


class MovingPicture:
    """Paints one picture again and again: the time strip above a bar that wanders."""

    def __init__(self, crowd: Crowd) -> None:
        """Paint what does not move."""
        self._width, self._height = crowd.width_px, crowd.height_px
        luma = np.linspace(40, 200, self._width, dtype=np.float64).astype(np.uint8)
        self._luma = np.tile(luma, (self._height, 1))
        self._chroma = bytes([110]) * (self._width * self._height // 4) + bytes([150]) * (
            self._width * self._height // 4
        )
        self._strip_px = self._height // STRIP_SHARE

    def paint(self, count: int) -> tuple[bytearray, int]:
        """Return the picture in I420 and its Unix time in microseconds."""
        now_us = time.time_ns() // 1000
        luma = self._luma.copy()
        left = count * 6 % (self._width - 40)
        luma[self._height // 2 :, left : left + 40] = 235
        bits = (now_us // 1000 % 2**32) >> np.arange(BLOCKS) & 1
        luma[: self._strip_px] = np.repeat(16 + 219 * bits, self._width // BLOCKS)
        return bytearray(luma.tobytes() + self._chroma), now_us


async def publish(url: str, tokens: list[str], crowd: Crowd) -> None:
    """Publish until the process is ended."""
    joined = [
        await _join(url, token, crowd, name)
        for token, name in zip(tokens, crowd.stream_ids(), strict=True)
    ]
    print("all publish", flush=True)  # noqa: T201  (read by start_crowd)
    picture, began = MovingPicture(crowd), time.monotonic()
    count = 0
    while True:
        count += 1
        await asyncio.sleep(max(0.0, began + count / crowd.fps - time.monotonic()))
        data, now_us = picture.paint(count)
        frame = rtc.VideoFrame(crowd.width_px, crowd.height_px, VideoBufferType.I420, data)
        for _room, source in joined:
            source.capture_frame(frame, metadata=FrameMetadata(user_timestamp=now_us))


async def _join(url: str, token: str, crowd: Crowd, name: str) -> tuple[rtc.Room, rtc.VideoSource]:
    room = rtc.Room()
    await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
    source = rtc.VideoSource(crowd.width_px, crowd.height_px)
    options = rtc.TrackPublishOptions(
        source=rtc.TrackSource.SOURCE_CAMERA,
        stream=name,
        simulcast=False,
        video_codec=VideoCodec.H264,
        video_encoding=rtc.VideoEncoding(
            max_bitrate=crowd.kbps * 1000, max_framerate=float(crowd.fps)
        ),
        frame_metadata_features=[FMF_USER_TIMESTAMP],
    )
    track = rtc.LocalVideoTrack.create_video_track(name, source)
    await room.local_participant.publish_track(track, options)
    return room, source


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text())
    asyncio.run(publish(task["url"], task["tokens"], Crowd(**task["crowd"])))
