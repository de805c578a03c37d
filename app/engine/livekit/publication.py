"""What one channel publishes: brings LiveKit's tracks in line with what the channel wants.

One step at a time, so that starts, stops and reconnections in any order end in what was wanted
last.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Protocol

from livekit import rtc
from livekit.rtc.participant import PublishTrackError

from app.engine.common.aligner import Aligner
from app.engine.livekit.capture import ChannelCapture
from app.engine.livekit.channel_sound import ChannelSound
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import StreamOwners, owns_before
from app.engine.livekit.outgoing import OutgoingStream, StreamPlan
from app.engine.livekit.publish_stats import PublishMeter
from app.engine.livekit.sender_figures import FigureExchange
from app.engine.livekit.translate import publish_error
from app.model.errors import ErrorCode
from app.model.media import PublishChannel, SourceKind

_log = logging.getLogger(__name__)

_RACE_WINDOW_S = 3.0
_PUBLISH_TIMEOUT_S = 10.0
_FIRST_FRAME_PERIOD_S = 0.02


class Publishing(Protocol):
    """What the channel wants, and what it is told."""

    @property
    def channel(self) -> PublishChannel:
        """The channel."""

    @property
    def stream_id(self) -> str:
        """The stream to publish; empty for none."""

    @property
    def extra_info(self) -> str:
        """The text to publish with it."""

    @property
    def gives_way(self) -> bool:
        """Whether the encoder gives way on a bad network."""

    @property
    def is_video_muted(self) -> bool:
        """Whether others shall see nothing."""

    def published(self) -> None:
        """The stream is there."""

    def first_frame_sent(self) -> None:
        """The encoder has the first picture."""

    def give_up(self, code: ErrorCode) -> None:
        """The stream cannot be published."""


class Publication:
    """The tracks of one channel in the room; used on the engine's loop alone."""

    def __init__(
        self,
        wanted: Publishing,
        context: EngineContext,
        owners: StreamOwners,
        figures: FigureExchange,
        *,
        capture: ChannelCapture,
        sound: ChannelSound,
    ) -> None:
        self._wanted = wanted
        self._context = context
        self._owners = owners
        self._capture = capture
        self._sound = sound
        self._room: rtc.Room | None = None
        self._sent: OutgoingStream | None = None
        self._aligner = Aligner(
            context.loop,
            f"publish-{wanted.channel.name.lower()}",
            is_in_line=self._is_in_line,
            step=self._step,
        )
        self._meter = PublishMeter(context, capture.feed, figures)
        self._is_first_frame_told = False

    @property
    def sound_track(self) -> rtc.Track | None:
        """Return the published sound."""
        published = self._sent.audio if self._sent is not None else None
        return published.track if published is not None else None

    @property
    def is_complete(self) -> bool:
        """Whether a stream is there and nothing about it is being changed."""
        return self._sent is not None and not self._aligner.is_busy

    def begin(self) -> None:
        """A stream is wanted; its first picture is news."""
        self._is_first_frame_told = False
        self.align()

    def align(self) -> None:
        """Look whether what is published is what is wanted."""
        self._aligner.wake()

    def use_room(self, room: rtc.Room) -> None:
        """Publish on this connection."""
        self._room = room
        self.align()

    def lose_room(self) -> None:
        """Nothing that waits for the connection will be answered."""
        self._room = None
        if self._sent is not None:
            self._sent.room_lost()
        self._aligner.interrupt()

    def apply_mutes(self) -> None:
        """Silence or blank what is sent, as is wanted."""
        has_no_picture = self._wanted.is_video_muted or self._capture.is_off
        if self._sent is not None:
            self._sent.mute(video=has_no_picture, audio=self._sound.is_muted)

    async def send_extra_info(self) -> None:
        """Change the text of a stream that is there."""
        if self._sent is not None:
            await self._sent.send_extra_info(self._wanted.extra_info)

    def give_way_in_race(self, stream_id: str) -> None:
        """Give up when two started one ID at once and the other was first."""
        sent = self._sent
        if sent is None or stream_id != self._wanted.stream_id:
            return
        other = self._owners.remote(stream_id)
        is_race = self._context.loop.time() - sent.since_s < _RACE_WINDOW_S
        if (
            other is not None
            and is_race
            and owns_before(other.participant, sent.plan.room.local_participant)
        ):
            self._wanted.give_up(ErrorCode.STREAM_ID_IN_USE)

    async def settle(self) -> None:
        """Wait until what is published is what was asked for."""
        await self._aligner.settle()

    def _plan(self) -> StreamPlan | None:
        if not self._wanted.stream_id or self._room is None:
            return None
        source = self._capture.source
        plan = StreamPlan(
            room=self._room,
            stream_id=self._wanted.stream_id,
            video=self._capture.config,
            audio=self._sound.config,
            has_picture=source.kind is not SourceKind.NONE,
            is_screen=source.is_screen_content,
            gives_way=self._wanted.gives_way,
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
        self.apply_mutes()
        self._meter.start(sent.plan.stream_id, sent.video, sent.audio)

    async def _publish(self, plan: StreamPlan) -> None:
        if not plan.room.local_participant.permissions.can_publish:
            self._wanted.give_up(ErrorCode.STREAM_AUTHORISATION_REFUSED)
            return
        if self._owners.remote(plan.stream_id) is not None:
            self._wanted.give_up(ErrorCode.STREAM_ID_IN_USE)
            return
        sent = self._sent = OutgoingStream(
            plan,
            channel=self._wanted.channel,
            video_feed=self._capture.feed,
            sound_feed=self._sound.feed,
            since_s=self._context.loop.time(),
        )
        sent_before = self._capture.feed.frames_sent
        try:
            async with asyncio.timeout(_PUBLISH_TIMEOUT_S):
                await sent.publish(self._wanted.extra_info)
        except (PublishTrackError, TimeoutError) as error:
            why = error.message if isinstance(error, PublishTrackError) else "no answer"
            _log.warning("publishing failed: %s", why)
            if self._is_still_wanted(plan):
                self._wanted.give_up(publish_error(why))
            return
        except Exception:  # noqa: BLE001  (nobody may wait for ever; the stream's end is told)
            _log.exception("publishing failed inside")
            self._wanted.give_up(ErrorCode.ROOM_FAILED_INSIDE)
            return
        if self._is_still_wanted(plan):
            self.apply_mutes()
            if plan.has_picture:
                self._watch_first_frame(sent_before)
            self._wanted.published()
            self._meter.start(plan.stream_id, sent.video, sent.audio)
            self.give_way_in_race(plan.stream_id)

    def _is_still_wanted(self, plan: StreamPlan) -> bool:
        return plan.room is self._room and plan.stream_id == self._wanted.stream_id

    def _watch_first_frame(self, sent_before: int) -> None:
        if self._is_first_frame_told or self._sent is None:
            return
        if self._capture.feed.frames_sent == sent_before:
            self._context.loop.call_later(
                _FIRST_FRAME_PERIOD_S, lambda: self._watch_first_frame(sent_before)
            )
            return
        self._is_first_frame_told = True
        self._wanted.first_frame_sent()
