"""What the ZEGO engine can do beyond the port; asked for by type, so that it stays optional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.model.errors import ErrorCode
from app.model.quality import QualityLevel


@dataclass(frozen=True, slots=True)
class NetworkSpeed:
    """One direction of the way to the service, as the newest measurement found it.

    Attributes:
        error_code: OK when the direction was measured.
        round_trip_ms: There and back.
        lost_ratio: Share of packets lost, 0.0 to 1.0.
        level: What the service makes of it.
    """

    error_code: ErrorCode = ErrorCode.OK
    round_trip_ms: float = 0.0
    lost_ratio: float = 0.0
    level: QualityLevel = QualityLevel.UNKNOWN


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """Both directions."""

    up: NetworkSpeed
    down: NetworkSpeed


@runtime_checkable
class SpeedTester(Protocol):
    """An engine that can measure the way to its service before a room is entered."""

    async def measure_network_speed(self, *, duration_s: float, bitrate_kbps: int) -> SpeedReport:
        """Measure for ``duration_s``, at most 30 s, as a broadcast of ``bitrate_kbps`` would.

        Raises:
            WrongStateError: A room is entered, or another test runs.
        """
