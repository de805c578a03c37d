"""Notices within a second that nothing arrives any more, and at once that something does again.

The SDK itself learns of a pulled cable from its signal connection, after some 15 s. Media tells
sooner: where a picture flows, something arrives all the time. Where nothing flows we ask: each
small packet that we send on the data channel is acknowledged by the server's transport, so what
is missing then is the network and not the broadcast. Where only what we send is lost, a
little still arrives: a pause that is long for a connection which was asked makes us knock at the
server's door as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats
from livekit.rtc.participant import PublishDataError

from app.engine.common.loop import EngineLoop
from app.engine.livekit.door import Door, Reply

_log = logging.getLogger(__name__)

PULSE_TOPIC = "klieg.pulse"
_PERIOD_S = 0.15
_ASK_AFTER_S = 0.1
_SILENCE_MIN_S = 0.7
_DOUBT_S = 0.55
_DOUBT_REST_S = 1.5
_USUAL_MAX_S = 2.0
_FIRST_GUESS_S = 1.0
_PAUSES_KEPT = 8
_LOOKS_KEPT = 5
_HEARD_OFTEN = 3
_STATS_TIMEOUT_S = 2.0


class SilenceJudge:
    """Tells silence from a usual pause by what was usual before.

    Args:
        least_s: No pause shorter than this is silence.

    Attributes:
        quiet_s: For how long nothing has arrived, as far as we were awake to notice: of a machine
            that let us sleep, no network is blamed.
    """

    def __init__(self, least_s: float = _SILENCE_MIN_S) -> None:
        self.quiet_s = 0.0
        self._least_s = least_s
        self._count: int | None = None
        self._pauses: deque[float] = deque([_FIRST_GUESS_S], maxlen=_PAUSES_KEPT)

    @property
    def limit_s(self) -> float:
        """Return how long a pause may be before it is called silence."""
        return max(self._least_s, 2 * max(self._pauses))

    @property
    def is_silent(self) -> bool:
        """Whether the pause is longer than usual ones."""
        return self.quiet_s >= self.limit_s

    def hear(self, count: int, passed_s: float) -> None:
        """Take notice that ``count`` things have arrived, ``passed_s`` after the last look."""
        if count == self._count:
            self.quiet_s += min(passed_s, 1.5 * _PERIOD_S)
            return
        if self._count is not None:
            self._pauses.append(min(_USUAL_MAX_S, self.quiet_s + _PERIOD_S))
        self._count = count
        self.quiet_s = 0.0

    def forgive(self) -> None:
        """Begin anew: it was found out otherwise that the connection lives."""
        self.quiet_s = 0.0


class Pulse:
    """Watches one room until it is stopped; used on the engine's loop alone.

    Args:
        loop: The engine's.
        room: What is watched.
        door: The server's.
        pictures: Counts the pictures received so far: while they come, nothing else is asked.
        on_silence: Told once that nothing arrives.
        on_flow: Told once that something arrives again.
    """

    def __init__(
        self,
        loop: EngineLoop,
        room: rtc.Room,
        door: Door,
        *,
        pictures: Callable[[], int],
        on_silence: Callable[[], None],
        on_flow: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._room = room
        self._door = door
        self._pictures = pictures
        self._on_silence = on_silence
        self._on_flow = on_flow
        self._judge = SilenceJudge()
        self._was_silent = False
        self._pictures_seen = -1
        self._news = 0
        self._arrived: tuple[int, ...] | None = None
        self._mute: set[int] = set()
        self._heard: deque[bool] = deque(maxlen=_LOOKS_KEPT)
        self._question: asyncio.Task[None] | None = None
        self._doubt: asyncio.Task[None] | None = None
        self._doubted_at_s = -_DOUBT_REST_S
        self._task = loop.spawn(self._run(), name="watch-pulse")

    @property
    def flows(self) -> bool:
        """Whether much has arrived just now, on each of the ways that were used.

        A little arrives also where what we send is lost.
        """
        return not self._mute and sum(self._heard) >= _HEARD_OFTEN

    def stop(self) -> None:
        """Watch no more."""
        self._task.cancel()
        if self._doubt is not None:
            self._doubt.cancel()

    def mended(self) -> None:
        """The connection is known to work: what comes next is judged anew."""
        self._judge.forgive()
        self._was_silent = False
        if self._doubt is not None:
            self._doubt.cancel()

    async def _run(self) -> None:
        looked_at_s = self._loop.time()
        while self._room.isconnected():
            await asyncio.sleep(_PERIOD_S)
            await self._look()
            now_s = self._loop.time()
            self._judge.hear(self._news, now_s - looked_at_s)
            looked_at_s = now_s
            self._heard.append(self._judge.quiet_s == 0.0)
            if self._was_silent or self._judge.quiet_s >= _ASK_AFTER_S:
                self._ask()
            self._tell()

    def _tell(self) -> None:
        if not self._was_silent and self._judge.is_silent:
            self._tell_silence()
        elif not self._was_silent and self._judge.quiet_s >= _DOUBT_S:
            self._knock()
        elif self._was_silent and self.flows:
            self._was_silent = False
            self._on_flow()

    def _tell_silence(self) -> None:
        _log.info("nothing arrives for %.2f s", self._judge.quiet_s)
        self._was_silent = True
        self._mute = {way for way, count in enumerate(self._arrived or ()) if count}
        self._on_silence()

    def _knock(self) -> None:
        is_knocking = self._doubt is not None and not self._doubt.done()
        is_early = self._loop.time() - self._doubted_at_s < _DOUBT_REST_S
        if not is_knocking and not is_early and self._door.is_known:
            self._doubted_at_s = self._loop.time()
            self._doubt = self._loop.spawn(self._find_out(), name="doubt-pulse")

    async def _find_out(self) -> None:
        """Knock, and believe the door: the little that arrives does not tell that we are heard."""
        pictures = self._pictures()
        reply = await self._door.knock(self._door.answer_s)
        is_over = self._was_silent or self._pictures() != pictures
        if reply is not Reply.ANSWERED and not is_over:
            self._tell_silence()

    async def _look(self) -> None:
        """Count one more piece of news when anything has arrived since the last look."""
        pictures = self._pictures()
        has_pictures = pictures != self._pictures_seen
        self._pictures_seen = pictures
        if has_pictures and not self._mute:
            self._arrived = None
            self._news += 1
            return
        arrived = await self._arrivals()
        if arrived is None:
            return
        before, self._arrived = self._arrived, arrived
        heard = {way for way, count in enumerate(arrived) if before and count != before[way]}
        self._mute -= heard
        if heard:
            self._news += 1

    async def _arrivals(self) -> tuple[int, ...] | None:
        """Return what has arrived on the way out and on the way in, which may be the same."""
        try:
            stats = await asyncio.wait_for(self._room.get_rtc_stats(), _STATS_TIMEOUT_S)
        except (TimeoutError, RuntimeError) as error:  # it is being closed or rebuilt
            _log.debug("no statistics of the connection: %s", error)
            return None
        return received(stats.publisher_stats), received(stats.subscriber_stats)

    def _ask(self) -> None:
        """Send something that the server's transport acknowledges; one at a time."""
        local = self._room.local_participant
        is_asking = self._question is not None and not self._question.done()
        if not is_asking and local.permissions.can_publish_data:
            self._question = self._loop.spawn(_send_question(local), name="ask-pulse")


async def _send_question(local: rtc.LocalParticipant) -> None:
    try:
        await local.publish_data(
            b"?", reliable=False, destination_identities=[local.identity], topic=PULSE_TOPIC
        )
    except PublishDataError as error:  # no data channel yet, or none any more
        _log.debug("the pulse was not asked for: %s", error.message)


def received(stats: Iterable[RtcStats]) -> int:
    """Return a number that grows with whatever arrives on the path in use; 0 without one."""
    parts = list(stats)
    transports = (part.transport.transport for part in parts if part.HasField("transport"))
    used = {transport.selected_candidate_pair_id for transport in transports}
    pairs = (part.candidate_pair for part in parts if part.HasField("candidate_pair"))
    return sum(
        pair.candidate_pair.bytes_received + pair.candidate_pair.responses_received
        for pair in pairs
        if pair.rtc.id in used
    )
