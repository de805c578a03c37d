"""Measures one incoming stream: delay and freezes from its frames, the rest from ``get_stats``.

Delay runs from the capture timestamp that travels with each frame to the moment it is painted
(or handed to the application when nothing is painted), corrected by the clock offset to the
publisher's machine.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats

from app.engine.livekit.context import EngineContext
from app.model.frames import VideoFrame
from app.model.quality import PlayerQuality, PlayerTotals, judge

FREEZE_US = 200_000
_BUCKET_US = 250
_DELAY_MAX_US = 60_000_000


class DelayHistogram:
    """Delays in buckets of a quarter millisecond: exact enough, small for any duration."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._count = 0

    def add(self, delay_us: int) -> None:
        """Count one delay; absurd ones (a clock was set) are left out."""
        if 0 <= delay_us <= _DELAY_MAX_US:
            self._buckets[delay_us // _BUCKET_US] += 1
            self._count += 1

    def percentile_ms(self, share: float) -> float:
        """Return the delay that ``share`` of the frames do not exceed; -1 without frames."""
        if not self._count:
            return -1.0
        rank, seen = share * self._count, 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= rank:
                return (bucket + 0.5) * _BUCKET_US / 1000
        return -1.0


class FrameMeter:
    """Counts received and shown frames; callable from the engine's and the GUI thread."""

    def __init__(self, asked_at_us: int) -> None:
        self._lock = threading.Lock()
        self._asked_at_us = asked_at_us
        self._last_shown_us = 0
        self._first_shown_us = 0
        self._all = DelayHistogram()
        self._recent = DelayHistogram()
        self.clock_offset_us = 0
        self.received = 0
        self.shown = 0
        self.freezes = 0

    def frame_received(self) -> None:
        """A decoded frame arrived."""
        with self._lock:
            self.received += 1

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> bool:
        """A frame was painted; returns whether it was the first."""
        with self._lock:
            is_first = self._first_shown_us == 0
            if is_first:
                self._first_shown_us = shown_at_us
            elif self._last_shown_us and shown_at_us - self._last_shown_us > FREEZE_US:
                self.freezes += 1
            self._last_shown_us = shown_at_us
            self.shown += 1
            if frame.captured_at_us:
                delay_us = shown_at_us - frame.captured_at_us + self.clock_offset_us
                self._all.add(delay_us)
                self._recent.add(delay_us)
            return is_first

    def pause(self) -> None:
        """The picture stops by intent: the gap until it returns is no freeze."""
        with self._lock:
            self._last_shown_us = 0

    @property
    def first_picture_ms(self) -> float:
        """Time from asking to the first picture; -1 before it."""
        if not self._first_shown_us:
            return -1.0
        return (self._first_shown_us - self._asked_at_us) / 1000

    def totals(self) -> PlayerTotals:
        """Return what was counted since the start."""
        with self._lock:
            return PlayerTotals(
                first_picture_ms=self.first_picture_ms,
                end_to_end_p50_ms=self._all.percentile_ms(0.5),
                end_to_end_p95_ms=self._all.percentile_ms(0.95),
                frames_received=self.received,
                frames_shown=self.shown,
                freezes=self.freezes,
            )

    def take_recent(self) -> tuple[float, float]:
        """Return median and 95th percentile in ms since the last call."""
        with self._lock:
            recent, self._recent = self._recent, DelayHistogram()
        return recent.percentile_ms(0.5), recent.percentile_ms(0.95)


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

    def __init__(self, context: EngineContext, frames: FrameMeter) -> None:
        self._loop = context.loop
        self._frames = frames
        self._last = _Counters(at_s=context.loop.time())

    async def measure(self, video: rtc.Track | None, audio: rtc.Track | None) -> PlayerQuality:
        """Return the quality since the last call; needs the engine's loop."""
        video_stats = await video.get_stats() if video is not None else []
        audio_stats = await audio.get_stats() if audio is not None else []
        inbound = _inbound(video_stats)
        sound = _inbound(audio_stats)
        now = self._count(inbound, sound)
        last, self._last = self._last, now
        seconds = max(0.001, now.at_s - last.at_s)
        packets = max(0, now.packets - last.packets)
        lost = max(0, now.lost - last.lost)
        loss = lost / (packets + lost) if packets + lost else 0.0
        round_trip_ms = _round_trip_ms([*video_stats, *audio_stats])
        p50, p95 = self._frames.take_recent()
        emitted = now.buffer_count - last.buffer_count
        decoded = now.decoded - last.decoded
        return PlayerQuality(
            width_px=inbound.inbound.frame_width if inbound else 0,
            height_px=inbound.inbound.frame_height if inbound else 0,
            received_fps=(now.received - last.received) / seconds,
            decoded_fps=decoded / seconds,
            shown_fps=(now.shown - last.shown) / seconds,
            video_kbps=max(0, now.video_bytes - last.video_bytes) * 8 / 1000 / seconds,
            audio_kbps=max(0, now.audio_bytes - last.audio_bytes) * 8 / 1000 / seconds,
            loss_share=loss,
            round_trip_ms=round_trip_ms,
            jitter_buffer_ms=(
                (now.buffer_delay_s - last.buffer_delay_s) / emitted * 1000 if emitted > 0 else 0.0
            ),
            decode_ms=(now.decode_s - last.decode_s) / decoded * 1000 if decoded > 0 else 0.0,
            end_to_end_p50_ms=p50,
            end_to_end_p95_ms=p95,
            freezes=now.freezes - last.freezes,
            frames_dropped=max(0, now.dropped - last.dropped),
            codec=codec_of(video_stats),
            level=judge(loss_share=loss, round_trip_ms=round_trip_ms),
            since_start=self._frames.totals(),
        )

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


def _inbound(stats: list[RtcStats]) -> RtcStats.InboundRtp | None:
    for part in stats:
        if part.WhichOneof("stats") == "inbound_rtp":
            return part.inbound_rtp
    return None


def _round_trip_ms(stats: list[RtcStats]) -> float:
    for part in stats:
        if part.WhichOneof("stats") == "candidate_pair":
            pair = part.candidate_pair.candidate_pair
            if pair.nominated:
                return pair.current_round_trip_time * 1000
    return 0.0


def codec_of(stats: list[RtcStats]) -> str:
    """Return the codec in use, as ``H264``."""
    for part in stats:
        if part.WhichOneof("stats") == "codec":
            return part.codec.codec.mime_type.partition("/")[2]
    return ""
