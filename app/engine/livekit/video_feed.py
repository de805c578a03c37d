"""Pictures into libwebrtc; what runs their source is :mod:`app.engine.common.video_feed`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from livekit import rtc
from livekit.rtc._proto.video_frame_pb2 import FrameMetadata, VideoBufferType

from app.engine.common import video_feed
from app.engine.common.context import CaptureContext
from app.engine.common.frame_meter import DelayMeter
from app.engine.common.worker import Worker
from app.model.frames import VideoFrame
from app.model.media import PublishChannel


class VideoFeed(video_feed.VideoFeed):
    """Runs one picture source for libwebrtc; see the class it is built on."""

    def __init__(
        self,
        context: CaptureContext,
        channel: PublishChannel,
        worker: Worker,
        *,
        on_change: Callable[[], None],
    ) -> None:
        super().__init__(context, channel, worker, on_change=on_change)
        self.encoder: rtc.VideoSource | None = None
        self.former_encoder: rtc.VideoSource | None = None  # while another one takes over
        self._newest: VideoFrame | None = None
        self.frames_sent = 0
        self.waits = DelayMeter()

    def stop(self) -> None:
        """Release the source; nothing when it does not run."""
        super().stop()
        self._newest = None

    def begin(self, encoder: rtc.VideoSource) -> None:
        """Feed ``encoder`` from now on, at once where there is a picture.

        Until it is fed for the first time it sends tiny black pictures of its own.
        """
        self.encoder = encoder
        newest = self._newest
        if newest is not None:
            self.encode(replace(newest, captured_at_us=time.time_ns() // 1000))

    def encode(self, frame: VideoFrame) -> None:
        """Give a frame, with its time of capture, to libwebrtc."""
        self._newest = frame
        encoders = [one for one in (self.encoder, self.former_encoder) if one is not None]
        if not encoders:
            return
        picture = rtc.VideoFrame(frame.width_px, frame.height_px, VideoBufferType.I420, frame.data)
        metadata = FrameMetadata(user_timestamp=frame.captured_at_us)
        for encoder in encoders:
            try:
                encoder.capture_frame(picture, metadata=metadata)
            except Exception:
                if encoder in (self.encoder, self.former_encoder):
                    raise  # else it was let go in this moment, by the loop
        self.frames_sent += 1
        self.waits.add(time.time_ns() // 1000 - frame.captured_at_us)
