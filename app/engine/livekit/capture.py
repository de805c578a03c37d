"""What one channel captures: its picture source, whether it runs, and its preview."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.common.worker import Worker
from app.engine.livekit.context import EngineContext
from app.engine.livekit.video_feed import VideoFeed
from app.model.frames import VideoFrame
from app.model.media import (
    Canvas,
    CaptureSource,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
)


class ChannelCapture:
    """Runs a channel's picture while it is previewed or published; on the engine's loop alone."""

    def __init__(
        self,
        context: EngineContext,
        channel: PublishChannel,
        worker: Worker,
        *,
        on_change: Callable[[], None],
    ) -> None:
        self._context = context
        self._on_change = on_change
        is_main = channel is PublishChannel.MAIN
        self._chosen = CaptureSource(SourceKind.CAMERA if is_main else SourceKind.SCREEN)
        self.config = VideoConfig()
        self.feed = VideoFeed(context, channel, worker, on_change=self._feed_changed)
        self._camera = SwitchState.ON
        self._is_previewed = False
        self._is_published = False

    @property
    def source(self) -> CaptureSource:
        """Return the source that runs; the chosen one when none runs."""
        return self.feed.source or self._chosen

    @property
    def is_previewed(self) -> bool:
        """Whether a preview was asked for."""
        return self._is_previewed

    @property
    def is_off(self) -> bool:
        """Whether the source is switched off."""
        return self._camera is SwitchState.OFF

    def set_config(self, config: VideoConfig) -> None:
        """Capture and encode so from the next start on."""
        self.config = config

    def use(self, source: CaptureSource) -> None:
        """Take the picture from ``source``, at once when capturing; anew when it has ended.

        When it cannot be opened, the one that runs goes on and stays the channel's source.
        """
        self._chosen = source
        self._run(anew=True)

    def enable(self, state: SwitchState) -> None:
        """Open or release the source."""
        self._camera = state
        self._run()

    def publish(self, *, wanted: bool) -> None:
        """Capture for a published stream, or no more."""
        self._is_published = wanted
        self._run()

    def start_preview(self, canvas: Canvas | None) -> None:
        """Capture, and draw on ``canvas`` when given."""
        self._close_preview()
        self._is_previewed = True
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self.feed.preview = sink
        self._run()

    def stop_preview(self) -> None:
        """Stop drawing; the source stays for a published stream."""
        self._is_previewed = False
        self._close_preview()
        self._run()

    def close(self) -> None:
        """Release all."""
        self._is_published = False
        self.stop_preview()

    # -- SinkObserver of the preview ---------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """Nothing to measure: the preview is the source itself."""

    def size_changed(self, width_px: int, height_px: int) -> None:
        """Nothing to choose: the preview has no layers."""

    def _run(self, *, anew: bool = False) -> None:
        is_wanted = self._is_previewed or self._is_published
        if is_wanted and self._camera is SwitchState.ON:
            self.feed.run(self._chosen, self.config.profile, anew=anew)
        else:
            self.feed.stop()

    def _feed_changed(self) -> None:
        running = self.feed.source
        if self.feed.is_refused and running is not None:
            self._chosen = running
        self._on_change()

    def _close_preview(self) -> None:
        sink, self.feed.preview = self.feed.preview, None
        if sink is not None:
            sink.close(self)
