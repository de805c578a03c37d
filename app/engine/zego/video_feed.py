"""The picture of one channel that Klieg captures, from its source to preview and SDK.

Frames go straight from the source's thread into the mailboxes of preview and SDK: no queue, no
hop through the loop. What the loop changes here are single references, swapped atomically.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from app.engine.media_port import Capture, FrameSink
from app.engine.zego.context import ZegoContext
from app.model.errors import DeviceUnusableError, KliegError
from app.model.events import (
    DeviceError,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
    PublisherVideoSizeChanged,
)
from app.model.frames import VideoFrame, VideoFrameHandler
from app.model.media import (
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    VideoProfile,
)

_log = logging.getLogger(__name__)

_KIND_OF_SOURCE = {
    SourceKind.SCREEN: DeviceKind.SCREEN,
    SourceKind.WINDOW: DeviceKind.WINDOW,
}


class VideoFeed:
    """Runs one picture source and hands its frames on, to ``take`` and to the preview."""

    def __init__(
        self, context: ZegoContext, channel: PublishChannel, take: VideoFrameHandler
    ) -> None:
        self._context = context
        self._channel = channel
        self._take = take
        self._capture: Capture | None = None
        self._running: tuple[CaptureSource, VideoProfile] | None = None
        self._generation = 0
        self._has_ended = False
        self.preview: FrameSink | None = None
        self.size_px = (0, 0)
        self.newest: VideoFrame | None = None

    def run(self, source: CaptureSource, profile: VideoProfile) -> bool:
        """Capture from ``source``; the one before ends when the new one has started.

        Returns whether ``source`` runs. When it cannot be opened, the one before goes on.
        """
        if self._running == (source, profile):
            return True
        before = self._generation
        generation = before + 1
        capture: Capture | None = None
        if source.kind not in {SourceKind.CUSTOM, SourceKind.NONE}:
            try:
                capture = self._open(source, profile, generation)
            except KliegError as error:
                self._generation = before
                self._tell_trouble(source, error)
                if self._running is None:
                    self._tell_end(error)
                return False
        previous, self._capture = self._capture, capture
        self._generation = generation
        self._running = (source, profile)
        self._has_ended = False
        self.size_px = (0, 0)
        if previous is not None:
            previous.stop()
        return True

    @property
    def is_running(self) -> bool:
        """Whether a source was started and not stopped."""
        return self._running is not None

    def forget_what_ended(self) -> None:
        """Let a source that ended by itself begin anew with the next ``run``."""
        if self._has_ended:
            self.stop()

    def stop(self) -> None:
        """Release the source; nothing when it does not run."""
        self._generation += 1
        self._running = None
        self.newest = None
        self._has_ended = False
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.stop()

    def push(self, frame: VideoFrame) -> None:
        """Take a frame; any thread."""
        self.newest = frame
        self._take(frame)  # first: the preview may scale before it returns
        preview = self.preview
        if preview is not None:
            preview.put_frame(frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self.size_px:
            is_first = self.size_px == (0, 0)
            self.size_px = size_px
            self._context.loop.call(
                self._tell_first_frame if is_first else self._tell_size, size_px
            )

    def push_custom(self, frame: VideoFrame) -> None:
        """Take a frame from the application when the channel's source is CUSTOM."""
        running = self._running
        if running is not None and running[0].kind is SourceKind.CUSTOM:
            self.push(frame)

    def _open(self, source: CaptureSource, profile: VideoProfile, generation: int) -> Capture:
        captures = self._context.captures
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")

        def on_frame(frame: VideoFrame) -> None:
            if generation == self._generation:
                self.push(frame)

        def on_end(error: KliegError | None) -> None:
            self._context.loop.call(self._ended, source, generation, error)

        self._generation = generation
        return captures.start_video(source, profile, on_frame=on_frame, on_end=on_end)

    def _ended(self, source: CaptureSource, generation: int, error: KliegError | None) -> None:
        if generation != self._generation:
            return
        self._has_ended = True
        if error is not None:
            self._tell_trouble(source, error)
        self._tell_end(error)

    def _tell_trouble(self, source: CaptureSource, error: KliegError) -> None:
        _log.warning("source %s: %s", source.kind.value, error)
        kind = _KIND_OF_SOURCE.get(source.kind, DeviceKind.CAMERA)
        self._context.gate.raise_event(
            DeviceError(
                kind,
                source.target,
                error_code=error.code,
                message=error.message,
                hint=error.hint,
            )
        )

    def _tell_end(self, error: KliegError | None) -> None:
        event = PublisherSourceEnded(self._channel)
        if error is not None:
            event = replace(event, error_code=error.code, message=error.message, hint=error.hint)
        self._context.gate.raise_event(event)

    def _tell_first_frame(self, size_px: tuple[int, int]) -> None:
        self._context.gate.raise_event(PublisherCapturedVideoFirstFrame(self._channel))
        self._tell_size(size_px)

    def _tell_size(self, size_px: tuple[int, int]) -> None:
        self._context.gate.raise_event(PublisherVideoSizeChanged(self._channel, *size_px))
