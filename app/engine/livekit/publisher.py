"""One publish channel: its source, preview and outgoing stream.

The application states what it wants (a stream ID or none) and the room states what is there (a
connection or none); ``_reconcile`` brings LiveKit's tracks in line, one step at a time, so that
starts, stops and reconnections in any order end in what was wanted last.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Protocol

from livekit import rtc
from livekit.rtc._proto.room_pb2 import AudioEncoding, VideoEncoding
from livekit.rtc._proto.track_pb2 import FrameMetadataFeature
from livekit.rtc.participant import PublishTrackError, UnpublishTrackError

from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import EXTRA_INFO_PREFIX, RemoteStream, owns_before
from app.engine.livekit.feed import SoundFeed, VideoFeed
from app.engine.livekit.publish_stats import PublishMeter
from app.engine.livekit.translate import CODECS, degradation, publish_error, track_source
from app.model.errors import ErrorCode
from app.model.events import PublisherSentVideoFirstFrame, PublisherStateUpdate
from app.model.frames import AudioFrame, VideoFrame
from app.model.media import (
    AudioConfig,
    Canvas,
    CaptureSource,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
)
from app.model.session import PublisherState

_log = logging.getLogger(__name__)

_RACE_WINDOW_S = 3.0


class StreamOwners(Protocol):
    """Knows who publishes which stream ID."""

    def remote(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of that ID which somebody else publishes."""

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What cannot change under a published track: a difference means publishing it anew."""

    video: VideoConfig
    is_screen: bool
    gives_way: bool


@dataclass(slots=True)
class _Sent:
    """What is published now."""

    room: rtc.Room
    stream_id: str
    shape: _Shape
    sound_source: CaptureSource
    since_s: float
    video: rtc.LocalTrackPublication | None = None
    audio: rtc.LocalTrackPublication | None = None
    encoder: rtc.VideoSource | None = None


class Publisher:
    """One channel; used on the engine's loop alone."""

    def __init__(
        self, channel: PublishChannel, context: EngineContext, owners: StreamOwners
    ) -> None:
        self.channel = channel
        self._context = context
        self._owners = owners
        self._video = VideoFeed(context, channel)
        self._sound = SoundFeed(context, channel)
        self._video_config = VideoConfig()
        self._audio_config = AudioConfig()
        is_main = channel is PublishChannel.MAIN
        self._source = CaptureSource(SourceKind.CAMERA if is_main else SourceKind.SCREEN)
        self._sound_source = CaptureSource(SourceKind.MICROPHONE if is_main else SourceKind.NONE)
        self._camera = SwitchState.ON
        self._gives_way = SwitchState.ON
        self._muted_video = SwitchState.OFF
        self._muted_audio = SwitchState.OFF
        self._muted_microphone = SwitchState.OFF
        self._microphone = SwitchState.ON
        self._previews = False
        self._canvas: Canvas | None = None
        self.stream_id = ""
        self._extra_info = ""
        self._room: rtc.Room | None = None
        self._state = PublisherState.NO_PUBLISH
        self._sent: _Sent | None = None
        self._worker: asyncio.Task[None] | None = None
        self._first_frame_told = False
        self._meter = PublishMeter(context, self._video)

    # -- what the application asks for -------------------------------------------------

    def set_video_config(self, config: VideoConfig) -> None:
        """Encode so from the next start on."""
        self._video_config = config

    def set_audio_config(self, config: AudioConfig) -> None:
        """Treat sound so from the next start on."""
        self._audio_config = config

    def set_capture_source(self, source: CaptureSource) -> None:
        """Take the picture from ``source``, at once when capturing."""
        self._source = source
        self._run_video()
        self._wake()

    def set_audio_source(self, source: CaptureSource) -> None:
        """Take the sound from ``source``, at once when publishing."""
        self._sound_source = source
        self._wake()

    def enable_traffic_control(self, state: SwitchState) -> None:
        """Let the encoder give way on a bad network, from the next start on."""
        self._gives_way = state

    def start_preview(self, canvas: Canvas | None) -> None:
        """Capture and draw."""
        self._close_preview()
        self._previews = True
        self._canvas = canvas
        sink = self._context.sink_of(canvas)
        if sink is not None and canvas is not None:
            sink.open(canvas, self)
            self._video.preview = sink
        self._run_video()

    def stop_preview(self) -> None:
        """Stop drawing; the source stays for a published stream."""
        self._previews = False
        self._canvas = None
        self._close_preview()
        self._run_video()

    def start(self, stream_id: str, extra_info: str) -> None:
        """Want the channel published as ``stream_id``."""
        if self.stream_id:
            if self.stream_id != stream_id:
                self._tell_other(stream_id, ErrorCode.CHANNEL_BUSY)
            return
        if self._owners.local(stream_id) is not None:
            self._tell_other(stream_id, ErrorCode.STREAM_ID_IN_USE)
            return
        self.stream_id = stream_id
        self._extra_info = extra_info
        self._first_frame_told = False
        self._tell(PublisherState.PUBLISH_REQUESTING)
        self._run_video()
        self._wake()

    def stop(self) -> None:
        """Want the channel not published."""
        if self.stream_id:
            self._give_up(ErrorCode.OK)

    async def set_extra_info(self, extra_info: str) -> None:
        """Attach text to the stream."""
        self._extra_info = extra_info
        if self._sent is not None:
            await self._send_extra_info(self._sent)

    def enable_camera(self, state: SwitchState) -> None:
        """Open or release the picture source."""
        self._camera = state
        self._run_video()
        self._apply_mutes()

    def enable_microphone(self, state: SwitchState) -> None:
        """Open or release the microphone."""
        self._microphone = state
        self._wake()

    def mute(
        self,
        *,
        video: SwitchState | None = None,
        audio: SwitchState | None = None,
        microphone: SwitchState | None = None,
    ) -> None:
        """Silence or blank what is sent; ON means muted."""
        self._muted_video = video or self._muted_video
        self._muted_audio = audio or self._muted_audio
        self._muted_microphone = microphone or self._muted_microphone
        self._apply_mutes()

    def push_video(self, frame: VideoFrame) -> None:
        """Take a frame from the application; any thread."""
        self._video.push_custom(frame)

    def push_audio(self, frame: AudioFrame) -> None:
        """Take sound from the application; any thread."""
        self._sound.push_custom(frame)

    # -- what the room tells ---------------------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish on this connection."""
        self._room = room
        self._wake()

    def room_interrupted(self) -> None:
        """The connection broke."""
        if self._state is PublisherState.PUBLISHING:
            self._tell(PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        if self._sent is not None and self.stream_id:
            self._tell(PublisherState.PUBLISHING)

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone; so is the stream."""
        self._room = None
        if self.stream_id:
            gave_up = code is ErrorCode.RETRY_TIMED_OUT
            self._give_up(ErrorCode.PUBLISH_GAVE_UP if gave_up else code)

    def stream_changed(self, stream_id: str) -> None:
        """Somebody else's tracks changed: give way when two started one ID at once."""
        sent = self._sent
        if sent is None or stream_id != self.stream_id:
            return
        other = self._owners.remote(stream_id)
        is_race = self._context.loop.time() - sent.since_s < _RACE_WINDOW_S
        if (
            other is not None
            and is_race
            and owns_before(other.participant, sent.room.local_participant)
        ):
            self._give_up(ErrorCode.STREAM_ID_IN_USE)

    async def close(self) -> None:
        """Stop all; the source is released and nothing is published when it returns."""
        self.stop()
        self.stop_preview()
        self._room = None
        while self._worker is not None:
            await asyncio.wait({self._worker})
        self._video.stop()
        self._sound.close()

    async def settle(self) -> None:
        """Wait until what is published is what was asked for."""
        while self._worker is not None:
            await asyncio.wait({self._worker})

    # -- SinkObserver of the preview ---------------------------------------------------

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        """Nothing to measure: the preview is the source itself."""

    def size_changed(self, width_px: int, height_px: int) -> None:
        """Nothing to choose: the preview has no layers."""

    # -- bringing LiveKit in line ------------------------------------------------------

    def _target(self) -> _Sent | None:
        if not self.stream_id or self._room is None:
            return None
        shape = _Shape(
            video=self._video_config,
            is_screen=self._source.is_screen_content,
            gives_way=self._gives_way is SwitchState.ON,
        )
        if self._sent is not None and self._sent.room is self._room:
            # configurations count from the next start on; only the kind of content is urgent
            shape = replace(self._sent.shape, is_screen=shape.is_screen)
        is_open = (
            self._sound_source.kind is not SourceKind.MICROPHONE
            or self._microphone is SwitchState.ON
        )
        sound_source = self._sound_source if is_open else CaptureSource(SourceKind.NONE)
        return _Sent(self._room, self.stream_id, shape, sound_source, self._context.loop.time())

    def _wake(self) -> None:
        if self._worker is None:
            self._worker = self._context.loop.spawn(
                self._reconcile(), name=f"publish-{self.channel.name.lower()}"
            )

    async def _reconcile(self) -> None:
        try:
            while self._step_needed():
                await self._step()
        finally:
            self._worker = None

    def _step_needed(self) -> bool:
        target, sent = self._target(), self._sent
        if target is None or sent is None:
            return target is not sent
        return (target.room, target.stream_id, target.shape, target.sound_source) != (
            sent.room,
            sent.stream_id,
            sent.shape,
            sent.sound_source,
        )

    async def _step(self) -> None:
        target, sent = self._target(), self._sent
        if sent is not None:
            same = target is not None and (target.room, target.stream_id) == (
                sent.room,
                sent.stream_id,
            )
            if same and target is not None and target.shape == sent.shape:
                await self._change_sound(sent, target.sound_source)
            else:
                await self._withdraw(sent)
        elif target is not None:
            await self._publish(target)

    async def _publish(self, target: _Sent) -> None:
        local = target.room.local_participant
        if not local.permissions.can_publish:
            self._give_up(ErrorCode.STREAM_AUTHORISATION_REFUSED)
            return
        if self._owners.remote(target.stream_id) is not None:
            self._give_up(ErrorCode.STREAM_ID_IN_USE)
            return
        self._sent = target
        try:
            await asyncio.gather(self._publish_video(target), self._publish_sound(target))
            if self._extra_info:
                await self._send_extra_info(target)
        except PublishTrackError as error:
            _log.warning("publishing failed: %s", error.message)
            if target.room is self._room:
                self._give_up(publish_error(error.message))
            return
        if self.stream_id == target.stream_id and self._room is target.room:
            self._apply_mutes()
            self._tell(PublisherState.PUBLISHING)
            self._meter.start(target.stream_id, target.video, target.audio)
            self.stream_changed(target.stream_id)

    async def _publish_video(self, sent: _Sent) -> None:
        if self._source.kind is SourceKind.NONE:
            return
        config = sent.shape.video
        profile = config.profile
        encoder = rtc.VideoSource(
            profile.width_px, profile.height_px, is_screencast=sent.shape.is_screen
        )
        track = rtc.LocalVideoTrack.create_video_track(sent.stream_id, encoder)
        options = rtc.TrackPublishOptions(
            video_encoding=VideoEncoding(
                max_bitrate=profile.bitrate_kbps * 1000, max_framerate=profile.fps
            ),
            video_codec=CODECS[config.codec],
            simulcast=config.simulcast is SwitchState.ON,
            source=track_source(self.channel, rtc.TrackKind.KIND_VIDEO),
            stream=sent.stream_id,
            frame_metadata_features=[FrameMetadataFeature.FMF_USER_TIMESTAMP],
            degradation_preference=degradation(
                sharp_text=sent.shape.is_screen, gives_way=sent.shape.gives_way
            ),
        )
        sent.encoder = encoder
        # Frames first, then the track: an unfed source sends black pictures of its own.
        sent_before = self._video.frames_sent
        self._video.encoder = encoder
        sent.video = await sent.room.local_participant.publish_track(track, options)
        self._watch_first_frame(sent_before)

    async def _publish_sound(self, sent: _Sent) -> None:
        source = self._sound.open(sent.sound_source, self._audio_config)
        if source is None:
            return
        track = rtc.LocalAudioTrack.create_audio_track(sent.stream_id, source)
        options = rtc.TrackPublishOptions(
            audio_encoding=AudioEncoding(max_bitrate=self._audio_config.bitrate_kbps * 1000),
            source=track_source(self.channel, rtc.TrackKind.KIND_AUDIO),
            stream=sent.stream_id,
        )
        sent.audio = await sent.room.local_participant.publish_track(track, options)

    async def _change_sound(self, sent: _Sent, source: CaptureSource) -> None:
        if sent.audio is not None:
            await self._unpublish(sent, sent.audio)
            sent.audio = None
        sent.sound_source = source
        await self._publish_sound(sent)
        self._apply_mutes()
        self._meter.start(sent.stream_id, sent.video, sent.audio)

    async def _withdraw(self, sent: _Sent) -> None:
        self._meter.stop()
        self._video.encoder = None
        self._sent = None
        self._sound.close()
        if sent.room.isconnected():
            if self._extra_info:
                await self._send_extra_info(replace(sent), text="")
            publications = [p for p in (sent.video, sent.audio) if p is not None]
            await asyncio.gather(*(self._unpublish(sent, p) for p in publications))
        if sent.encoder is not None:
            await sent.encoder.aclose()

    @staticmethod
    async def _unpublish(sent: _Sent, publication: rtc.LocalTrackPublication) -> None:
        try:
            await sent.room.local_participant.unpublish_track(publication.sid)
        except UnpublishTrackError as error:
            _log.info("a track was gone already: %s", error.message)

    async def _send_extra_info(self, sent: _Sent, text: str | None = None) -> None:
        value = self._extra_info if text is None else text
        await sent.room.local_participant.set_attributes(
            {EXTRA_INFO_PREFIX + sent.stream_id: value}
        )

    def _watch_first_frame(self, sent_before: int) -> None:
        if self._first_frame_told or self._sent is None:
            return
        if self._video.frames_sent > sent_before:
            self._first_frame_told = True
            self._context.gate.raise_event(
                PublisherSentVideoFirstFrame(self.channel, self.stream_id)
            )
        else:
            self._context.loop.call_later(0.02, lambda: self._watch_first_frame(sent_before))

    def _give_up(self, code: ErrorCode) -> None:
        stream_id, self.stream_id = self.stream_id, ""
        self._state = PublisherState.NO_PUBLISH
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )
        self._run_video()
        self._wake()

    def _run_video(self) -> None:
        wanted = self._previews or bool(self.stream_id)
        if wanted and self._camera is SwitchState.ON:
            self._video.run(self._source, self._video_config.profile)
        else:
            self._video.stop()

    def _close_preview(self) -> None:
        sink, self._video.preview = self._video.preview, None
        if sink is not None:
            sink.close(self)

    def _apply_mutes(self) -> None:
        sent = self._sent
        if sent is None:
            return
        no_picture = SwitchState.ON in {self._muted_video} or self._camera is SwitchState.OFF
        no_sound = SwitchState.ON in {self._muted_audio, self._muted_microphone}
        _set_muted(sent.video, muted=no_picture)
        _set_muted(sent.audio, muted=no_sound)

    def _tell(self, state: PublisherState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(
            PublisherStateUpdate(self.stream_id, state, error_code=code)
        )

    def _tell_other(self, stream_id: str, code: ErrorCode) -> None:
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )


def _set_muted(publication: rtc.LocalTrackPublication | None, *, muted: bool) -> None:
    track = publication.track if publication is not None else None
    if track is None or track.muted == muted:
        return
    if muted:
        track.mute()
    else:
        track.unmute()
