"""Reads ``get_stats`` of tracks, which may be gone by then."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats

from app.model.quality import Maker

_log = logging.getLogger(__name__)

_TIMEOUT_S = 2.0
_JUDGED_PERIODS = 3
_HARDWARE = ("nvenc", "nvdec", "nvidia", "vaapi", "videotoolbox", "mediafoundation", "qsv", "v4l2")


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


def maker_of(part: RtcStats.InboundRtp | RtcStats.OutboundRtp | None) -> Maker:
    """Return whether a chip decodes or encodes; libwebrtc tells a name, and whether it saves power.

    That a chip saves power is certain; that a program does not is told by its name alone.
    """
    if isinstance(part, RtcStats.InboundRtp):
        name, saves_power = (
            part.inbound.decoder_implementation,
            part.inbound.power_efficient_decoder,
        )
    elif part is not None:
        name = part.outbound.encoder_implementation
        saves_power = part.outbound.power_efficient_encoder
    else:
        return Maker.UNKNOWN
    if saves_power or any(mark in name.lower() for mark in _HARDWARE):
        return Maker.HARDWARE
    is_known = bool(name) and name.lower() != "unknown"
    return Maker.SOFTWARE if is_known else Maker.UNKNOWN


class LossWindow:
    """The loss of the last few periods: one lost packet is no bad network."""

    def __init__(self) -> None:
        self._counts: deque[tuple[int, int]] = deque(maxlen=_JUDGED_PERIODS)

    def add(self, lost: int, received: int) -> float:
        """Count one period; returns the share that was lost in the last few."""
        self._counts.append((lost, received))
        all_lost = sum(lost for lost, _ in self._counts)
        sent = all_lost + sum(received for _, received in self._counts)
        return all_lost / sent if sent else 0.0
