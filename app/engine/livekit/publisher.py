"""One publish channel: its source, preview and outgoing stream.

The application states what it wants (a stream ID or none) and the room states what is there (a
connection or none); ``_step`` brings LiveKit's tracks in line, one step at a time, so that
starts, stops and reconnections in any order end in what was wanted last.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from livekit import rtc
from livekit.rtc.participant import PublishTrackError

from app.engine.common.aligner import Aligner
from app.engine.common.worker import Worker
from app.engine.livekit.capture import ChannelCapture
from app.engine.livekit.channel_sound import ChannelSound
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import StreamOwners, owns_before
from app.engine.livekit.outgoing import OutgoingStream, StreamPlan
from app.engine.livekit.publish_stats import PublishMeter
from app.engine.livekit.sender_figures import FigureExchange
from app.engine.livekit.translate import publish_error
from app.model.errors import ErrorCode
from app.model.events import PublisherSentVideoFirstFrame, PublisherStateUpdate
from app.model.frames import AudioFrame
from app.model.media import (
    AudioConfig,
    CaptureSource,
    PublishChannel,
    SourceKind,
    SwitchState,
)
from app.model.session import PublisherState

_log = logging.getLogger(__name__)

_RACE_WINDOW_S = 3.0
_PUBLISH_TIMEOUT_S = 10.0


class Publisher:
    """One channel; used on the engine's loop alone."""

    def __init__(
        self,
        channel: PublishChannel,
        context: EngineContext,
        owners: StreamOwners,
        figures: FigureExchange,
    ) -> None:
        self.channel = channel
        self.stream_id = ""
        self._context = context
        self._owners = owners
        self._worker = Worker(f"klieg-sources-{channel.name.lower()}")
        self.capture = ChannelCapture(
            context, channel, self._worker, on_change=self._source_changed
        )
        self._sound = ChannelSound(context, channel, self._worker)
        self._gives_way = SwitchState.ON
        self._muted_video = SwitchState.OFF
        self._extra_info = ""
        self._room: rtc.Room | None = None
        self._state = PublisherState.NO_PUBLISH
        self._sent: OutgoingStream | None = None
        self._aligner = Aligner(
            context.loop,
            f"publish-{channel.name.lower()}",
            is_in_line=self._is_in_line,
            step=self._step,
        )
        self._first_frame_told = False
        self._meter = PublishMeter(context, self.capture.feed, figures)

    @property
    def sound_track(self) -> rtc.Track | None:
        """Return the published sound."""
        published = self._sent.audio if self._sent is not None else None
        return published.track if published is not None else None

    @property
    def previewed_sound(self) -> CaptureSource | None:
        """Return the sound of a mere preview; None when there is none, or when it is sent."""
        is_mere = self.capture.is_previewed and not self.stream_id
        return self._sound.source if is_mere else None

    # -- what the application asks for -------------------------------------------------

    def set_audio_config(self, config: AudioConfig) -> None:
        """Treat sound so from the next start on."""
        self._sound.config = config

    def set_capture_source(self, source: CaptureSource) -> None:
        """Take the picture from ``source``, at once when capturing."""
        self.capture.use(source)
        self._aligner.wake()

    def set_audio_source(self, source: CaptureSource) -> None:
        """Take the sound from ``source``, at once when publishing."""
        self._sound.chosen = source
        self._aligner.wake()

    def enable_traffic_control(self, state: SwitchState) -> None:
        """Let the encoder give way on a bad network, from the next start on."""
        self._gives_way = state

    def start(self, stream_id: str, extra_info: str) -> None:
        """Want the channel published as ``stream_id``."""
        if self.stream_id:
            if self.stream_id != stream_id:
                self.refuse(stream_id, ErrorCode.CHANNEL_BUSY)
            return
        if self._owners.local(stream_id) is not None:
            self.refuse(stream_id, ErrorCode.STREAM_ID_IN_USE)
            return
        self.stream_id = stream_id
        self._extra_info = extra_info
        self._first_frame_told = False
        self._tell(PublisherState.PUBLISH_REQUESTING)
        self.capture.publish(wanted=True)
        self._aligner.wake()

    def stop(self) -> None:
        """Want the channel not published."""
        if self.stream_id:
            self._give_up(ErrorCode.OK)

    def refuse(self, stream_id: str, code: ErrorCode) -> None:
        """Tell that a stream cannot be published; what is published goes on."""
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )

    async def set_extra_info(self, extra_info: str) -> None:
        """Attach text to the stream."""
        self._extra_info = extra_info
        if self._sent is not None:
            await self._sent.send_extra_info(extra_info)

    def enable_camera(self, state: SwitchState) -> None:
        """Open or release the picture source."""
        self.capture.enable(state)
        self._apply_mutes()

    def enable_microphone(self, state: SwitchState) -> None:
        """Open or release the microphone."""
        self._sound.microphone = state
        self._aligner.wake()

    def mute(
        self,
        *,
        video: SwitchState | None = None,
        audio: SwitchState | None = None,
        microphone: SwitchState | None = None,
    ) -> None:
        """Silence or blank what is sent; ON means muted."""
        self._muted_video = video or self._muted_video
        self._sound.muted_stream = audio or self._sound.muted_stream
        self._sound.muted_microphone = microphone or self._sound.muted_microphone
        self._apply_mutes()

    def push_audio(self, frame: AudioFrame) -> None:
        """Take sound from the application; any thread."""
        self._sound.feed.push_custom(frame)

    # -- what the room tells ---------------------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish on this connection."""
        self._room = room
        self._aligner.wake()

    def room_interrupted(self) -> None:
        """The connection broke."""
        if self._state is PublisherState.PUBLISHING:
            self._tell(PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        if self._sent is not None and self.stream_id and not self._aligner.is_busy:
            self._tell(PublisherState.PUBLISHING)

    def room_lost(self) -> None:
        """The connection is given up: nothing that waits for it will be answered."""
        self._room = None
        if self._sent is not None:
            self._sent.room_lost()
        self._aligner.interrupt()

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone; so is the stream."""
        self.room_lost()
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
        self.capture.close()
        await self.settle()
        self.room_lost()
        await self.settle()
        await self._sound.feed.close()
        await self.capture.feed.settle()
        self._worker.close()

    async def settle(self) -> None:
        """Wait until what is published is what was asked for."""
        await self._aligner.settle()

    def _source_changed(self) -> None:
        self._aligner.wake()

    # -- bringing LiveKit in line ------------------------------------------------------

    def _plan(self) -> StreamPlan | None:
        if not self.stream_id or self._room is None:
            return None
        plan = StreamPlan(
            room=self._room,
            stream_id=self.stream_id,
            video=self.capture.config,
            audio=self._sound.config,
            has_picture=self.capture.source.kind is not SourceKind.NONE,
            is_screen=self.capture.source.is_screen_content,
            gives_way=self._gives_way is SwitchState.ON,
            sound_source=self._sound.source,
        )
        sent = self._sent.plan if self._sent is not None else None
        if sent is not None and (sent.room, sent.stream_id) == (plan.room, plan.stream_id):
            # configurations count from the next start on; what is sent keeps its own
            return replace(plan, video=sent.video, audio=sent.audio, gives_way=sent.gives_way)
        return plan

    def _is_in_line(self) -> bool:
        return self._plan() == (self._sent.plan if self._sent is not None else None)

    async def _step(self) -> None:
        plan, sent = self._plan(), self._sent
        if sent is None:
            if plan is not None:
                await self._publish(plan)
        elif plan is not None and plan.differs_only_in_sound(sent.plan):
            await sent.change_sound(plan)
            self._sent_anew(sent)
        elif plan is not None and plan.differs_only_in_picture(sent.plan):
            await sent.change_picture(plan)
            self._sent_anew(sent)
        else:
            self._meter.stop()
            self._sent = None
            await sent.withdraw()

    def _sent_anew(self, sent: OutgoingStream) -> None:
        """One of the tracks is another one."""
        self._apply_mutes()
        self._meter.start(sent.plan.stream_id, sent.video, sent.audio)

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
            video_feed=self.capture.feed,
            sound_feed=self._sound.feed,
            since_s=self._context.loop.time(),
        )
        sent_before = self.capture.feed.frames_sent
        try:
            async with asyncio.timeout(_PUBLISH_TIMEOUT_S):
                await sent.publish(self._extra_info)
        except (PublishTrackError, TimeoutError) as error:
            why = error.message if isinstance(error, PublishTrackError) else "no answer"
            _log.warning("publishing failed: %s", why)
            if plan.room is self._room and plan.stream_id == self.stream_id:
                self._give_up(publish_error(why))
            return
        except Exception:  # noqa: BLE001  (nobody may wait for ever; the stream's end is told)
            _log.exception("publishing failed inside")
            self._give_up(ErrorCode.ROOM_FAILED_INSIDE)
            return
        if self.stream_id == plan.stream_id and self._room is plan.room:
            self._apply_mutes()
            if plan.has_picture:
                self._watch_first_frame(sent_before)
            self._tell(PublisherState.PUBLISHING)
            self._meter.start(plan.stream_id, sent.video, sent.audio)
            self.stream_changed(plan.stream_id)

    def _watch_first_frame(self, sent_before: int) -> None:
        if self._first_frame_told or self._sent is None:
            return
        if self.capture.feed.frames_sent == sent_before:
            self._context.loop.call_later(0.02, lambda: self._watch_first_frame(sent_before))
            return
        self._first_frame_told = True
        self._context.gate.raise_event(PublisherSentVideoFirstFrame(self.channel, self.stream_id))

    def _give_up(self, code: ErrorCode) -> None:
        stream_id, self.stream_id = self.stream_id, ""
        self._state = PublisherState.NO_PUBLISH
        self.refuse(stream_id, code)
        self.capture.publish(wanted=False)
        self._aligner.wake()

    def _apply_mutes(self) -> None:
        has_no_picture = self._muted_video is SwitchState.ON or self.capture.is_off
        if self._sent is not None:
            self._sent.mute(video=has_no_picture, audio=self._sound.is_muted)

    def _tell(self, state: PublisherState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PublisherStateUpdate(self.stream_id, state, error_code=code))
