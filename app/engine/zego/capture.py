"""What one channel captures: its picture source, whether it runs, and its preview.

Klieg's own sources run here and are pushed into the SDK; their preview is drawn from the source
itself. Sources of the SDK (camera and screen on Windows and macOS) run and are drawn in there.
"""

from __future__ import annotations

from collections.abc import Callable

from app.engine.common.worker import Worker
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.sdk_source import SdkSource
from app.engine.zego.translate import canvas_of, channel_of, video_config_of
from app.engine.zego.video_feed import VideoFeed
from app.engine.zego.video_sender import VideoSender
from app.model.events import PublisherCapturedVideoFirstFrame, PublisherVideoSizeChanged
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

    def __init__(self, context: ZegoContext, channel: PublishChannel) -> None:
        self._context = context
        self._channel = channel
        is_main = channel is PublishChannel.MAIN
        self._chosen = CaptureSource(SourceKind.CAMERA if is_main else SourceKind.SCREEN)
        self.config = VideoConfig()
        self.sender = VideoSender(context.sdk.handle, channel)
        self._worker = Worker(f"klieg-zego-source-{channel.name.lower()}")
        self.feed = VideoFeed(
            context, channel, self._worker, sender=self.sender, on_change=self._feed_changed
        )
        self._sdk_source = SdkSource(context, channel)
        self._camera = SwitchState.ON
        self._canvas: Canvas | None = None
        self._is_previewed = False
        self.on_preview: Callable[[], None] = lambda: None
        self._is_previewed_by_sdk = False
        self._is_published = False
        self._sdk_size_px = (0, 0)

    @property
    def is_of_the_sdk(self) -> bool:
        """Whether the SDK opens the source itself."""
        return self._chosen.kind in self._context.ways.captures

    @property
    def is_previewed(self) -> bool:
        """Whether a preview was asked for."""
        return self._is_previewed

    @property
    def size_px(self) -> tuple[int, int]:
        """Return the size of the captured picture; (0, 0) while it is not known."""
        return self._sdk_size_px if self.is_of_the_sdk else self.feed.size_px

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
        is_on = state is SwitchState.ON
        channel = channel_of(self._channel)
        if self.is_of_the_sdk:
            self._context.sdk.send(
                "enable_camera",
                lambda sdk: sdk.enable_camera(
                    enable=is_on,
                    notify_mode=express.ExpNotifyDeviceStateMode.OPEN,
                    channel=channel,
                ),
            )
        else:  # so that others are told; the source is ours
            seen_as = express.RemoteDeviceState.OPEN if is_on else express.RemoteDeviceState.DISABLE
            self._context.sdk.send(
                "set_custom_video_capture_device_state",
                lambda sdk: sdk.set_custom_video_capture_device_state(
                    is_enable=is_on, state=seen_as, channel=channel
                ),
            )
        self._run()

    def publish(self, *, wanted: bool) -> None:
        """Capture for a published stream, or no more."""
        self._is_published = wanted
        self.sender.is_published = wanted
        if wanted:
            self._configure()
        self._run()

    def start_preview(self, canvas: Canvas | None) -> None:
        """Capture, and draw on ``canvas`` when given."""
        self._close_sink()
        if not self._is_previewed and not self._is_published:
            self._configure()
        self._is_previewed = True
        self._canvas = canvas
        self._is_previewed_by_sdk = False  # a second start changes the canvas
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self.feed.preview = sink
        self._run()
        self.on_preview()

    def stop_preview(self) -> None:
        """Stop drawing; the source stays for a published stream."""
        if not self._is_previewed:
            return
        self._is_previewed = False
        self._canvas = None
        self._stop_sdk_preview()
        self._run()
        self._close_sink()
        self.on_preview()

    def resume_preview(self) -> None:
        """Preview again: the SDK ends the preview when a room is left."""
        self._is_previewed_by_sdk = False
        self._run()

    async def close(self) -> None:
        """Release all; the source is free when it returns, or its time is up."""
        self._is_published = False
        self.stop_preview()
        self._run()
        await self.feed.settle()
        self._worker.close()

    # -- what the SDK tells of a source of its own ---------------------------------------

    def first_frame_captured(self) -> None:
        """Tell that the source works; Klieg's own sources have told so themselves."""
        if self.is_of_the_sdk:
            self._context.gate.raise_event(PublisherCapturedVideoFirstFrame(self._channel))

    def size_told(self, width_px: int, height_px: int) -> None:
        """Tell the size of the captured picture."""
        if self.is_of_the_sdk:
            self._sdk_size_px = (width_px, height_px)
            self._context.gate.raise_event(
                PublisherVideoSizeChanged(self._channel, width_px, height_px)
            )

    # -- SinkObserver of the preview ---------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """Nothing to measure: the preview is the source itself."""

    def size_changed(self, width_px: int, height_px: int) -> None:
        """Nothing to choose: the preview has no layers."""

    # -- bringing source and SDK in line -------------------------------------------------

    def _run(self, *, anew: bool = False) -> None:
        is_wanted = self._is_previewed or self._is_published
        is_on = is_wanted and self._camera is SwitchState.ON
        if is_wanted:
            if self._is_previewed_by_sdk and self._sdk_source.needs_stop(self._chosen):
                self._stop_sdk_preview()
            self._sdk_source.use(self._chosen)
        if is_on and not self.is_of_the_sdk:
            self.feed.run(self._chosen, self.config.profile, anew=anew)
        else:
            self.feed.stop()
        self._sdk_source.run(wanted=is_on and self.is_of_the_sdk)
        if self._is_previewed and not self._is_previewed_by_sdk:
            self._start_sdk_preview()

    def _feed_changed(self) -> None:
        """When a source cannot be opened, the one that goes on is the channel's again."""
        running = self.feed.source
        if self.feed.is_refused and running is not None:
            self._chosen = running

    def _configure(self) -> None:
        """Say how to encode before anything starts: the codec cannot change later."""
        profile = self.config.profile
        config = video_config_of(self.config, (profile.width_px, profile.height_px))
        self._context.sdk.send(
            "set_video_config", lambda sdk: sdk.set_video_config(config, channel_of(self._channel))
        )
        self.sender.use_config(self.config)

    def _stop_sdk_preview(self) -> None:
        self._is_previewed_by_sdk = False
        self._context.sdk.send(
            "stop_preview", lambda sdk: sdk.stop_preview(channel_of(self._channel))
        )

    def _start_sdk_preview(self) -> None:
        self._is_previewed_by_sdk = True
        channel, canvas = channel_of(self._channel), self._canvas
        if not (self._context.ways.draws and self.is_of_the_sdk and canvas is not None):
            self._context.sdk.send("start_preview", lambda sdk: sdk.start_preview(None, channel))
            return
        drawn = canvas_of(canvas)
        mirror = express.VideoMirrorMode.NO_MIRROR
        if canvas.mirror is SwitchState.ON:
            mirror = express.VideoMirrorMode.ONLY_PREVIEW_MIRROR
        self._context.sdk.send(
            "set_video_mirror_mode", lambda sdk: sdk.set_video_mirror_mode(mirror, channel)
        )
        self._context.sdk.send("start_preview", lambda sdk: sdk.start_preview(drawn, channel))

    def _close_sink(self) -> None:
        sink, self.feed.preview = self.feed.preview, None
        if sink is not None:
            sink.close(self)
