"""One published stream: its tracks in LiveKit, from publishing to withdrawal.

What is sent is fixed when the tracks are made; a difference that matters means new tracks.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from livekit import rtc
from livekit.rtc._proto.room_pb2 import AudioEncoding, VideoEncoding
from livekit.rtc._proto.track_pb2 import FrameMetadataFeature
from livekit.rtc.participant import PublishTrackError, UnpublishTrackError

from app.engine.livekit.directory import EXTRA_INFO_PREFIX
from app.engine.livekit.sound_feed import SoundFeed
from app.engine.livekit.translate import CODECS, degradation, track_source
from app.engine.livekit.video_feed import VideoFeed
from app.model.errors import DeviceUnusableError, ErrorCode, RoomError
from app.model.media import (
    AudioConfig,
    CaptureSource,
    PublishChannel,
    SwitchState,
    VideoConfig,
)

_log = logging.getLogger(__name__)

_WITHDRAW_TIMEOUT_S = 2.0
_CHANGE_TIMEOUT_S = 10.0
_OVERLAP_S = 0.15
"""How long a track is sent on beside the one that follows it: until that one has arrived."""


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What is to be published; compared by value to see whether anything must change."""

    room: rtc.Room
    stream_id: str
    video: VideoConfig
    audio: AudioConfig
    has_picture: bool
    is_screen: bool
    gives_way: bool
    sound_source: CaptureSource

    def differs_only_in_sound(self, other: StreamPlan) -> bool:
        """Whether the video track of ``other`` can stay."""
        return replace(self, sound_source=other.sound_source) == other

    def differs_only_in_picture(self, other: StreamPlan) -> bool:
        """Whether the audio track of ``other`` can stay."""
        return replace(self, has_picture=other.has_picture, is_screen=other.is_screen) == other


class OutgoingStream:
    """The tracks of one stream of one channel; used on the engine's loop alone."""

    def __init__(
        self,
        plan: StreamPlan,
        *,
        channel: PublishChannel,
        video_feed: VideoFeed,
        sound_feed: SoundFeed,
        since_s: float,
    ) -> None:
        self.plan = plan
        self.since_s = since_s
        self.video: rtc.LocalTrackPublication | None = None
        self.audio: rtc.LocalTrackPublication | None = None
        self._channel = channel
        self._video_feed = video_feed
        self._sound_feed = sound_feed
        self._encoder: rtc.VideoSource | None = None
        self._has_extra_info = False
        self._is_video_muted = self._is_audio_muted = False
        self._is_room_gone = False

    @property
    def _local(self) -> rtc.LocalParticipant:
        return self.plan.room.local_participant

    async def publish(self, extra_info: str) -> None:
        """Make and publish the tracks, after their text, so that they are announced with it.

        Raises:
            PublishTrackError: The server or the connection refused.
        """
        if extra_info:
            try:
                await self.send_extra_info(extra_info)
            except RoomError as error:
                _log.warning("%s", error)
        outcomes = await asyncio.gather(
            self._publish_video(), self._publish_sound(), return_exceptions=True
        )
        for outcome in outcomes:  # both have ended: nothing is published behind our back
            if isinstance(outcome, BaseException):
                raise outcome

    def room_lost(self) -> None:
        """The connection is dead: the withdrawal asks nothing of it."""
        self._is_room_gone = True

    async def withdraw(self) -> None:
        """Unpublish and let go of the encoder; the feeds stop feeding it first."""
        self._video_feed.encoder = self._video_feed.former_encoder = None
        try:
            await self._sound_feed.close()
            if self.plan.room.isconnected() and not self._is_room_gone:
                async with asyncio.timeout(_WITHDRAW_TIMEOUT_S):
                    await self._withdraw_from_room()
        except TimeoutError:
            _log.warning("the connection did not take a stream back in time")
        finally:
            if self._encoder is not None:
                await self._encoder.aclose()

    async def _withdraw_from_room(self) -> None:
        publications = [p for p in (self.video, self.audio) if p is not None]
        await asyncio.gather(*(self._unpublish(p) for p in publications))
        if self._has_extra_info:
            await self.send_extra_info("")

    async def change_sound(self, plan: StreamPlan) -> None:
        """Send another sound, the video track stays.

        The track stays, too, where it can; else the one before is taken back once the new one is
        sent. Trouble is told and leaves the stream without sound.
        """
        self.plan = plan  # also when it fails: what failed is not tried for ever
        if self.audio is not None and await self._sound_feed.change(plan.sound_source):
            return
        before, self.audio = self.audio, None
        former = self._sound_feed.hand_over()
        try:
            async with asyncio.timeout(_CHANGE_TIMEOUT_S):
                if await self._publish_sound() is not None:
                    await asyncio.sleep(_OVERLAP_S)
                if before is not None:
                    await self._unpublish(before)
        except (PublishTrackError, TimeoutError) as error:
            _log.warning("the sound could not be changed: %r", error)
            await self._sound_feed.close()
            self._sound_feed.tell_trouble(
                plan.sound_source,
                DeviceUnusableError(
                    "cannot send the sound: the media server did not take it",
                    hint="Choose the sound again.",
                ),
            )
        finally:
            if former is not None:
                await self._sound_feed.let_go(former)

    async def change_picture(self, plan: StreamPlan) -> None:
        """Send the picture through another track, made for what it shows; the sound stays.

        Both tracks are sent until the new one has arrived. When the server does not take it, the
        one before goes on.
        """
        before, encoder = self.video, self._encoder
        self.plan, self.video, self._encoder = plan, None, None
        self._video_feed.former_encoder = encoder
        self._video_feed.encoder = None
        made: rtc.LocalTrackPublication | None = None
        try:
            async with asyncio.timeout(_CHANGE_TIMEOUT_S):
                made = await self._publish_video()
                if made is not None:
                    await asyncio.sleep(_OVERLAP_S)
                self._video_feed.former_encoder = None
                if before is not None:
                    await self._unpublish(before)
        except (PublishTrackError, TimeoutError) as error:
            _log.warning("the picture could not be sent anew: %r", error)
            if made is None:
                refused, self._encoder = self._encoder, encoder
                self._video_feed.encoder, self.video = encoder, before
                encoder = refused
        finally:
            self._video_feed.former_encoder = None
            if encoder is not None:
                await encoder.aclose()

    async def send_extra_info(self, text: str) -> None:
        """Attach ``text`` to the stream.

        Raises:
            RoomError: The token does not allow it.
        """
        if not self._local.permissions.can_update_metadata:
            raise RoomError(
                f"cannot attach text to {self.plan.stream_id!r}: the token does not allow it",
                hint="Ask the host.",
                code=ErrorCode.STREAM_AUTHORISATION_REFUSED,
            )
        self._has_extra_info = bool(text)
        await self._local.set_attributes({EXTRA_INFO_PREFIX + self.plan.stream_id: text})

    def mute(self, *, video: bool, audio: bool) -> None:
        """Mute or unmute the tracks, and those that follow them."""
        self._is_video_muted, self._is_audio_muted = video, audio
        self._apply_mutes()

    def _apply_mutes(self) -> None:
        _set_muted(self.video, muted=self._is_video_muted)
        _set_muted(self.audio, muted=self._is_audio_muted)

    async def _publish_video(self) -> rtc.LocalTrackPublication | None:
        plan = self.plan
        if not plan.has_picture:
            return None
        profile = plan.video.profile
        encoder = rtc.VideoSource(profile.width_px, profile.height_px, is_screencast=plan.is_screen)
        track = rtc.LocalVideoTrack.create_video_track(plan.stream_id, encoder)
        options = rtc.TrackPublishOptions(
            video_encoding=VideoEncoding(
                max_bitrate=profile.bitrate_kbps * 1000, max_framerate=profile.fps
            ),
            video_codec=CODECS[plan.video.codec],
            simulcast=plan.video.simulcast is SwitchState.ON,
            source=track_source(self._channel, rtc.TrackKind.KIND_VIDEO),
            stream=plan.stream_id,
            frame_metadata_features=[FrameMetadataFeature.FMF_USER_TIMESTAMP],
            degradation_preference=degradation(sharp_text=plan.is_screen, gives_way=plan.gives_way),
        )
        self._encoder = encoder
        # Frames first, then the track: an unfed source sends black pictures of its own.
        self._video_feed.begin(encoder)
        self.video = await self._local.publish_track(track, options)
        self._apply_mutes()  # at once: nobody hears or sees what was muted before the change
        return self.video

    async def _publish_sound(self) -> rtc.LocalTrackPublication | None:
        plan = self.plan
        source = await self._sound_feed.open(plan.sound_source, plan.audio)
        if source is None:
            return None
        track = rtc.LocalAudioTrack.create_audio_track(plan.stream_id, source)
        options = rtc.TrackPublishOptions(
            audio_encoding=AudioEncoding(max_bitrate=plan.audio.bitrate_kbps * 1000),
            source=track_source(self._channel, rtc.TrackKind.KIND_AUDIO),
            stream=plan.stream_id,
        )
        self.audio = await self._local.publish_track(track, options)
        self._apply_mutes()
        return self.audio

    async def _unpublish(self, publication: rtc.LocalTrackPublication) -> None:
        try:
            await self._local.unpublish_track(publication.sid)
        except UnpublishTrackError as error:
            _log.info("a track was gone already: %s", error.message)


def _set_muted(publication: rtc.LocalTrackPublication | None, *, muted: bool) -> None:
    track = publication.track if publication is not None else None
    if track is None or track.muted == muted:
        return
    if muted:
        track.mute()
    else:
        track.unmute()
