"""Pictures on their way to the SDK; what runs their source is ``app.engine.common.video_feed``."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.common import video_feed
from app.engine.common.worker import Worker
from app.engine.zego.context import ZegoContext
from app.engine.zego.video_sender import VideoSender
from app.model.frames import VideoFrame
from app.model.media import PublishChannel


class VideoFeed(video_feed.VideoFeed):
    """Runs one picture source for the SDK; see the class it is built on.

    Attributes:
        newest: The picture that was captured last.
    """

    def __init__(
        self,
        context: ZegoContext,
        channel: PublishChannel,
        worker: Worker,
        *,
        sender: VideoSender,
        on_change: Callable[[], None],
    ) -> None:
        super().__init__(context, channel, worker, on_change=on_change)
        self.newest: VideoFrame | None = None
        self._sender = sender

    def stop(self) -> None:
        """Release the source; nothing when it does not run."""
        super().stop()
        self.newest = None

    def encode(self, frame: VideoFrame) -> None:
        """Leave a frame to the sender, which takes it while the SDK does."""
        self.newest = frame
        self._sender.take(frame)
