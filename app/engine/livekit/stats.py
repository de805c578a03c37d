"""Reads ``get_stats`` of tracks, which may be gone by then."""

from __future__ import annotations

import asyncio
import logging

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats

_log = logging.getLogger(__name__)

_TIMEOUT_S = 2.0


async def stats_of(track: rtc.Track | None) -> list[RtcStats]:
    """Return a track's statistics; none when it is gone or does not answer."""
    if track is None:
        return []
    try:
        return await asyncio.wait_for(track.get_stats(), _TIMEOUT_S)
    except TimeoutError:
        return []
    except Exception:  # noqa: BLE001  (the package raises nothing more exact)
        _log.debug("no statistics of track %s", track.sid, exc_info=True)
        return []


def inbound_of(stats: list[RtcStats]) -> RtcStats.InboundRtp | None:
    """Return the part about what is received."""
    for part in stats:
        if part.WhichOneof("stats") == "inbound_rtp":
            return part.inbound_rtp
    return None


def outbound_of(stats: list[RtcStats]) -> list[RtcStats.OutboundRtp]:
    """Return the parts about what is sent, one for each layer."""
    return [part.outbound_rtp for part in stats if part.WhichOneof("stats") == "outbound_rtp"]


def received_level(stats: list[RtcStats]) -> float:
    """Return the loudness of received sound, 0.0 to 1.0."""
    inbound = inbound_of(stats)
    return inbound.inbound.audio_level if inbound is not None else 0.0


def captured_level(stats: list[RtcStats]) -> float:
    """Return the loudness of captured sound, 0.0 to 1.0."""
    for part in stats:
        if part.WhichOneof("stats") == "media_source":
            return part.media_source.audio.audio_level
    return 0.0


def codec_of(stats: list[RtcStats]) -> str:
    """Return the codec in use, as ``H264``."""
    for part in stats:
        if part.WhichOneof("stats") == "codec":
            return part.codec.codec.mime_type.partition("/")[2]
    return ""
