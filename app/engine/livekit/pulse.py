"""Notices within seconds that nothing arrives any more.

The SDK itself learns of a pulled cable from its signal connection, after some 15 s. Media and
connectivity checks tell sooner: on a connection in use something arrives all the time, on an
idle one every 2.5 s.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats

from app.engine.common.loop import EngineLoop

_log = logging.getLogger(__name__)

_PERIOD_S = 1.0
_USUAL_MAX_S = 3.0
_FIRST_GUESS_S = 1.75
_GAPS_KEPT = 5
_STATS_TIMEOUT_S = 2.0


class SilenceJudge:
    """Tells silence from a usual pause by what was usual before."""

    def __init__(self, now_s: float) -> None:
        self._count = -1
        self._changed_at_s = now_s
        self._gaps: deque[float] = deque([_FIRST_GUESS_S], maxlen=_GAPS_KEPT)

    def is_silent(self, now_s: float, count: int) -> bool:
        """Take notice that ``count`` things have arrived by ``now_s``."""
        if count != self._count:
            self._gaps.append(min(_USUAL_MAX_S, now_s - self._changed_at_s))
            self._count, self._changed_at_s = count, now_s
            return False
        return now_s - self._changed_at_s > 2 * max(self._gaps) + _PERIOD_S


class Pulse:
    """Watches one room until it is stopped; used on the engine's loop alone."""

    def __init__(
        self,
        loop: EngineLoop,
        room: rtc.Room,
        *,
        on_silence: Callable[[], None],
        on_flow: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._room = room
        self._on_silence = on_silence
        self._on_flow = on_flow
        self._task = loop.spawn(self._run(), name="watch-pulse")

    def stop(self) -> None:
        """Watch no more."""
        self._task.cancel()

    async def _run(self) -> None:
        judge = SilenceJudge(self._loop.time())
        was_silent = False
        while self._room.isconnected():
            await asyncio.sleep(_PERIOD_S)
            count = await self._arrivals()
            is_silent = count is not None and judge.is_silent(self._loop.time(), count)
            if is_silent and not was_silent:
                self._on_silence()
            elif was_silent and not is_silent:
                self._on_flow()
            was_silent = is_silent

    async def _arrivals(self) -> int | None:
        try:
            stats = await asyncio.wait_for(self._room.get_rtc_stats(), _STATS_TIMEOUT_S)
        except (TimeoutError, RuntimeError) as error:  # it is being closed or rebuilt
            _log.debug("no statistics of the connection: %s", error)
            return None
        return sum(_received(part) for part in (*stats.publisher_stats, *stats.subscriber_stats))


def _received(part: RtcStats) -> int:
    if part.WhichOneof("stats") != "candidate_pair":
        return 0
    pair = part.candidate_pair.candidate_pair
    return pair.bytes_received + pair.responses_received
