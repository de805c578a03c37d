"""Value types for how well streams flow; the engines tell them every second, ZEGO's every three."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from app.model.media import SimulcastLayer


class QualityLevel(IntEnum):
    """Judgement of a connection, best first; integers of ZEGO Express."""

    EXCELLENT = 0
    GOOD = 1
    MEDIUM = 2
    BAD = 3
    DIE = 4
    UNKNOWN = 5


class Maker(Enum):
    """What encodes or decodes: a program on the processor, or a chip made for it."""

    UNKNOWN = ""
    SOFTWARE = "software"
    HARDWARE = "hardware"


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
class AudienceFigures:
    """What those who watch a stream tell its publisher; delays are negative while unknown.

    Attributes:
        viewers: How many told something in the last seconds.
        end_to_end_p50_ms: The median of their medians.
        end_to_end_p95_ms: The median of their 95th percentiles.
        slowest_p50_ms: The median of the one who is furthest behind.
        shown_fps: The median of their frame rates.
    """

    viewers: int = 0
    end_to_end_p50_ms: float = -1.0
    end_to_end_p95_ms: float = -1.0
    slowest_p50_ms: float = -1.0
    shown_fps: float = 0.0


@dataclass(frozen=True, slots=True)
class PublisherQuality:
    """How one outgoing stream does; rates are means over the last period.

    Attributes:
        wanted_fps: The rate the source was asked for; 0 while unknown.
        capture_ms: From the moment of capture to the encoder's door, the median; negative while
            unknown.
        limited_by: What makes the encoder give less than it was asked for: ``cpu``,
            ``bandwidth``, ``other`` or nothing.
        limited_share: In how much of the last period that was so.
        frames_not_sent: Captured in the last period and not encoded.
        audience: What the audience measures; those tell it who run Klieg.
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
    wanted_fps: float = 0.0
    capture_ms: float = -1.0
    encoder_kind: Maker = Maker.UNKNOWN
    limited_share: float = 0.0
    frames_not_sent: int = 0
    audience: AudienceFigures = AudienceFigures()


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
class LatencySplit:
    """Where the median of the time from capture to screen goes, in the last period.

    A negative part is not known. What is not known is within ``network_ms``, which is not measured
    by itself: it is what the measured parts leave of the measured whole.

    Attributes:
        capture_ms: From the moment of capture to the encoder's door; the publisher tells it.
        encode_ms: In the encoder; the publisher tells it.
        network_ms: Sending, server, wires; also all that is negative here.
        buffer_ms: From a picture's first packet until it is taken to be decoded.
        decode_ms: In the decoder.
        paint_ms: From the decoded picture to the end of its painting.
    """

    capture_ms: float = -1.0
    encode_ms: float = -1.0
    network_ms: float = -1.0
    buffer_ms: float = -1.0
    decode_ms: float = -1.0
    paint_ms: float = -1.0

    @property
    def total_ms(self) -> float:
        """Return the sum of what is known; negative when nothing is."""
        known = [part for part in self.parts() if part >= 0]
        return sum(known) if known else -1.0

    def parts(self) -> tuple[float, ...]:
        """Return the parts in the order of a picture's way."""
        return (
            self.capture_ms,
            self.encode_ms,
            self.network_ms,
            self.buffer_ms,
            self.decode_ms,
            self.paint_ms,
        )


@dataclass(frozen=True, slots=True)
class PlayerQuality:
    """How one incoming stream does; rates are means over the last period.

    ``end_to_end_p50_ms`` and ``_p95_ms`` run from capture to the canvas (or to the frame sink of
    a headless player), from per-frame timestamps; negative when the publisher sends none.

    Attributes:
        frames_dropped: Left out by jitter buffer or decoder in the last period.
        frames_replaced: Decoded, but a newer picture came before they were painted.
        frames_hidden: Decoded while the canvas was not shown.
        packets_lost: Lost on the way in the last period.
        split: Where the delay comes from.
        layers: The layers one can choose among, best first; empty when there is one only, or when
            the engine cannot know.
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
    decoder: str = ""
    decoder_kind: Maker = Maker.UNKNOWN
    frames_replaced: int = 0
    frames_hidden: int = 0
    packets_lost: int = 0
    split: LatencySplit = LatencySplit()
    layers: tuple[SimulcastLayer, ...] = ()
