"""The calls of the port that capture, preview and publish."""

from __future__ import annotations

from collections.abc import Coroutine

from app.engine.common.limits import check_stream_info
from app.engine.livekit.face import EngineFace
from app.engine.livekit.publisher import Publisher
from app.model.frames import AudioFrame, VideoFrame
from app.model.ids import check_stream_id
from app.model.media import (
    AudioConfig,
    Canvas,
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
)
from app.model.session import PublishConfig


class PublishFace(EngineFace):
    """Implements :class:`app.engine.port.PublishCalls`."""

    def set_video_config(
        self, config: VideoConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.set_config, config)

    def set_audio_config(
        self, config: AudioConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_audio_config, config)

    def set_capture_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_capture_source, source)

    def set_audio_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).set_audio_source, source)

    def start_preview(
        self, canvas: Canvas | None = None, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.start_preview, canvas)

    def stop_preview(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._channel(channel).capture.stop_preview)

    def start_publishing_stream(
        self,
        stream_id: str,
        config: PublishConfig | None = None,
        channel: PublishChannel = PublishChannel.MAIN,
    ) -> None:
        """See the port."""
        check_stream_id(stream_id)
        self._check_login_asked(f"publish {stream_id!r}")
        extra_info = config.extra_info if config is not None else ""
        check_stream_info(extra_info)
        self._call(self._desk.start_publishing, channel, stream_id, extra_info)

    def stop_publishing_stream(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See the port."""
        self._call(self._channel(channel).stop)

    def set_stream_extra_info(
        self, extra_info: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> Coroutine[object, object, None]:
        """See the port."""
        check_stream_info(extra_info)
        return self._submit(self._channel(channel).set_extra_info(extra_info))

    def enable_camera(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).enable_camera, state)

    def enable_audio_capture_device(self, state: SwitchState) -> None:
        """See the port."""
        for channel in PublishChannel:
            self._call(self._channel(channel).enable_microphone, state)

    def mute_microphone(self, state: SwitchState) -> None:
        """See the port."""
        for channel in PublishChannel:
            self._mute(channel, microphone=state)

    def mute_publish_stream_audio(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._mute(channel, audio=state)

    def mute_publish_stream_video(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._mute(channel, video=state)

    def use_video_device(
        self, device_id: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        source = CaptureSource(SourceKind.CAMERA, device_id)
        self._call(self._channel(channel).set_capture_source, source)

    def use_audio_device(self, kind: DeviceKind, device_id: str) -> None:
        """See the port."""
        self._call(self._sound.use, kind, device_id)

    def enable_traffic_control(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._call(self._channel(channel).enable_traffic_control, state)

    def send_custom_video_frame(
        self, frame: VideoFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._check_alive()
        self._channel(channel).capture.feed.push_custom(frame)

    def send_custom_audio_frame(
        self, frame: AudioFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """See the port."""
        self._check_alive()
        self._channel(channel).push_audio(frame)

    def _channel(self, channel: PublishChannel) -> Publisher:
        return self._streams.publishers[channel]

    def _mute(
        self,
        channel: PublishChannel,
        *,
        video: SwitchState | None = None,
        audio: SwitchState | None = None,
        microphone: SwitchState | None = None,
    ) -> None:
        publisher = self._channel(channel)
        self._call(lambda: publisher.mute(video=video, audio=audio, microphone=microphone))
