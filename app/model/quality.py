"""Value types for how well streams flow; published every 3 s by the engines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class QualityLevel(IntEnum):
    """Judgement of a connection, best first; integers of ZEGO Express."""

    EXCELLENT = 0
    GOOD = 1
    MEDIUM = 2
    BAD = 3
    DIE = 4
    UNKNOWN = 5


def judge(*, loss_share: float, round_trip_ms: float) -> QualityLevel:
    """Judge a path by loss and round trip; thresholds of everyday video-call experience."""
    steps = (
        (0.01, 100.0, QualityLevel.EXCELLENT),
        (0.03, 200.0, QualityLevel.GOOD),
        (0.08, 400.0, QualityLevel.MEDIUM),
        (0.30, 1500.0, QualityLevel.BAD),
    )
    for loss_limit, round_trip_limit_ms, level in steps:
        if loss_share <= loss_limit and round_trip_ms <= round_trip_limit_ms:
            return level
    return QualityLevel.DIE


@dataclass(frozen=True, slots=True)
class PublisherQuality:
    """How one outgoing stream does; rates are means over the last period.

    ``available_kbps`` is what the network is thought to carry out of this machine; negative
    while unknown.
    """

    width_px: int = 0
    height_px: int = 0
    capture_fps: float = 0.0
    encode_fps: float = 0.0
    send_fps: float = 0.0
    video_kbps: float = 0.0
    audio_kbps: float = 0.0
    target_kbps: float = 0.0
    available_kbps: float = -1.0
    encode_ms: float = 0.0
    round_trip_ms: float = 0.0
    loss_share: float = 0.0
    codec: str = ""
    encoder: str = ""
    limited_by: str = ""
    level: QualityLevel = QualityLevel.UNKNOWN


@dataclass(frozen=True, slots=True)
class PlayerTotals:
    """How one incoming stream did since it was asked for.

    Times are in ms and negative while unknown; ``end_to_end_*`` as in :class:`PlayerQuality`.
    ``freezes`` counts gaps above 200 ms between two pictures.
    """

    first_picture_ms: float = -1.0
    end_to_end_p50_ms: float = -1.0
    end_to_end_p95_ms: float = -1.0
    frames_received: int = 0
    frames_shown: int = 0
    freezes: int = 0


@dataclass(frozen=True, slots=True)
class PlayerQuality:
    """How one incoming stream does; rates are means over the last period.

    ``end_to_end_p50_ms`` and ``_p95_ms`` run from capture to the canvas (or to the frame sink of
    a headless player), from per-frame timestamps; negative when the publisher sends none.
    """

    width_px: int = 0
    height_px: int = 0
    received_fps: float = 0.0
    decoded_fps: float = 0.0
    shown_fps: float = 0.0
    video_kbps: float = 0.0
    audio_kbps: float = 0.0
    loss_share: float = 0.0
    round_trip_ms: float = 0.0
    jitter_buffer_ms: float = 0.0
    decode_ms: float = 0.0
    end_to_end_p50_ms: float = -1.0
    end_to_end_p95_ms: float = -1.0
    freezes: int = 0
    frames_dropped: int = 0
    codec: str = ""
    level: QualityLevel = QualityLevel.UNKNOWN
    since_start: PlayerTotals = PlayerTotals()
