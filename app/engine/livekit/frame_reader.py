"""Takes the decoded pictures of one track out of LiveKit, one at a time.

Who shows each as it comes wants the newest only; who evens them out wants all of a burst, too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from livekit import rtc

from app.engine.common.loop import EngineLoop
from app.engine.livekit import native
from app.model.frames import VideoFrame

_UNFED_PX = 2
"""The size of the black pictures that the SDK sends of a track until that is fed."""


class FrameReader:
    """Reads one track after the other; used on the engine's loop alone."""

    def __init__(self, loop: EngineLoop, name: str, on_frame: Callable[[VideoFrame], None]) -> None:
        self._loop = loop
        self._name = name
        self._on_frame = on_frame
        self._task: asyncio.Task[None] | None = None
        self._track: rtc.RemoteTrack | None = None
        self._queued_most = 1

    def start(self, track: rtc.RemoteTrack) -> None:
        """Read ``track`` from now on."""
        self.stop()
        self._track = track
        self._task = self._loop.spawn(self._read(track), name=f"read-{self._name}")

    def queue(self, most: int) -> None:
        """Let so many pictures queue that come at once; the oldest give way to more."""
        if most == self._queued_most:
            return
        self._queued_most = most
        if self._track is not None:
            self.start(self._track)

    def stop(self) -> None:
        """Read no more."""
        self._track = None
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    async def _read(self, track: rtc.RemoteTrack) -> None:
        stream = native.PictureStream(track, queued_most=self._queued_most)
        try:
            async for event in stream:
                metadata = event.metadata
                has_time = metadata is not None and metadata.HasField("user_timestamp")
                picture = event.frame
                if max(picture.width, picture.height) <= _UNFED_PX:
                    continue
                frame = VideoFrame(
                    picture.width,
                    picture.height,
                    picture.data,
                    captured_at_us=metadata.user_timestamp if has_time and metadata else 0,
                    received_at_us=time.time_ns() // 1000,
                )
                self._on_frame(frame)
        finally:
            await asyncio.shield(stream.aclose())
