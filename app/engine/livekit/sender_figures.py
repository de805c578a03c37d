"""What the two ends of a stream tell each other about it: lossy messages that no chat shows.

Each second a publisher tells all how long capturing and encoding took, which nobody else can
measure. Every few seconds each player tells the publisher the delay and the rate it sees. What
does not come, or makes no sense, is left out: these are figures, nothing depends on them.
"""

from __future__ import annotations

import logging
import statistics
import struct
from collections.abc import Callable
from dataclasses import dataclass

from livekit import rtc
from livekit.rtc.participant import PublishDataError

from app.engine.common.loop import EngineLoop
from app.engine.common.rate import RateLimit
from app.model.quality import AudienceFigures

_log = logging.getLogger(__name__)

FIGURES_TOPIC = "klieg.figures"
_SENDER = struct.Struct("<cii")
_VIEWER = struct.Struct("<ciiH")
_STREAM_ID_MAX_BYTES = 300
_SENSE_LIMIT_US = 60_000_000
_VALID_S = 12.0
_VIEWERS_MAX = 2_000
_REPORTS_PER_SECOND = 200


@dataclass(frozen=True, slots=True)
class SenderFigures:
    """What only the publisher can measure; means in ms, negative while unknown."""

    capture_ms: float = -1.0
    encode_ms: float = -1.0


@dataclass(frozen=True, slots=True)
class ViewerFigures:
    """What only a player can measure."""

    p50_ms: float
    p95_ms: float
    shown_fps: float


SenderHandler = Callable[[SenderFigures], None]


class FigureExchange:
    """Tells and hears figures in one room after the other; on the engine's loop alone."""

    def __init__(self, loop: EngineLoop) -> None:
        self._loop = loop
        self._room: rtc.Room | None = None
        self._followed: dict[tuple[str, str], SenderHandler] = {}
        self._viewers: dict[str, dict[str, tuple[float, ViewerFigures]]] = {}
        self._limit = RateLimit(_REPORTS_PER_SECOND)

    def attach(self, room: rtc.Room) -> None:
        """Tell and hear in ``room`` from now on."""
        self.detach()
        self._room = room
        room.on("data_received", self._on_data)

    def detach(self) -> None:
        """Tell and hear no more."""
        if self._room is not None:
            self._room.off("data_received", self._on_data)
            self._room = None
        self._viewers.clear()

    def follow(self, identity: str, stream_id: str, handler: SenderHandler) -> None:
        """Give ``handler`` what the publisher of a stream tells of it."""
        self._followed[(identity, stream_id)] = handler

    def unfollow(self, identity: str, stream_id: str) -> None:
        """Listen to that publisher no more."""
        self._followed.pop((identity, stream_id), None)

    def tell(self, stream_id: str, figures: SenderFigures) -> None:
        """Tell all how one's own stream is made."""
        head = _SENDER.pack(b"s", _to_us(figures.capture_ms), _to_us(figures.encode_ms))
        self._send(head + stream_id.encode(), [])

    def report(self, identity: str, stream_id: str, figures: ViewerFigures) -> None:
        """Tell the publisher of a stream how it arrives."""
        fps = min(6_000, max(0, round(figures.shown_fps * 10)))
        head = _VIEWER.pack(b"v", _to_us(figures.p50_ms), _to_us(figures.p95_ms), fps)
        self._send(head + stream_id.encode(), [identity])

    def audience(self, stream_id: str) -> AudienceFigures:
        """Return what the viewers of one's own stream told in the last seconds."""
        told = self._viewers.get(stream_id, {})
        since_s = self._loop.time() - _VALID_S
        for identity in [who for who, (at_s, _) in told.items() if at_s < since_s]:
            del told[identity]
        figures = [item for _, item in told.values()]
        measured = [item for item in figures if item.p50_ms >= 0]
        if not figures:
            return AudienceFigures()
        fps = statistics.median(item.shown_fps for item in figures)
        if not measured:
            return AudienceFigures(viewers=len(figures), shown_fps=fps)
        return AudienceFigures(
            viewers=len(figures),
            end_to_end_p50_ms=statistics.median(item.p50_ms for item in measured),
            end_to_end_p95_ms=statistics.median(item.p95_ms for item in measured),
            slowest_p50_ms=max(item.p50_ms for item in measured),
            shown_fps=fps,
        )

    def _on_data(self, packet: rtc.DataPacket) -> None:
        if packet.topic != FIGURES_TOPIC or packet.participant is None:
            return
        if not self._limit.take():
            return
        identity, data = packet.participant.identity, packet.data
        if data[:1] == b"s" and (sent := read_sender(data)) is not None:
            handler = self._followed.get((identity, sent[0]))
            if handler is not None:
                handler(sent[1])
        elif data[:1] == b"v" and (seen := read_viewer(data)) is not None:
            self._note(identity, *seen)

    def _note(self, identity: str, stream_id: str, figures: ViewerFigures) -> None:
        if self._room is None:
            return
        own = self._room.local_participant.track_publications.values()
        if not any(item.track is not None and item.track.name == stream_id for item in own):
            return  # of a stream that is not ours
        told = self._viewers.setdefault(stream_id, {})
        if identity in told or len(told) < _VIEWERS_MAX:
            told[identity] = (self._loop.time(), figures)

    def _send(self, data: bytes, to: list[str]) -> None:
        room = self._room
        if room is None or not room.isconnected():
            return
        if room.local_participant.permissions.can_publish_data:
            self._loop.spawn(_publish(room, data, to), name="tell-figures")


def read_sender(data: bytes) -> tuple[str, SenderFigures] | None:
    """Return stream and figures of a publisher's message; None when it makes no sense."""
    stream_id = _stream_id(data, _SENDER.size)
    if stream_id is None:
        return None
    _kind, capture_us, encode_us = _SENDER.unpack_from(data)
    if max(capture_us, encode_us) > _SENSE_LIMIT_US:
        return None
    return stream_id, SenderFigures(_from_us(capture_us), _from_us(encode_us))


def read_viewer(data: bytes) -> tuple[str, ViewerFigures] | None:
    """Return stream and figures of a player's message; None when it makes no sense."""
    stream_id = _stream_id(data, _VIEWER.size)
    if stream_id is None:
        return None
    _kind, p50_us, p95_us, fps = _VIEWER.unpack_from(data)
    if max(p50_us, p95_us) > _SENSE_LIMIT_US or fps > 6_000:
        return None
    return stream_id, ViewerFigures(_from_us(p50_us), _from_us(p95_us), fps / 10)


def _stream_id(data: bytes, head_bytes: int) -> str | None:
    if not head_bytes < len(data) <= head_bytes + _STREAM_ID_MAX_BYTES:
        return None
    try:
        return data[head_bytes:].decode()
    except UnicodeDecodeError:
        return None


def _to_us(value_ms: float) -> int:
    return min(_SENSE_LIMIT_US, round(value_ms * 1000)) if value_ms >= 0 else -1


def _from_us(value_us: int) -> float:
    return value_us / 1000 if value_us >= 0 else -1.0


async def _publish(room: rtc.Room, data: bytes, to: list[str]) -> None:
    try:
        await room.local_participant.publish_data(
            data, reliable=False, destination_identities=to, topic=FIGURES_TOPIC
        )
    except PublishDataError as error:
        _log.debug("figures could not be told: %s", error.message)
