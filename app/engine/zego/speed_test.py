"""Measures the way to ZEGO's service before a room is entered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import code_of, level_of
from app.engine.zego_port import NetworkSpeed, SpeedReport
from app.model.errors import ErrorCode, InvalidValueError, WrongStateError

_PERIOD_MS = 1000
_LONGEST_S = 30.0
_UP, _DOWN = express.NetworkSpeedTestType.UPLINK, express.NetworkSpeedTestType.DOWNLINK


@dataclass(slots=True)
class _Test:
    found: dict[int, NetworkSpeed] = field(default_factory=dict)
    failed: asyncio.Event = field(default_factory=asyncio.Event)


class SpeedTest:
    """Runs one test at a time; used on the engine's loop alone."""

    def __init__(
        self,
        context: ZegoContext,
        router: EventRouter,
        *,
        check_ready: Callable[[], Awaitable[None]],
        is_busy: Callable[[], bool],
    ) -> None:
        self._context = context
        self._check_ready = check_ready
        self._is_busy = is_busy
        self._test: _Test | None = None
        router.on(express.OnNetworkSpeedTestQualityUpdate, self._on_quality)
        router.on(express.OnNetworkSpeedTestError, self._on_error)

    async def measure(self, *, duration_s: float, bitrate_kbps: int) -> SpeedReport:
        """Measure both directions.

        Raises:
            InvalidValueError: The duration is out of range.
            WrongStateError: A stream flows, another test runs, or the SDK refuses.
        """
        if not 0 < duration_s <= _LONGEST_S:
            raise InvalidValueError(f"cannot measure for {duration_s} s: 0 to 30 are possible")
        if self._is_busy() or self._test is not None:
            what = "a stream flows" if self._is_busy() else "another test runs"
            raise WrongStateError(f"cannot measure the network: {what}", hint="Stop it first.")
        test = self._test = _Test()
        config = express.NetworkSpeedTestConfig(
            test_uplink=True,
            expected_uplink_bitrate=bitrate_kbps,
            test_downlink=True,
            expected_downlink_bitrate=bitrate_kbps,
        )
        try:
            await self._check_ready()
            code = await self._context.sdk.run(
                "start_network_speed_test",
                lambda sdk: sdk.start_network_speed_test(config, _PERIOD_MS),
            )
            if code:
                self._context.faults.told(code)
                raise WrongStateError(
                    f"cannot measure the network: the SDK refuses (ZEGO error {code})",
                    code=code_of(code),
                )
            await self._wait(test, duration_s)
        finally:
            self._test = None
            self._context.sdk.send(
                "stop_network_speed_test", lambda sdk: sdk.stop_network_speed_test()
            )
        silent = NetworkSpeed(error_code=ErrorCode(1015002))
        return SpeedReport(test.found.get(_UP, silent), test.found.get(_DOWN, silent))

    async def _wait(self, test: _Test, duration_s: float) -> None:
        try:
            async with asyncio.timeout(duration_s):
                await test.failed.wait()
        except TimeoutError:
            return

    def _on_quality(self, event: express.OnNetworkSpeedTestQualityUpdate) -> None:
        if self._test is not None:
            quality = event.quality
            self._test.found[int(event.type)] = NetworkSpeed(
                round_trip_ms=float(quality.rtt),
                lost_ratio=quality.packet_lost_rate,
                level=level_of(int(quality.quality)),
            )

    def _on_error(self, event: express.OnNetworkSpeedTestError) -> None:
        if self._test is None:
            return
        self._context.faults.told(event.error_code)
        found = self._test.found
        found[int(event.type)] = NetworkSpeed(error_code=code_of(event.error_code))
        if all(speed.error_code for speed in found.values()) and len(found) == 2:
            self._test.failed.set()
