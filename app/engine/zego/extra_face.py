"""The calls beyond the port: speed test, relays, mixing, recording, diagnosis."""

from __future__ import annotations

from pathlib import Path

from app.engine.zego.publish_face import PublishFace
from app.engine.zego_extras import ExtraHandler, MixPlan
from app.engine.zego_port import SpeedReport
from app.model.frames import VideoFrame
from app.model.ids import check_stream_id
from app.model.media import PublishChannel, SwitchState


class ExtraFace(PublishFace):
    """Implements :class:`app.engine.zego_extras.ZegoExtras`."""

    async def measure_network_speed(self, *, duration_s: float, bitrate_kbps: int) -> SpeedReport:
        """See ``SpeedTester``."""
        return await self._submit(
            self._desk.speed_test.measure(duration_s=duration_s, bitrate_kbps=bitrate_kbps)
        )

    def set_extra_handler(self, handler: ExtraHandler | None) -> None:
        """See ``ZegoExtras``."""
        self._call(self._desk.extras.use_handler, handler)

    async def add_relay(self, stream_id: str, url: str) -> None:
        """See ``ZegoExtras``."""
        check_stream_id(stream_id)
        await self._submit(self._desk.extras.add_relay(stream_id, url))

    async def remove_relay(self, stream_id: str, url: str) -> None:
        """See ``ZegoExtras``."""
        check_stream_id(stream_id)
        await self._submit(self._desk.extras.remove_relay(stream_id, url))

    async def start_mixing(self, plan: MixPlan) -> None:
        """See ``ZegoExtras``."""
        await self._submit(self._desk.extras.start_mixing(plan))

    async def stop_mixing(self, plan: MixPlan) -> None:
        """See ``ZegoExtras``."""
        await self._submit(self._desk.extras.stop_mixing(plan))

    def start_recording(self, file: Path, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See ``ZegoExtras``."""
        self._call(self._desk.extras.start_recording, file, channel)

    def stop_recording(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """See ``ZegoExtras``."""
        self._call(self._desk.extras.stop_recording, channel)

    async def take_preview_snapshot(
        self, channel: PublishChannel = PublishChannel.MAIN
    ) -> VideoFrame:
        """See ``ZegoExtras``."""
        return await self._submit(self._desk.snapshots.of_preview(channel))

    def enable_debug_assistant(self, state: SwitchState) -> None:
        """See ``ZegoExtras``."""
        self._check_alive()
        self._loop.call(
            lambda: self._sdk.send(
                "enable_debug_assistant",
                lambda sdk: sdk.enable_debug_assistant(enable=state is SwitchState.ON),
            )
        )

    async def upload_log(self) -> None:
        """See ``ZegoExtras``."""
        await self._submit(self._desk.extras.upload_log())
