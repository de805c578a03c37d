"""One incoming stream: receive its tracks, follow them through breaks, tell what state it is in.

Receives only what is played, and of a simulcast stream only the layer that the canvas can show.
"""

from __future__ import annotations

import asyncio
import time

from livekit import rtc

from app.engine.common.frame_meter import FrameMeter
from app.engine.common.pacing import HELD_MAX, FramePacer
from app.engine.livekit.clock import ClockOffsets
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.frame_reader import FrameReader
from app.engine.livekit.layer_choice import LayerChoice, Place, layers_of
from app.engine.livekit.picture_outlet import PictureOutlet
from app.engine.livekit.picture_watch import PictureWatch
from app.engine.livekit.play_report import PlayReport
from app.engine.livekit.play_stats import PlayMeter
from app.engine.livekit.playback import Playback
from app.engine.livekit.sender_figures import FigureExchange
from app.engine.livekit.stats import inbound_of, stats_of
from app.model.errors import ErrorCode
from app.model.events import PlayerStateUpdate
from app.model.media import Canvas, SimulcastLayer, SwitchState
from app.model.session import PlayConfig, PlayerState

_PAUSE_S = 0.15  # shorter ones the server takes for none


class Player:
    """One stream that the application wants to play; used on the engine's loop alone."""

    def __init__(
        self,
        stream_id: str,
        context: EngineContext,
        clocks: ClockOffsets,
        figures: FigureExchange,
        *,
        asked_at_us: int,
    ) -> None:
        self.stream_id = stream_id
        self.sound = Playback(context, stream_id)
        self._context = context
        self._clocks = clocks
        self._remote: RemoteStream | None = None
        self._muted_video = SwitchState.OFF
        self._state = PlayerState.NO_PLAY
        self._video: rtc.RemoteTrack | None = None
        self._watching: asyncio.Task[None] | None = None
        self._stands = False
        self._received_before = 0
        self._frames = frames = FrameMeter(asked_at_us)
        self._layer = LayerChoice(context.loop, self._arriving_picture, self._place)
        self.outlet = PictureOutlet(
            context, stream_id, frames, asked_at_us=asked_at_us, on_resize=self._layer.look_soon
        )
        self._pacer = FramePacer(context.loop.call_later, _now_us, self.outlet.put)
        self._reader = FrameReader(context.loop, stream_id, self._pacer.take)
        meter = PlayMeter(context, frames, take_waited_ms=self._pacer.take_waited_ms)
        self._report = PlayReport(context, self, figures, frames=frames, meter=meter)

    # -- what the application asks for -------------------------------------------------

    def start(self, canvas: Canvas | None, config: PlayConfig) -> None:
        """Play, or change canvas and config of a playing stream."""
        self._layer.preferred = config.layer
        if self._state is PlayerState.NO_PLAY:
            self._tell(PlayerState.PLAY_REQUESTING)
            self._report.start()
            watch = PictureWatch(self, self._context.loop)
            self._watching = self._context.loop.spawn(watch.run(), name="watch-picture")
        self.use_canvas(canvas)

    def use_canvas(self, canvas: Canvas | None) -> None:
        """Draw elsewhere, or nowhere; the newest frame is shown there at once."""
        self.outlet.use_canvas(canvas)
        self._layer.look()

    def set_volume(self, volume: int) -> None:
        """Be as loud as ``volume`` percent of what is sent; 0 stops receiving the sound."""
        self.sound.set_volume(volume)
        self._receive()

    def use_buffer(self, min_ms: int, _max_ms: int) -> None:
        """Show pictures so much later than could be, evenly."""
        self._pacer.use_wait(min_ms)
        self._reader.queue(HELD_MAX if min_ms else 1)

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Stop or resume receiving picture or sound; ON means muted."""
        self._muted_video = video or self._muted_video
        if audio is not None:
            self.sound.mute(audio)
        if self._muted_video is SwitchState.ON:
            self._frames.pause()
        self._receive()

    def stop(self, code: ErrorCode = ErrorCode.OK) -> None:
        """Stop receiving at once, blank the canvas, tell the totals."""
        self.outlet.close()
        self._report.stop()
        if self._watching is not None:
            self._watching.cancel()
        self._tell(PlayerState.NO_PLAY, code)
        self._report.tell_totals()
        self._let_go()

    # -- what the room tells -----------------------------------------------------------

    def stream_changed(self, remote: RemoteStream | None) -> None:
        """The stream's tracks are these now; None when it is not there."""
        before = self._remote
        if remote is not None and before is not None and remote.continues(before):
            self._remote = remote
        elif remote is not before:
            if remote is None:
                self.room_interrupted()
            self._let_go()
            self._remote = remote
            if remote is not None:
                identity = remote.participant.identity
                self._clocks.follow(identity, self._frames.use_clock_offset)
                self._report.follow(identity)
        self._receive()

    def track_subscribed(self, track: rtc.RemoteTrack) -> None:
        """Media of a track arrives."""
        if track.kind == rtc.TrackKind.KIND_VIDEO:
            if self._video is not track:
                self._video = track
                self._pacer.clear()
                self._reader.start(track)
                self._layer.look()
        else:
            self.sound.take(track)
        self._tell(PlayerState.PLAYING)

    def track_unsubscribed(self, track_sid: str) -> None:
        """Media of a track no longer arrives."""
        if self._video is not None and self._video.sid == track_sid:
            self._video = None
            self._stop_reading()
        if self.sound.track is not None and self.sound.track.sid == track_sid:
            self.sound.let_go()

    def room_interrupted(self) -> None:
        """The connection broke."""
        self._frames.pause()
        self._stands = False
        self._received_before = self._frames.received
        if self._state is PlayerState.PLAYING:
            self._tell(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def room_resumed(self) -> None:
        """The same connection flows again."""
        self._layer.forget()
        if self._frames.received == self._received_before:
            self.refresh_picture()
        self._layer.look()
        if self._video is not None or self.sound.track is not None:
            self._tell(PlayerState.PLAYING)

    # -- Watched (for the picture's watch) ---------------------------------------------

    @property
    def pictures_received(self) -> int:
        """How many pictures have arrived."""
        return self._frames.received

    @property
    def expects_pictures(self) -> bool:
        """Whether pictures should arrive now, as far as is known."""
        is_flowing = self._state is PlayerState.PLAYING or self._stands
        is_wanted = self._video is not None and self._wants(rtc.TrackKind.KIND_VIDEO)
        publication = self._video_publication
        return is_flowing and is_wanted and publication is not None and not publication.muted

    async def sound_packets(self) -> int:
        """Return how much of the stream's sound has arrived."""
        inbound = inbound_of(await stats_of(self.sound.track))
        return inbound.received.packets_received if inbound is not None else 0

    def picture_stands(self) -> None:
        """Tell that no pictures come any more, of a stream that should flow."""
        if self._state is PlayerState.PLAYING:
            self._frames.pause()
            self._stands = True
            self._tell(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def picture_moves(self) -> None:
        """Tell that pictures come again."""
        self._stands = False
        self._tell(PlayerState.PLAYING)

    def refresh_picture(self) -> None:
        """Have the picture begin anew: after a gap libwebrtc waits up to 3 s before it asks."""
        publication, remote = self._video_publication, self._remote
        if remote is None or publication is None or not remote.subscriptions.pause(publication):
            return
        subscriptions = remote.subscriptions
        self._context.loop.call_later(_PAUSE_S, lambda: subscriptions.unpause(publication))

    # -- Reported (for the report of its quality) --------------------------------------

    @property
    def tracks(self) -> tuple[rtc.Track | None, rtc.Track | None]:
        """The picture and the sound that arrive."""
        return self._video, self.sound.track

    @property
    def layers(self) -> tuple[SimulcastLayer, ...]:
        """The layers to choose from."""
        return layers_of(self._video_publication)

    # -- receiving -----------------------------------------------------------------------

    @property
    def _video_publication(self) -> rtc.RemoteTrackPublication | None:
        return self._remote.of_kind(rtc.TrackKind.KIND_VIDEO) if self._remote is not None else None

    def _wants(self, kind: rtc.TrackKind.ValueType) -> bool:
        if self._state is PlayerState.NO_PLAY:
            return False
        if kind == rtc.TrackKind.KIND_VIDEO:
            return self._muted_video is SwitchState.OFF
        return self.sound.is_wanted

    def _receive(self) -> None:
        """Ask for the tracks that are wanted, take those that are there already."""
        remote = self._remote
        if remote is None:
            return
        for publication in remote.publications.values():
            wanted = self._wants(publication.kind)
            if remote.subscriptions.want(publication, wanted=wanted) and wanted:
                self._layer.forget()  # the server forgets the layer with a pause
            if wanted and publication.track is not None:
                self.track_subscribed(publication.track)
        self._layer.look()

    def _let_go(self) -> None:
        """Receive nothing of the stream any more."""
        self.sound.let_go()
        remote, self._remote = self._remote, None
        if remote is not None:
            identity = remote.participant.identity
            self._clocks.unfollow(identity, self._frames.use_clock_offset)
            self._report.unfollow()
            for publication in remote.publications.values():
                remote.subscriptions.want(publication, wanted=False)
        self._video = None
        self._layer.forget()
        self._stop_reading()

    def _stop_reading(self) -> None:
        self._reader.stop()
        self._pacer.clear()

    def _arriving_picture(self) -> rtc.RemoteTrackPublication | None:
        return self._video_publication if self._video is not None else None

    def _place(self) -> Place | None:
        return self.outlet.place()

    # -- telling -----------------------------------------------------------------------

    def _tell(self, state: PlayerState, code: ErrorCode = ErrorCode.OK) -> None:
        if state is self._state and code is ErrorCode.OK:
            return
        self._state = state
        self._context.gate.raise_event(PlayerStateUpdate(self.stream_id, state, error_code=code))


def _now_us() -> int:
    return time.time_ns() // 1000
