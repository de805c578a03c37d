"""Measures one outgoing stream every second from ``get_stats``, and tells the audience its part.

ZEGO Express tells qualities every three seconds. One second costs little (two questions to
libwebrtc for each stream) and lets people see what their hand just changed.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Protocol

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import QualityLimitationReason, RtcStats

from app.engine.common.frame_meter import DelayMeter
from app.engine.livekit.context import EngineContext
from app.engine.livekit.sender_figures import FigureExchange, SenderFigures
from app.engine.livekit.stats import codec_of, maker_of, outbound_of, stats_of
from app.model.events import PublisherQualityUpdate
from app.model.quality import PublisherQuality, judge

_log = logging.getLogger(__name__)

QUALITY_PERIOD_S = 1.0


class CaptureCounter(Protocol):
    """Counts frames on their way into the encoder."""

    frames_captured: int
    frames_sent: int
    waits: DelayMeter

    @property
    def wanted_fps(self) -> float:
        """The rate the source was asked for."""


@dataclass(frozen=True, slots=True)
class _Counters:
    at_s: float
    captured: int = 0
    given: int = 0
    encoded: int = 0
    sent: int = 0
    video_bytes: int = 0
    audio_bytes: int = 0
    encode_s: float = 0.0
    limited_s: float = 0.0


class PublishMeter:
    """Raises ``PublisherQualityUpdate`` while a stream is published."""

    def __init__(
        self, context: EngineContext, capture: CaptureCounter, figures: FigureExchange
    ) -> None:
        self._context = context
        self._capture = capture
        self._figures = figures
        self._task: asyncio.Task[None] | None = None

    def start(
        self,
        stream_id: str,
        video: rtc.LocalTrackPublication | None,
        audio: rtc.LocalTrackPublication | None,
    ) -> None:
        """Measure these tracks from now on."""
        self.stop()
        self._task = self._context.loop.spawn(
            self._run(stream_id, video, audio), name="publish-quality"
        )

    def stop(self) -> None:
        """Measure no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(
        self,
        stream_id: str,
        video: rtc.LocalTrackPublication | None,
        audio: rtc.LocalTrackPublication | None,
    ) -> None:
        last = _Counters(self._context.loop.time(), captured=self._capture.frames_captured)
        while True:
            await asyncio.sleep(QUALITY_PERIOD_S)
            video_stats = await stats_of(_track_of(video))
            audio_stats = await stats_of(_track_of(audio))
            now = self._count(video_stats, audio_stats)
            quality = replace(
                _quality(last, now, video_stats, audio_stats),
                wanted_fps=self._capture.wanted_fps,
                capture_ms=self._capture.waits.take_median_ms(),
                audience=self._figures.audience(stream_id),
            )
            last = now
            self._figures.tell(stream_id, SenderFigures(quality.capture_ms, quality.encode_ms))
            self._context.gate.raise_event(PublisherQualityUpdate(stream_id, quality))

    def _count(self, video: list[RtcStats], audio: list[RtcStats]) -> _Counters:
        layers = outbound_of(video)
        return _Counters(
            at_s=self._context.loop.time(),
            captured=self._capture.frames_captured,
            given=self._capture.frames_sent,
            encoded=max((layer.outbound.frames_encoded for layer in layers), default=0),
            sent=max((layer.outbound.frames_sent for layer in layers), default=0),
            video_bytes=sum(layer.sent.bytes_sent for layer in layers),
            audio_bytes=sum(layer.sent.bytes_sent for layer in outbound_of(audio)),
            encode_s=sum(layer.outbound.total_encode_time for layer in layers),
            limited_s=_limited_s(layers),
        )


def _quality(
    last: _Counters, now: _Counters, video: list[RtcStats], audio: list[RtcStats]
) -> PublisherQuality:
    seconds = max(0.001, now.at_s - last.at_s)
    layers = outbound_of(video)
    largest = max(layers, key=lambda layer: layer.outbound.frame_width, default=None)
    encoded = now.encoded - last.encoded
    given = now.given - last.given
    limit = _limit(largest)
    loss, round_trip_ms = _remote_view([*video, *audio])
    return PublisherQuality(
        width_px=largest.outbound.frame_width if largest else 0,
        height_px=largest.outbound.frame_height if largest else 0,
        capture_fps=(now.captured - last.captured) / seconds,
        encode_fps=encoded / seconds,
        send_fps=(now.sent - last.sent) / seconds,
        video_kbps=max(0, now.video_bytes - last.video_bytes) * 8 / 1000 / seconds,
        audio_kbps=max(0, now.audio_bytes - last.audio_bytes) * 8 / 1000 / seconds,
        target_kbps=sum(layer.outbound.target_bitrate for layer in layers) / 1000,
        available_kbps=_available_kbps([*video, *audio]),
        encode_ms=(now.encode_s - last.encode_s) / encoded * 1000 if encoded > 0 else 0.0,
        round_trip_ms=round_trip_ms,
        loss_share=loss,
        codec=codec_of(video),
        encoder=largest.outbound.encoder_implementation if largest else "",
        limited_by=limit,
        level=judge(loss_share=loss, round_trip_ms=round_trip_ms),
        encoder_kind=maker_of(largest),
        limited_share=min(1.0, max(0.0, now.limited_s - last.limited_s) / seconds),
        frames_not_sent=max(0, given - encoded - 1),  # one may be in the encoder
    )


def _limited_s(layers: list[RtcStats.OutboundRtp]) -> float:
    """Return for how long, in all, the most limited layer was held back."""
    return max(
        (
            sum(
                seconds
                for reason, seconds in layer.outbound.quality_limitation_durations.items()
                if reason != "none"
            )
            for layer in layers
        ),
        default=0.0,
    )


def _limit(layer: RtcStats.OutboundRtp | None) -> str:
    if layer is None:
        return ""
    name = QualityLimitationReason.Name(layer.outbound.quality_limitation_reason)
    return name.removeprefix("LIMITATION_").lower().replace("none", "")


def _available_kbps(stats: list[RtcStats]) -> float:
    """Return what the sender's estimate of the way out is; negative before there is one."""
    pairs = (
        part.candidate_pair.candidate_pair
        for part in stats
        if part.WhichOneof("stats") == "candidate_pair"
    )
    bits = max((pair.available_outgoing_bitrate for pair in pairs if pair.nominated), default=0.0)
    return bits / 1000 if bits > 0 else -1.0


def _remote_view(stats: list[RtcStats]) -> tuple[float, float]:
    """Return loss share and round trip in ms as the server reports them."""
    loss, round_trip_s = 0.0, 0.0
    for part in stats:
        if part.WhichOneof("stats") == "remote_inbound_rtp":
            remote = part.remote_inbound_rtp.remote_inbound
            loss = max(loss, remote.fraction_lost)
            round_trip_s = max(round_trip_s, remote.round_trip_time)
    return loss, round_trip_s * 1000


def _track_of(publication: rtc.LocalTrackPublication | None) -> rtc.Track | None:
    return publication.track if publication is not None else None
