"""Puts together how an incoming stream does: the SDK's figures and what was seen here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.engine.common.frame_meter import FrameMeter, RecentFrames
from app.engine.zego import _express as express
from app.engine.zego.translate import codec_name, level_of, maker_of
from app.model.quality import LatencySplit, PlayerQuality


class PlayFigures:
    """Makes a :class:`PlayerQuality` of each report of the SDK.

    Args:
        frames: Measures delay, freezes and what was shown.
        clock: Returns seconds.
    """

    def __init__(self, frames: FrameMeter, clock: Callable[[], float]) -> None:
        self._frames = frames
        self._clock = clock
        self._measured_at_s = clock()
        self._shown_before = 0
        self._freezes_before = 0
        self._latest = PlayerQuality()

    def take(
        self, quality: express.PlayStreamQuality, size_px: tuple[int, int], *, draws: bool
    ) -> PlayerQuality:
        """Return the quality since the last report; ``draws``: the SDK shows the pictures."""
        now_s = self._clock()
        seconds = max(0.001, now_s - self._measured_at_s)
        shown, freezes = self._frames.shown, self._frames.freezes
        recent = self._frames.take_recent()
        shown_fps = (shown - self._shown_before) / seconds
        self._latest = PlayerQuality(
            width_px=size_px[0],
            height_px=size_px[1],
            received_fps=quality.video_recv_fps,
            decoded_fps=quality.video_decode_fps,
            shown_fps=quality.video_render_fps if draws else shown_fps,
            video_kbps=quality.video_kbps,
            audio_kbps=quality.audio_kbps,
            loss_share=quality.packet_lost_rate,
            round_trip_ms=float(quality.rtt),
            jitter_buffer_ms=float(quality.delay),
            end_to_end_p50_ms=recent.p50_ms,
            end_to_end_p95_ms=recent.p95_ms,
            freezes=freezes - self._freezes_before,
            codec=codec_name(quality.video_codec_id),
            level=level_of(quality.level),
            since_start=self._frames.totals(),
            decoder_kind=maker_of(is_hardware=quality.is_hardware_decode),
            frames_replaced=recent.replaced,
            frames_hidden=recent.hidden,
            split=_split_of(recent, buffer_ms=float(quality.delay)),
        )
        self._measured_at_s, self._shown_before, self._freezes_before = now_s, shown, freezes
        return self._latest

    def last_word(self) -> PlayerQuality:
        """Return the last quality with the totals of the whole play."""
        return replace(self._latest, since_start=self._frames.totals())


def _split_of(recent: RecentFrames, *, buffer_ms: float) -> LatencySplit:
    """Return where the time goes; the SDK tells of no part but its own delay, decoding included."""
    if recent.way_ms < 0:
        return LatencySplit(buffer_ms=buffer_ms)
    buffer_ms = min(buffer_ms, recent.way_ms)
    return LatencySplit(
        network_ms=recent.way_ms - buffer_ms, buffer_ms=buffer_ms, paint_ms=recent.paint_ms
    )
