"""Tells the SDK where a channel's picture comes from, and runs the sources that it opens itself."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.translate import channel_of, code_of
from app.model.errors import ErrorCode
from app.model.events import DeviceError
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind

_SCREEN_KINDS = {
    SourceKind.SCREEN: express.ScreenCaptureSourceType.SCREEN,
    SourceKind.WINDOW: express.ScreenCaptureSourceType.WINDOW,
}
_DEVICE_KINDS = {
    SourceKind.CAMERA: DeviceKind.CAMERA,
    SourceKind.SCREEN: DeviceKind.SCREEN,
    SourceKind.WINDOW: DeviceKind.WINDOW,
}
_SOURCE_TYPES = {
    SourceKind.CAMERA: express.VideoSourceType.CAMERA,
    SourceKind.NONE: express.VideoSourceType.NONE,
}
_NO_INSTANCE = -1


class SdkSource:
    """The source of one channel as the SDK knows it; used on the engine's loop alone."""

    def __init__(self, context: ZegoContext, channel: PublishChannel) -> None:
        self._context = context
        self._channel = channel_of(channel)
        self._used: CaptureSource | None = None
        self._is_pushed = not context.ways.captures  # then all channels are, from the start
        self._instance = _NO_INSTANCE
        self._is_running = False

    def use(self, source: CaptureSource) -> None:
        """Let the SDK take the channel's picture from ``source``."""
        if source == self._used or not self._context.ways.captures:
            return
        self._used = source
        self._release_screen()
        is_pushed = source.kind not in self._context.ways.captures
        if is_pushed is not self._is_pushed:
            self._is_pushed = is_pushed
            self._send(
                "enable_custom_video_capture",
                lambda sdk: sdk.enable_custom_video_capture(
                    enable=is_pushed,
                    config=express.CustomVideoCaptureConfig(express.VideoBufferType.RAW_DATA),
                    channel=self._channel,
                ),
            )
        if source.kind in _SCREEN_KINDS:
            self._send("create_screen_capture_source", self._use_screen)
            return
        kind = _SOURCE_TYPES.get(source.kind, express.VideoSourceType.CUSTOM)
        self._send(
            "set_video_source", lambda sdk: sdk.set_video_source(kind, 0, channel=self._channel)
        )
        if source.kind is SourceKind.CAMERA and source.target:
            self._send(
                "use_video_device",
                lambda sdk: sdk.use_video_device(source.target, self._channel),
            )

    def needs_stop(self, source: CaptureSource) -> bool:
        """Whether ``source`` can only be used after a running preview has stopped."""
        captures = self._context.ways.captures
        return bool(captures) and (source.kind not in captures) is not self._is_pushed

    def run(self, *, wanted: bool) -> None:
        """Open or release a screen; cameras are opened by preview and publishing."""
        if wanted is self._is_running or self._used is None:
            return
        self._is_running = wanted
        if self._used.kind in _SCREEN_KINDS:
            self._send("screen_capture", lambda sdk: self._run_screen(sdk, wanted=wanted))

    def _use_screen(self, sdk: express.Handle) -> int:
        """Runs on the thread of the SDK's calls, where the instance belongs to."""
        source = self._used
        if source is None or source.kind not in _SCREEN_KINDS:
            return 0
        kind = _SCREEN_KINDS[source.kind]
        found = [
            info
            for info in sdk.get_screen_capture_sources()
            if info.source_type == kind and _is_meant(info, source.target)
        ]
        if not found:
            return int(ErrorCode.DEVICE_UNKNOWN)
        self._instance = sdk.create_screen_capture_source(found[0].source_id, kind)
        return sdk.set_video_source(
            express.VideoSourceType.SCREEN_CAPTURE, self._instance, channel=self._channel
        )

    def _run_screen(self, sdk: express.Handle, *, wanted: bool) -> int:
        if self._instance == _NO_INSTANCE:
            return 0
        if wanted:
            return sdk.screen_capture_start_capture(self._instance)
        return sdk.screen_capture_stop_capture(self._instance)

    def _release_screen(self) -> None:
        self._is_running = False
        self._send("destroy_screen_capture_source", self._destroy_screen)

    def _destroy_screen(self, sdk: express.Handle) -> int:
        instance, self._instance = self._instance, _NO_INSTANCE
        if instance == _NO_INSTANCE:
            return 0
        sdk.screen_capture_stop_capture(instance)
        return sdk.destroy_screen_capture_source(instance)

    def _send(self, name: str, call: Callable[[express.Handle], int]) -> None:
        self._context.sdk.send(name, call, on_refused=self._tell_trouble)

    def _tell_trouble(self, code: int) -> None:
        source = self._used
        if source is None:
            return
        self._context.faults.told(code)
        self._context.gate.raise_event(
            DeviceError(
                _DEVICE_KINDS.get(source.kind, DeviceKind.CAMERA),
                source.target,
                error_code=code_of(code),
                message=f"the SDK cannot open {source}",
            )
        )


def _is_meant(info: express.ScreenCaptureSourceInfo, target: str) -> bool:
    return not target or target in {str(info.source_id), info.source_name}
