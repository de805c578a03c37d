"""One publish channel: its source, preview and outgoing stream.

The application states what it wants (a stream ID or none) and the room states what is there (a
connection or none); the channel's publication brings the two together.
"""

from __future__ import annotations

from livekit import rtc

from app.engine.common.worker import Worker
from app.engine.livekit.capture import ChannelCapture
from app.engine.livekit.channel_sound import ChannelSound
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import StreamOwners
from app.engine.livekit.publication import Publication
from app.engine.livekit.sender_figures import FigureExchange
from app.model.errors import ErrorCode
from app.model.events import PublisherSentVideoFirstFrame, PublisherStateUpdate
from app.model.frames import AudioFrame
from app.model.media import AudioConfig, CaptureSource, PublishChannel, SwitchState
from app.model.session import PublisherState


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
        self.extra_info = ""
        self.gives_way = True
        self.is_video_muted = False
        self._context = context
        self._owners = owners
        self._worker = Worker(f"klieg-sources-{channel.name.lower()}")
        self.capture = ChannelCapture(
            context, channel, self._worker, on_change=self._source_changed
        )
        self._sound = ChannelSound(context, channel, self._worker)
        self._state = PublisherState.NO_PUBLISH
        self._publication = Publication(
            self, context, owners, figures, capture=self.capture, sound=self._sound
        )

    @property
    def sound_track(self) -> rtc.Track | None:
        """Return the published sound."""
        return self._publication.sound_track

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
        self._publication.align()

    def set_audio_source(self, source: CaptureSource) -> None:
        """Take the sound from ``source``, at once when publishing."""
        self._sound.chosen = source
        self._publication.align()

    def enable_traffic_control(self, state: SwitchState) -> None:
        """Let the encoder give way on a bad network, from the next start on."""
        self.gives_way = state is SwitchState.ON

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
        self.extra_info = extra_info
        self._tell(PublisherState.PUBLISH_REQUESTING)
        self.capture.publish(wanted=True)
        self._publication.begin()

    def stop(self) -> None:
        """Want the channel not published."""
        if self.stream_id:
            self.give_up(ErrorCode.OK)

    def refuse(self, stream_id: str, code: ErrorCode) -> None:
        """Tell that a stream cannot be published; what is published goes on."""
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )

    async def set_extra_info(self, extra_info: str) -> None:
        """Attach text to the stream."""
        self.extra_info = extra_info
        await self._publication.send_extra_info()

    def enable_camera(self, state: SwitchState) -> None:
        """Open or release the picture source."""
        self.capture.enable(state)
        self._publication.apply_mutes()

    def enable_microphone(self, state: SwitchState) -> None:
        """Open or release the microphone."""
        self._sound.microphone = state
        self._publication.align()

    def mute(
        self,
        *,
        video: SwitchState | None = None,
        audio: SwitchState | None = None,
        microphone: SwitchState | None = None,
    ) -> None:
        """Silence or blank what is sent; ON means muted."""
        if video is not None:
            self.is_video_muted = video is SwitchState.ON
        self._sound.muted_stream = audio or self._sound.muted_stream
        self._sound.muted_microphone = microphone or self._sound.muted_microphone
        self._publication.apply_mutes()

    def push_audio(self, frame: AudioFrame) -> None:
        """Take sound from the application; any thread."""
        self._sound.feed.push_custom(frame)

    # -- what the room tells ---------------------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish on this connection."""
        self._publication.use_room(room)

    def room_interrupted(self) -> None:
        """The connection broke."""
        if self._state is PublisherState.PUBLISHING:
            self._tell(PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        if self.stream_id and self._publication.is_complete:
            self._tell(PublisherState.PUBLISHING)

    def room_lost(self) -> None:
        """The connection is given up: nothing that waits for it will be answered."""
        self._publication.lose_room()

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone; so is the stream."""
        self.room_lost()
        if self.stream_id:
            gave_up = code is ErrorCode.RETRY_TIMED_OUT
            self.give_up(ErrorCode.PUBLISH_GAVE_UP if gave_up else code)

    def stream_changed(self, stream_id: str) -> None:
        """Somebody else's tracks changed: give way when two started one ID at once."""
        self._publication.give_way_in_race(stream_id)

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
        await self._publication.settle()

    def _source_changed(self) -> None:
        self._publication.align()

    # -- Publishing (for the publication) ------------------------------------------------

    def published(self) -> None:
        """The stream is there."""
        self._tell(PublisherState.PUBLISHING)

    def first_frame_sent(self) -> None:
        """Tell that the encoder has the first picture."""
        self._context.gate.raise_event(PublisherSentVideoFirstFrame(self.channel, self.stream_id))

    def give_up(self, code: ErrorCode) -> None:
        """Want no stream any more, and tell why."""
        stream_id, self.stream_id = self.stream_id, ""
        self._state = PublisherState.NO_PUBLISH
        self.refuse(stream_id, code)
        self.capture.publish(wanted=False)
        self._publication.align()

    def _tell(self, state: PublisherState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PublisherStateUpdate(self.stream_id, state, error_code=code))
