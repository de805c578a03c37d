"""One publish channel: its source, preview and outgoing stream.

The application states what it wants (a stream ID or none) and the room states what is there (a
connection or none); ``_reconcile`` brings LiveKit's tracks in line, one step at a time, so that
starts, stops and reconnections in any order end in what was wanted last.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Protocol

from livekit import rtc
from livekit.rtc.participant import PublishTrackError

from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream, owns_before
from app.engine.livekit.feed import SoundFeed, VideoFeed
from app.engine.livekit.outgoing import OutgoingStream, StreamPlan
from app.engine.livekit.publish_stats import PublishMeter
from app.engine.livekit.translate import publish_error
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
        self._sent: OutgoingStream | None = None
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
            await self._sent.send_extra_info(extra_info)

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
            and owns_before(other.participant, sent.plan.room.local_participant)
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

    def _plan(self) -> StreamPlan | None:
        if not self.stream_id or self._room is None:
            return None
        is_open = (
            self._sound_source.kind is not SourceKind.MICROPHONE
            or self._microphone is SwitchState.ON
        )
        plan = StreamPlan(
            room=self._room,
            stream_id=self.stream_id,
            video=self._video_config,
            audio=self._audio_config,
            has_picture=self._source.kind is not SourceKind.NONE,
            is_screen=self._source.is_screen_content,
            gives_way=self._gives_way is SwitchState.ON,
            sound_source=self._sound_source if is_open else CaptureSource(SourceKind.NONE),
        )
        sent = self._sent.plan if self._sent is not None else None
        if sent is not None and (sent.room, sent.stream_id) == (plan.room, plan.stream_id):
            # configurations count from the next start on; what is sent keeps its own
            return replace(plan, video=sent.video, audio=sent.audio, gives_way=sent.gives_way)
        return plan

    def _wake(self) -> None:
        if self._worker is None:
            self._worker = self._context.loop.spawn(
                self._reconcile(), name=f"publish-{self.channel.name.lower()}"
            )

    async def _reconcile(self) -> None:
        try:
            while (plan := self._plan()) != (self._sent.plan if self._sent is not None else None):
                await self._step(plan)
        finally:
            self._worker = None

    async def _step(self, plan: StreamPlan | None) -> None:
        sent = self._sent
        if sent is None:
            if plan is not None:
                await self._publish(plan)
        elif plan is not None and plan.differs_only_in_sound(sent.plan):
            await sent.change_sound(plan)
            self._apply_mutes()
            self._meter.start(plan.stream_id, sent.video, sent.audio)
        else:
            self._meter.stop()
            self._sent = None
            await sent.withdraw()

    async def _publish(self, plan: StreamPlan) -> None:
        if not plan.room.local_participant.permissions.can_publish:
            self._give_up(ErrorCode.STREAM_AUTHORISATION_REFUSED)
            return
        if self._owners.remote(plan.stream_id) is not None:
            self._give_up(ErrorCode.STREAM_ID_IN_USE)
            return
        sent = self._sent = OutgoingStream(
            plan,
            channel=self.channel,
            video_feed=self._video,
            sound_feed=self._sound,
            since_s=self._context.loop.time(),
        )
        sent_before = self._video.frames_sent
        try:
            await sent.publish()
            if self._extra_info:
                await sent.send_extra_info(self._extra_info)
        except PublishTrackError as error:
            _log.warning("publishing failed: %s", error.message)
            if plan.room is self._room:
                self._give_up(publish_error(error.message))
            return
        if self.stream_id == plan.stream_id and self._room is plan.room:
            self._apply_mutes()
            self._watch_first_frame(sent_before)
            self._tell(PublisherState.PUBLISHING)
            self._meter.start(plan.stream_id, sent.video, sent.audio)
            self.stream_changed(plan.stream_id)

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
        has_no_picture = self._muted_video is SwitchState.ON or self._camera is SwitchState.OFF
        has_no_sound = SwitchState.ON in {self._muted_audio, self._muted_microphone}
        sent.mute(video=has_no_picture, audio=has_no_sound)

    def _tell(self, state: PublisherState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PublisherStateUpdate(self.stream_id, state, error_code=code))

    def _tell_other(self, stream_id: str, code: ErrorCode) -> None:
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )
