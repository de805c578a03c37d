"""Pushes the pictures of one channel into the SDK, from a thread that the SDK may hold up.

The SDK takes pictures only between its own start and stop. Each is preceded by a small message
with its time of capture (SEI), from which other Kliegs measure the delay from end to end.
"""

from __future__ import annotations

import logging
import threading
import time

from app.engine.zego import _express as express
from app.engine.zego.stamps import stamp_of
from app.engine.zego.translate import channel_of, video_config_of
from app.model.frames import VideoFrame
from app.model.media import PublishChannel, VideoConfig

_log = logging.getLogger(__name__)

_JOIN_TIME_S = 1.5
_STAMP_PERIOD_S = 0.03


class VideoSender:
    """One channel's way into the SDK."""

    def __init__(self, handle: express.Handle, channel: PublishChannel) -> None:
        self._handle = handle
        self._channel = channel_of(channel)
        self._news = threading.Condition()
        self._frame: VideoFrame | None = None
        self._thread: threading.Thread | None = None
        self._is_open = False
        self._config = VideoConfig()
        self._size_px = (0, 0)
        self._stamped_at_s = 0.0
        self.is_published = False

    def use_config(self, config: VideoConfig) -> None:
        """Take pictures as the SDK was told to encode them; any thread."""
        with self._news:
            self._config = config
            self._size_px = (config.profile.width_px, config.profile.height_px)

    def take(self, frame: VideoFrame) -> None:
        """Take a picture; one that was not sent yet is replaced. Any thread, never blocks."""
        with self._news:
            if self._is_open:
                self._frame = frame
                self._news.notify()

    def open(self) -> None:
        """The SDK takes pictures from now on."""
        with self._news:
            if self._is_open:
                return
            self._is_open = True
            before = self._thread
            self._thread = threading.Thread(
                target=self._run, args=(before,), name="klieg-zego-video", daemon=True
            )
            self._thread.start()

    def shut(self) -> None:
        """The SDK takes no more pictures; any thread, does not wait."""
        with self._news:
            self._is_open = False
            self._frame = None
            self._news.notify()

    def close(self) -> bool:
        """Send no more; waits for the thread. Returns False when the SDK holds it up."""
        self.shut()
        thread = self._thread
        if thread is None:
            return True
        thread.join(_JOIN_TIME_S)
        return not thread.is_alive()

    def _run(self, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # two threads must not send for one channel
        me = threading.current_thread()
        while (frame := self._next(me)) is not None:
            try:
                self._send(frame)
            except express.ClosedError:
                return
            except (express.MissingFunctionError, ValueError) as error:
                _log.warning("a picture was not sent: %s", error)

    def _next(self, me: threading.Thread) -> VideoFrame | None:
        with self._news:
            while self._is_open and self._thread is me and self._frame is None:
                self._news.wait()
            frame, self._frame = self._frame, None
            return frame if self._is_open and self._thread is me else None

    def _send(self, frame: VideoFrame) -> None:
        self._follow_size(frame)
        self._send_stamp(frame)
        half = (frame.width_px + 1) // 2
        code = self._handle.send_custom_video_capture_raw_data(
            frame.data,
            express.VideoFrameParam(
                format=express.VideoFrameFormat.I420,
                strides=(frame.width_px, half, half, 0),
                width=frame.width_px,
                height=frame.height_px,
            ),
            reference_time_millisecond=frame.captured_at_us // 1000,
            reference_time_scale=1000,
            channel=self._channel,
        )
        if code:
            _log.debug("a picture was refused with %d", code)

    def _follow_size(self, frame: VideoFrame) -> None:
        """Encode as large as the picture is: the SDK would stretch it to another shape."""
        size_px = (frame.width_px, frame.height_px)
        with self._news:
            if size_px == self._size_px:
                return
            self._size_px = size_px
            config = self._config
        self._handle.set_video_config(video_config_of(config, size_px), self._channel)

    def _send_stamp(self, frame: VideoFrame) -> None:
        now_s = time.monotonic()
        if not self.is_published or now_s - self._stamped_at_s < _STAMP_PERIOD_S:
            return
        self._stamped_at_s = now_s
        self._handle.send_sei(stamp_of(frame.captured_at_us), self._channel)
