"""What ZEGO has beyond the port: relays to CDNs, mixing on its servers, recording, diagnosis.

An engine is asked for by type: ``isinstance(engine, ZegoExtras)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol, runtime_checkable

from app.engine.zego_port import SpeedTester
from app.model.errors import ErrorCode
from app.model.frames import VideoFrame
from app.model.media import PublishChannel, SwitchState, VideoProfile


class RelayState(Enum):
    """Whether a stream reaches a CDN address."""

    NONE = "none"
    REQUESTING = "requesting"
    RELAYING = "relaying"


@dataclass(frozen=True, slots=True)
class Relay:
    """One address that a stream is relayed to.

    Attributes:
        state: Whether it is reached.
        reason: The SDK's number of why it changed; 0 for none.
        changed_at_ms: Unix time of that.
    """

    state: RelayState
    reason: int = 0
    changed_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class RelayNews:
    """All relays of one stream, in the order of their addresses.

    Addresses are left out: their ends are the keys of the CDN.
    """

    stream_id: str
    relays: tuple[Relay, ...]


@dataclass(frozen=True, slots=True)
class MixInput:
    """One stream in a mixed picture, at a rectangle of it."""

    stream_id: str
    left_px: int
    top_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class MixPlan:
    """What ZEGO's servers mix.

    Attributes:
        task_id: Name of the task; the same one again changes it.
        inputs: What is mixed.
        output: Stream ID of the result, or the address of a CDN.
        profile: How the result is encoded.
    """

    task_id: str
    inputs: tuple[MixInput, ...]
    output: str
    profile: VideoProfile


class RecordState(Enum):
    """What becomes of a recording."""

    STOPPED = "stopped"
    RECORDING = "recording"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class RecordNews:
    """A recording began, went on or ended.

    Attributes:
        channel: What is recorded.
        state: What became of it.
        error_code: Why it ended, OK for by wish.
        duration_ms: How long it is by now.
        size_bytes: How large the file is by now.
    """

    channel: PublishChannel
    state: RecordState
    error_code: ErrorCode = ErrorCode.OK
    duration_ms: int = 0
    size_bytes: int = 0


ExtraNews = RelayNews | RecordNews
ExtraHandler = Callable[[ExtraNews], None]


@runtime_checkable
class ZegoExtras(SpeedTester, Protocol):
    """The ZEGO engine beyond the port; calls and threads as there."""

    def set_extra_handler(self, handler: ExtraHandler | None) -> None:
        """Give news of relays and recordings to ``handler``, on the engine's thread."""

    async def add_relay(self, stream_id: str, url: str) -> None:
        """Relay a stream to a CDN; ``RelayNews`` tell whether it is reached.

        Raises:
            RoomError: The service refused.
        """

    async def remove_relay(self, stream_id: str, url: str) -> None:
        """Relay to this address no more; errors as above."""

    async def start_mixing(self, plan: MixPlan) -> None:
        """Mix streams on ZEGO's servers.

        Raises:
            RoomError: The service refused.
        """

    async def stop_mixing(self, plan: MixPlan) -> None:
        """Mix no more; errors as above."""

    def start_recording(self, file: Path, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """Record what a channel captures, by the SDK: ``.mp4``, ``.flv`` or ``.aac``.

        ``RecordNews`` tell what becomes of it; the channel must be previewed or published.
        """

    def stop_recording(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """Finish the file. No error if not started."""

    async def take_preview_snapshot(
        self, channel: PublishChannel = PublishChannel.MAIN
    ) -> VideoFrame:
        """Return the newest picture that a channel captured.

        Raises:
            WrongStateError: It captures nothing, or the SDK does (Windows, macOS).
        """

    def enable_debug_assistant(self, state: SwitchState) -> None:
        """Let the SDK show its own hints on the console; off by default (E15)."""

    async def upload_log(self) -> None:
        """Send the SDK's log to ZEGO's support.

        Raises:
            RoomError: It was not taken.
        """
