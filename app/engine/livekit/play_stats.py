"""Turns ``get_stats`` and a frame meter into the quality of one incoming stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats

from app.engine.common.frame_meter import FrameMeter, RecentFrames
from app.engine.livekit.context import EngineContext
from app.engine.livekit.sender_figures import SenderFigures
from app.engine.livekit.stats import LossWindow, codec_of, inbound_of, maker_of, stats_of
from app.model.quality import LatencySplit, PlayerQuality, judge


@dataclass(frozen=True, slots=True)
class _Counters:
    """Cumulative figures at one moment; two of them make rates."""

    at_s: float = 0.0
    received: int = 0
    shown: int = 0
    decoded: int = 0
    dropped: int = 0
    video_bytes: int = 0
    audio_bytes: int = 0
    packets: int = 0
    lost: int = 0
    freezes: int = 0
    buffer_delay_s: float = 0.0
    buffer_count: int = 0
    decode_s: float = 0.0


class PlayMeter:
    """Turns counters into a :class:`PlayerQuality` each time it is asked."""

    def __init__(
        self,
        context: EngineContext,
        frames: FrameMeter,
        *,
        take_waited_ms: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._loop = context.loop
        self._frames = frames
        self._take_waited_ms = take_waited_ms
        self._last = _Counters(at_s=context.loop.time())
        self._loss = LossWindow()
        self.sender = SenderFigures()
        self.latest = PlayerQuality()

    async def measure(self, video: rtc.Track | None, audio: rtc.Track | None) -> PlayerQuality:
        """Return the quality since the last call; for the engine's loop."""
        video_stats, audio_stats = await stats_of(video), await stats_of(audio)
        inbound = inbound_of(video_stats)
        sound = inbound_of(audio_stats)
        now = self._count(inbound, sound)
        last, self._last = self._last, now
        seconds = max(0.001, now.at_s - last.at_s)
        packets = max(0, now.packets - last.packets)
        lost = max(0, now.lost - last.lost)
        loss = lost / (packets + lost) if packets + lost else 0.0
        round_trip_ms = _round_trip_ms([*video_stats, *audio_stats])
        recent = self._frames.take_recent()
        emitted = now.buffer_count - last.buffer_count
        decoded = now.decoded - last.decoded
        buffer_ms = (
            (now.buffer_delay_s - last.buffer_delay_s) / emitted * 1000 if emitted > 0 else 0.0
        )
        buffer_ms += self._take_waited_ms()
        decode_ms = (now.decode_s - last.decode_s) / decoded * 1000 if decoded > 0 else 0.0
        self.latest = PlayerQuality(
            width_px=inbound.inbound.frame_width if inbound else 0,
            height_px=inbound.inbound.frame_height if inbound else 0,
            received_fps=(now.received - last.received) / seconds,
            decoded_fps=decoded / seconds,
            shown_fps=(now.shown - last.shown) / seconds,
            video_kbps=max(0, now.video_bytes - last.video_bytes) * 8 / 1000 / seconds,
            audio_kbps=max(0, now.audio_bytes - last.audio_bytes) * 8 / 1000 / seconds,
            loss_share=loss,
            round_trip_ms=round_trip_ms,
            jitter_buffer_ms=buffer_ms,
            decode_ms=decode_ms,
            end_to_end_p50_ms=recent.p50_ms,
            end_to_end_p95_ms=recent.p95_ms,
            freezes=now.freezes - last.freezes,
            frames_dropped=max(0, now.dropped - last.dropped),
            codec=codec_of(video_stats),
            level=judge(loss_share=self._loss.add(lost, packets), round_trip_ms=round_trip_ms),
            since_start=self._frames.totals(),
            decoder=inbound.inbound.decoder_implementation if inbound else "",
            decoder_kind=maker_of(inbound),
            frames_replaced=recent.replaced,
            frames_hidden=recent.hidden,
            packets_lost=lost,
            split=split_of(recent, self.sender, buffer_ms=buffer_ms, decode_ms=decode_ms),
        )
        return self.latest

    def _count(
        self, video: RtcStats.InboundRtp | None, audio: RtcStats.InboundRtp | None
    ) -> _Counters:
        both = [part for part in (video, audio) if part is not None]
        return _Counters(
            at_s=self._loop.time(),
            received=self._frames.received,
            shown=self._frames.shown,
            decoded=video.inbound.frames_decoded if video else 0,
            dropped=video.inbound.frames_dropped if video else 0,
            video_bytes=video.inbound.bytes_received if video else 0,
            audio_bytes=audio.inbound.bytes_received if audio else 0,
            packets=sum(part.received.packets_received for part in both),
            lost=sum(part.received.packets_lost for part in both),
            freezes=self._frames.freezes,
            buffer_delay_s=video.inbound.jitter_buffer_delay if video else 0.0,
            buffer_count=video.inbound.jitter_buffer_emitted_count if video else 0,
            decode_s=video.inbound.total_decode_time if video else 0.0,
        )


def split_of(
    recent: RecentFrames, sender: SenderFigures, *, buffer_ms: float, decode_ms: float
) -> LatencySplit:
    """Return where the time goes: what was measured, and the rest as the network's."""
    if recent.way_ms < 0:
        return LatencySplit(buffer_ms=buffer_ms, decode_ms=decode_ms)
    # The whole is what is measured best: a part that claims more than what is left is cut.
    decode_ms = min(decode_ms, recent.way_ms)
    buffer_ms = min(buffer_ms, recent.way_ms - decode_ms)
    rest_ms = recent.way_ms - decode_ms - buffer_ms
    capture_ms = min(sender.capture_ms, rest_ms)
    encode_ms = min(sender.encode_ms, rest_ms - max(0.0, capture_ms))
    return LatencySplit(
        capture_ms=capture_ms,
        encode_ms=encode_ms,
        network_ms=rest_ms - max(0.0, capture_ms) - max(0.0, encode_ms),
        buffer_ms=buffer_ms,
        decode_ms=decode_ms,
        paint_ms=recent.paint_ms,
    )


def _round_trip_ms(stats: list[RtcStats]) -> float:
    for part in stats:
        if part.WhichOneof("stats") == "candidate_pair":
            pair = part.candidate_pair.candidate_pair
            if pair.nominated:
                return pair.current_round_trip_time * 1000
    return 0.0
