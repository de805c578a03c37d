"""How far the clocks of others are from ours, by exchanges as in NTP over data packets.

A player asks the publisher of what it plays, five times at first and then every half minute. Of
the answers the one with the shortest round trip is believed: the least of it can be queueing.
Two clocks whose offset is within half of that round trip count as equal, so that people on one
machine are measured without the noise of the exchange. Publishers of other programs do not
answer; their clock counts as ours.
"""

from __future__ import annotations

import asyncio
import logging
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from livekit import rtc
from livekit.rtc.participant import PublishDataError

from app.engine.common.loop import EngineLoop
from app.engine.common.rate import RateLimit

_log = logging.getLogger(__name__)

CLOCK_TOPIC = "klieg.clock"
_QUESTION = struct.Struct("<cq")
_ANSWER = struct.Struct("<cqqq")
_BURST = 5
_BURST_PAUSE_S = 0.4
_REST_S = 30.0
_PATIENCE = 15  # questions without an answer before a publisher counts as foreign
_SAMPLES_KEPT = 10
_ANSWERS_PER_SECOND = 50


@dataclass(frozen=True, slots=True)
class ClockSample:
    """One exchange: what the other's clock showed more than ours, and how sure that is."""

    offset_us: int
    round_trip_us: int


def sample(asked_us: int, heard_us: int, answered_us: int, received_us: int) -> ClockSample | None:
    """Return what four times tell: ours, the other's, the other's, ours; None when absurd."""
    round_trip_us = (received_us - asked_us) - (answered_us - heard_us)
    if round_trip_us < 0 or answered_us < heard_us or received_us < asked_us:
        return None
    offset_us = ((heard_us - asked_us) + (answered_us - received_us)) // 2
    return ClockSample(offset_us, round_trip_us)


class ClockEstimate:
    """The offset to one other clock from the last few exchanges."""

    def __init__(self) -> None:
        self._samples: deque[ClockSample] = deque(maxlen=_SAMPLES_KEPT)

    def add(self, found: ClockSample) -> None:
        """Take one more exchange into account; the oldest ones are forgotten."""
        self._samples.append(found)

    @property
    def count(self) -> int:
        """Number of exchanges that count."""
        return len(self._samples)

    @property
    def offset_us(self) -> int:
        """What the other's clock shows more than ours; 0 when that cannot be told apart."""
        if not self._samples:
            return 0
        best = min(self._samples, key=lambda kept: kept.round_trip_us)
        return best.offset_us if abs(best.offset_us) > best.round_trip_us / 2 else 0


def now_us() -> int:
    """Return Unix time in microseconds."""
    return time.time_ns() // 1000


OffsetHandler = Callable[[int], None]


class ClockOffsets:
    """Asks the publishers of what is played, and answers others; on the engine's loop alone."""

    def __init__(self, loop: EngineLoop, now_us: Callable[[], int] = now_us) -> None:
        self._loop = loop
        self._now_us = now_us
        self._room: rtc.Room | None = None
        self._estimates: dict[str, ClockEstimate] = {}
        self._followers: dict[str, list[OffsetHandler]] = {}
        self._askers: dict[str, asyncio.Task[None]] = {}
        self._limit = RateLimit(_ANSWERS_PER_SECOND)

    def attach(self, room: rtc.Room) -> None:
        """Ask and answer in ``room`` from now on; what was learnt stays."""
        self.detach()
        self._room = room
        room.on("data_received", self._on_data)
        for identity in self._followers:
            self._ask(identity)

    def detach(self) -> None:
        """Ask and answer no more."""
        if self._room is not None:
            self._room.off("data_received", self._on_data)
            self._room = None
        for task in self._askers.values():
            task.cancel()
        self._askers.clear()

    def follow(self, identity: str, handler: OffsetHandler) -> None:
        """Tell ``handler`` the offset to somebody's clock, now and when it changes."""
        self._followers.setdefault(identity, []).append(handler)
        estimate = self._estimates.get(identity)
        if estimate is not None:
            handler(estimate.offset_us)
        self._ask(identity)

    def unfollow(self, identity: str, handler: OffsetHandler) -> None:
        """Tell ``handler`` no more."""
        handlers = self._followers.get(identity, [])
        if handler in handlers:
            handlers.remove(handler)
        if not handlers:
            self._followers.pop(identity, None)
            asker = self._askers.pop(identity, None)
            if asker is not None:
                asker.cancel()

    def _ask(self, identity: str) -> None:
        if self._room is None or identity in self._askers:
            return
        if self._room.local_participant.permissions.can_publish_data:
            self._askers[identity] = self._loop.spawn(
                self._run(self._room, identity), name="ask-clock"
            )

    async def _run(self, room: rtc.Room, identity: str) -> None:
        estimate = self._estimates.setdefault(identity, ClockEstimate())
        asked = 0
        while room.isconnected():
            known = estimate.count
            for _ in range(_BURST):
                await asyncio.sleep(_BURST_PAUSE_S)
                if not room.isconnected() or not await self._send(
                    room, _QUESTION.pack(b"?", self._now_us()), identity
                ):
                    return
                asked += 1
            if estimate.count > known:
                await asyncio.sleep(_REST_S)
            elif asked >= _PATIENCE:
                return

    def _on_data(self, packet: rtc.DataPacket) -> None:
        if packet.topic != CLOCK_TOPIC or packet.participant is None or self._room is None:
            return
        received_us = self._now_us()
        identity = packet.participant.identity
        if len(packet.data) == _QUESTION.size and packet.data[:1] == b"?":
            if self._limit.take():
                _kind, asked_us = _QUESTION.unpack(packet.data)
                answer = _ANSWER.pack(b"!", asked_us, received_us, self._now_us())
                self._loop.spawn(self._reply(self._room, answer, identity), name="answer-clock")
        elif len(packet.data) == _ANSWER.size and packet.data[:1] == b"!":
            _kind, asked_us, heard_us, answered_us = _ANSWER.unpack(packet.data)
            self._learn(identity, sample(asked_us, heard_us, answered_us, received_us))

    def _learn(self, identity: str, found: ClockSample | None) -> None:
        estimate = self._estimates.get(identity)
        if estimate is None or found is None:
            return
        estimate.add(found)
        for handler in self._followers.get(identity, ()):
            handler(estimate.offset_us)

    async def _reply(self, room: rtc.Room, answer: bytes, identity: str) -> None:
        await self._send(room, answer, identity)

    @staticmethod
    async def _send(room: rtc.Room, data: bytes, identity: str) -> bool:
        try:
            await room.local_participant.publish_data(
                data, reliable=False, destination_identities=[identity], topic=CLOCK_TOPIC
            )
        except PublishDataError as error:
            _log.debug("a clock could not be asked: %s", error.message)
            return False
        return True
