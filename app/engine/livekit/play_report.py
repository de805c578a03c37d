"""How an incoming stream does, told once a second: to the application, and to who sends it."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from typing import Protocol

from livekit import rtc

from app.engine.common.frame_meter import FrameMeter
from app.engine.livekit.context import EngineContext
from app.engine.livekit.play_stats import PlayMeter
from app.engine.livekit.publish_stats import QUALITY_PERIOD_S
from app.engine.livekit.sender_figures import FigureExchange, SenderFigures, ViewerFigures
from app.model.events import PlayerQualityUpdate
from app.model.media import SimulcastLayer
from app.model.quality import PlayerQuality

_REPORT_PERIODS = 4


class Reported(Protocol):
    """What a report asks of the stream that it is about."""

    @property
    def stream_id(self) -> str:
        """The stream's ID."""

    @property
    def tracks(self) -> tuple[rtc.Track | None, rtc.Track | None]:
        """The picture and the sound that arrive."""

    @property
    def layers(self) -> tuple[SimulcastLayer, ...]:
        """The layers to choose from."""


class PlayReport:
    """Measures one stream from start to stop; used on the engine's loop alone."""

    def __init__(
        self,
        context: EngineContext,
        stream: Reported,
        figures: FigureExchange,
        *,
        frames: FrameMeter,
        meter: PlayMeter,
    ) -> None:
        self._context = context
        self._stream = stream
        self._figures = figures
        self._frames = frames
        self._meter = meter
        self._sender = ""
        self._telling: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Tell from now on."""
        self._telling = self._context.loop.spawn(self._tell(), name="play-quality")

    def stop(self) -> None:
        """Tell no more."""
        if self._telling is not None:
            self._telling.cancel()

    def tell_totals(self) -> None:
        """Tell once more what was measured last, with the totals since the start."""
        self._raise(replace(self._meter.latest, since_start=self._frames.totals()))

    def follow(self, identity: str) -> None:
        """Exchange figures with who sends the stream."""
        self._sender = identity
        self._figures.follow(identity, self._stream.stream_id, self._use_sender_figures)

    def unfollow(self) -> None:
        """The stream is not there any more."""
        self._figures.unfollow(self._sender, self._stream.stream_id)
        self._sender = ""
        self._meter.sender = SenderFigures()

    def _use_sender_figures(self, figures: SenderFigures) -> None:
        self._meter.sender = figures

    async def _tell(self) -> None:
        for period in itertools.count(1):
            await asyncio.sleep(QUALITY_PERIOD_S)
            measured = await self._meter.measure(*self._stream.tracks)
            quality = replace(measured, layers=self._stream.layers)
            self._raise(quality)
            if period % _REPORT_PERIODS == 0 and self._sender and quality.shown_fps > 0:
                self._tell_sender(quality)

    def _tell_sender(self, quality: PlayerQuality) -> None:
        seen = ViewerFigures(
            quality.end_to_end_p50_ms, quality.end_to_end_p95_ms, quality.shown_fps
        )
        self._figures.report(self._sender, self._stream.stream_id, seen)

    def _raise(self, quality: PlayerQuality) -> None:
        self._context.gate.raise_event(PlayerQualityUpdate(self._stream.stream_id, quality))
